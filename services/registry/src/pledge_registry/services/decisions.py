"""Decisions about many submitted actuals, in one commit."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.indicator import Actual
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.contracts.workflow import (
    DecisionMade,
    ReviewDecision,
    ReviewDecisions,
    ReviewOutcome,
)
from pledge_shared.database.connections import Database
from pledge_shared.errors import FieldError, NotFoundError, ServiceError
from pledge_shared.security.policy import Actor
from pledge_shared.validation import validated

from ..domain.documents import read_project
from ..domain.periods import Calendar, Lock, lock_on
from ..domain.reporting import find_actual, with_actual
from ..domain.versions import Author, Commit, Stored
from ..domain.workflow import Refusal, Step, moved
from ..errors import UnknownProjectError
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.periods import WriteRules, read_calendar, write_rules
from ..storage.reviews import submitters
from .bulk import RowsRefusedError
from .locks import explain
from .reviews import Submitters
from .work import Reply, UnitOfWork, once, unit_of_work

__all__ = ["Decisions"]


class Decisions:
    """Decides about many actuals of one plan."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(
        self,
        plan: str,
        body: Any,
        *,
        actor: Actor,
        author: Author,
        key: IdempotencyKey,
        partial: bool,
    ) -> KeptAnswer:
        """Decide; all or nothing unless ``partial``.

        Raises
        ------
        RowsRefusedError
            422: rows that cannot be decided so; ``errors`` names each by its place.
        """

        async def do(work: UnitOfWork) -> Reply:
            table, rows = await _opened(work, plan, body, actor)
            made = table.decide(rows, partial=partial)
            await table.write(work)
            return lambda commit: _answer(made, commit)

        return await once(self._database, key, author, do)

    async def validate(
        self,
        plan: str,
        body: Any,
        *,
        actor: Actor,
        author: Author,
        partial: bool,
    ) -> KeptAnswer:
        """Tell what `make` would do, without doing it."""
        async with unit_of_work(self._database, author) as work:
            table, rows = await _opened(work, plan, body, actor)
            return _answer(table.decide(rows, partial=partial), None)


@dataclass(slots=True)
class _Open:
    """A project while rows about it are decided."""

    old: Stored
    facts: ProjectFacts
    decided: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """What lies on the table: the projects that rows name, and the rules of their plan."""

    projects: dict[str, _Open]
    submitters: Submitters
    rules: WriteRules
    calendar: Calendar
    actor: Actor

    def decide(self, rows: Sequence[ReviewDecision], *, partial: bool) -> list[DecisionMade]:
        """Decide row by row.

        Raises
        ------
        RowsRefusedError
            422: some are refused and the others shall not stand alone, or all are.
        """
        made = [self._decided(number, row) for number, row in enumerate(rows)]
        refused = [item for item in made if item.code is not None]
        if refused and (not partial or len(refused) == len(made)):
            errors = (
                FieldError(f"/rows/{item.row}", item.code or "", item.message or "")
                for item in refused
            )
            raise RowsRefusedError(
                f"{len(refused)} of {len(made)} rows are refused; nothing was written.",
                errors=tuple(errors),
            )
        return made

    def _decided(self, number: int, row: ReviewDecision) -> DecisionMade:
        made = DecisionMade(
            row=number,
            project=row.project,
            indicator=row.indicator,
            period=row.period,
            approval=None,
            code=None,
            message=None,
        )
        try:
            done = self._move(row)
        except ServiceError as error:
            return made.model_copy(update={"code": error.code, "message": str(error)})
        if isinstance(done, Lock | Refusal):
            return made.model_copy(update={"code": done.value, "message": explain(done)})
        return made.model_copy(update={"approval": done.approval})

    def _move(self, row: ReviewDecision) -> Actual | Lock | Refusal:
        found = self.projects.get(row.project)
        if found is None:
            raise UnknownProjectError
        actual = find_actual(found.facts, row.indicator, row.period)
        lock = lock_on(row.period, self.calendar, self.rules.owner, self.rules.clock)
        if lock is not None:
            return lock
        submitter = self.submitters.get((found.old.entity_id, row.indicator, row.period))
        own = submitter == self.actor.owner
        after = moved(actual, Step(row.decision), own=own, note=row.note)
        if isinstance(after, Refusal):
            return after
        found.facts = with_actual(found.facts, row.indicator, after)
        found.decided.append((row.indicator, row.period))
        return after

    async def write(self, work: UnitOfWork) -> None:
        """Give each project that was decided about its next version."""
        for item in self.projects.values():
            if item.decided:
                work.decided |= {(item.old.entity_id, *place) for place in item.decided}
                await work.change_project(item.old, item.facts)


async def _opened(
    work: UnitOfWork, plan: str, body: Any, actor: Actor
) -> tuple[_Table, Sequence[ReviewDecision]]:
    """Read and lock what the rows of a request name."""
    plan_id = (await work.lock_plan(plan)).entity_id
    rows = validated(ReviewDecisions, body).rows
    projects = {}
    for code in sorted({row.project for row in rows}):
        with suppress(NotFoundError):
            old = await work.project(plan, code)
            projects[code] = _Open(old, read_project(old))
    rules = await write_rules(work.connection, plan_id, actor.id)
    ids = [item.old.entity_id for item in projects.values()]
    submitted = await submitters(work.connection, ids)
    calendar = await read_calendar(work.connection, rules.organization_id)
    return _Table(projects, submitted, rules, calendar, actor), rows


def _answer(made: list[DecisionMade], commit: Commit | None) -> KeptAnswer:
    outcome = ReviewOutcome(items=made, sequence=commit.sequence if commit else None)
    return KeptAnswer(200, canonical_bytes(outcome))
