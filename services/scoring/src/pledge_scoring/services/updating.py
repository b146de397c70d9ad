"""Works out, without writing anything, what a change in the registry does to a plan's scores."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pledge_shared.clients.registry import RegistryClient, StateOfPlan
from pledge_shared.contracts.codes import Publication
from pledge_shared.contracts.events import EventData
from pledge_shared.contracts.plan import Plan
from pledge_shared.database.connections import Database
from pledge_shared.errors import NotFoundError

from ..storage.confirming import stored_rates
from ..storage.inputs import PlanInput, ProjectInput, find_plan, parents_of, project_inputs
from ..storage.scores import Score, scores_of
from .confirming import doubtful, made_now
from .inputs import term_years
from .judging import KnownProject, PlanUpdate, copy_of, end_of, judge_changes
from .project_facts import read_project

__all__ = ["Doubts", "Updates", "find_doubts", "score_doubtful"]

_Sequences = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class _Present:
    """What is stored of a plan and bears on the scores that may change."""

    projects: Sequence[ProjectInput]
    scores: Mapping[str, Score]
    targets: frozenset[str] | None
    """None: every project of the plan."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Projects of a plan whose stored scores may not be what they would be now.

    Attributes
    ----------
    codes
        None: every project of the plan.
    is_complete
        Whether everything of the plan is here, so that it can be scored from the copies.
    """

    plan: str
    codes: frozenset[str] | None
    is_complete: bool


class Updates:
    """Prepares updates of plans from the registry's documents and the copies kept here."""

    def __init__(self, database: Database, registry: RegistryClient) -> None:
        self._database = database
        self._registry = registry

    async def after_events(
        self, plan: str, events: Sequence[EventData], *, as_of: int
    ) -> PlanUpdate | None:
        """Return what a plan's events up to a commit lead to; None when that is known already."""
        async with self._database.read() as connection:
            stored = await find_plan(connection, plan)
        # Copies are found by their scores: a project without one is fetched again.
        since = stored.synced if stored and stored.complete else 0
        if since >= as_of:
            return None
        try:
            fetched = await self._fetch(plan, stored, as_of, since)
        except NotFoundError:
            return await self._end_of_plan(stored)
        head = _head(stored, fetched.plan, _sequences(events), as_of)
        is_new_head = stored is None or stored.version != head.version
        present = await self._present(plan, None if is_new_head else fetched)
        return await asyncio.to_thread(_update, head, fetched, present, _sequences(events), as_of)

    async def _fetch(
        self, plan: str, stored: PlanInput | None, as_of: int, since: int
    ) -> StateOfPlan:
        """Return what changed of a plan; all of it when it is published in another way now."""
        fetched = await self._registry.documents(plan, as_of=str(as_of), since=since)
        if since and stored and _publication(stored) is not fetched.plan.publication:
            return await self._registry.documents(plan, as_of=str(as_of))
        return fetched

    async def _end_of_plan(self, stored: PlanInput | None) -> PlanUpdate | None:
        if stored is None:
            return None
        async with self._database.read() as connection:
            scores = await scores_of(connection, plan=stored.code)
        changes = tuple(end_of(stored, score) for score in scores)
        return PlanUpdate(code=stored.code, plan=None, changes=changes)

    async def _present(self, plan: str, changed: StateOfPlan | None) -> _Present:
        """Read what is stored; of the whole plan, or only what depends on some projects."""
        async with self._database.read() as connection:
            if changed is None:
                known = await project_inputs(connection, plan)
                scores = await scores_of(connection, plan=plan)
                return _Present(known, _by_code(scores), None)
            codes = {project.code for project in changed.projects}
            parents = {project.parent for project in changed.projects if project.parent}
            parents |= await parents_of(connection, plan, changed.removed)
            targets = frozenset(codes | parents)
            known = await project_inputs(connection, plan, targets)
            scores = await scores_of(connection, plan=plan, codes=targets | changed.removed)
            return _Present(known, _by_code(scores), targets)


async def find_doubts(database: Database, plan: str) -> Doubts | None:
    """Work a plan's rates out again; None when every one comes out as it is stored."""
    async with database.read() as connection:
        head = await find_plan(connection, plan)
        if head is None:
            return None
        content = Plan.model_validate_json(head.document.document)
        stored = await stored_rates(connection, plan, made_now(content))
    found = await asyncio.to_thread(doubtful, content, stored)
    if head.complete and not found:
        return None
    return Doubts(plan, None if len(found) == len(stored) else found, is_complete=head.complete)


async def score_doubtful(database: Database, doubts: Doubts) -> PlanUpdate | None:
    """Return what the copies kept here lead to where a stored score is in doubt."""
    async with database.read() as connection:
        head = await find_plan(connection, doubts.plan)
        if head is None:
            return None
        known = await project_inputs(connection, doubts.plan, doubts.codes)
        scores = await scores_of(connection, plan=doubts.plan, codes=doubts.codes)
    content = Plan.model_validate_json(head.document.document)
    nothing_new = StateOfPlan(content, (), frozenset(), head.synced)
    present = _Present(known, _by_code(scores), doubts.codes)
    return await asyncio.to_thread(_update, head, nothing_new, present, {}, head.synced)


def _publication(stored: PlanInput) -> Publication:
    return Plan.model_validate_json(stored.document.document).publication


def _by_code(scores: Sequence[Score]) -> dict[str, Score]:
    return {score.row.code: score for score in scores}


def _sequences(events: Sequence[EventData]) -> dict[tuple[str, str], int]:
    """Return the latest commit of each thing that changed."""
    return {(event.kind, event.code): event.sequence for event in events}


def _head(stored: PlanInput | None, plan: Plan, sequences: _Sequences, as_of: int) -> PlanInput:
    if stored is not None and stored.version == plan.version:
        return replace(stored, synced=as_of)
    return PlanInput(
        code=plan.code,
        id=plan.id,
        version=plan.version,
        # A page of events may end inside a commit: what it has not told of yet is of that one.
        sequence=sequences.get(("plan", plan.code), as_of),
        synced=as_of,
        complete=True,
        organization=plan.organization,
        document=copy_of(plan),
    )


def _update(
    head: PlanInput,
    fetched: StateOfPlan,
    present: _Present,
    sequences: _Sequences,
    as_of: int,
) -> PlanUpdate:
    known, years = {}, term_years(fetched.plan)
    for stored in present.projects:
        project = read_project(stored.document.document, years)
        known[project.code] = KnownProject(project, stored.document.digest, stored.sequence)
    copies = []
    for came in fetched.projects:
        copy = copy_of(came)
        project = read_project(copy.document, years)
        copies.append(copy)
        before = known.get(project.code)
        if before is None or before.digest != copy.digest:
            sequence = sequences.get(("project", project.code), as_of)
            if before is not None and before.project.version == project.version:
                sequence = before.sequence  # its plan shows it otherwise now; it is no newer
            known[project.code] = KnownProject(project, copy.digest, sequence)
    for code in fetched.removed:
        known.pop(code, None)
    judgement = judge_changes(
        head,
        fetched.plan,
        known,
        targets=known.keys() if present.targets is None else present.targets,
        previous=present.scores,
    )
    return PlanUpdate(
        code=head.code,
        plan=replace(head, complete=not judgement.unscored),
        documents=(head.document, *copies),
        removed=fetched.removed,
        changes=judgement.changes,
    )
