"""A scoring database that holds the national data set, filled as following the registry does."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from typing_extensions import override

from pledge_scoring.services.recording import record
from pledge_scoring.services.updating import Updates
from pledge_scoring.storage.feed import Position
from pledge_scoring.storage.inputs import project_inputs
from pledge_shared.clients.registry import RegistryClient, StateOfPlan
from pledge_shared.contracts.plan import Plan, PlanDocument
from pledge_shared.contracts.project import Project
from pledge_shared.database.connections import Database

from ..errors import LocalError

__all__ = ["ScoredNation"]


class _Told(RegistryClient):
    """A registry that answers what it was told last; nothing is measured of one here."""

    def __init__(self) -> None:  # without an upstream: it asks nobody
        self.state: StateOfPlan | None = None

    @override
    async def documents(
        self, plan: str, *, as_of: str, since: int = 0, reader: str | None = None
    ) -> StateOfPlan:
        assert self.state is not None  # noqa: S101 - told before each question
        return self.state


class ScoredNation:
    """Plans with all their scores, and ways to change one of them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._registry = _Told()
        self._updates = Updates(database, self._registry)
        self._ids = (UUID(int=number) for number in count(1))
        self._place = Position(None, 0)
        self.plans: list[str] = []

    async def add(self, document: dict[str, Any]) -> None:
        """Score a plan that nobody knew."""
        content = PlanDocument.model_validate(document)
        plan = Plan.model_validate({**content.plan.model_dump(), **self._identity(1)})
        projects = tuple(
            Project.model_validate({**each.model_dump(), **self._identity(1), "plan": plan.code})
            for each in content.projects
        )
        await self.take_in(plan, projects)
        self.plans.append(plan.code)

    def _identity(self, version: int) -> dict[str, Any]:
        return {"id": next(self._ids), "version": version}

    async def take_in(self, plan: Plan, projects: Sequence[Project]) -> None:
        """Score what changed of a plan."""
        update, reached = await self.prepare(plan, projects)
        await self.store(update, reached)

    async def prepare(self, plan: Plan, projects: Sequence[Project]) -> tuple[Any, Position]:
        """Read what is stored and score, without writing."""
        sequence = self._place.sequence + 1
        self._registry.state = StateOfPlan(plan, projects, frozenset(), sequence)
        update = await self._updates.after_events(plan.code, (), as_of=sequence)
        return update, Position(None, sequence)

    async def store(self, update: Any, reached: Position) -> None:
        """Write what was prepared, in its transaction."""
        if not await record(self.database, [update], expected=self._place, reached=reached):
            raise LocalError("Somebody else wrote into the database that is measured.")
        self._place = reached

    async def changes(self, plan: Plan, times: int) -> Iterator[Project]:
        """Return the plan's projects in turn, each time with another value of its first actual."""
        async with self.database.read() as connection:
            stored = await project_inputs(connection, plan.code)
        known = [Project.model_validate_json(each.document.document) for each in stored]
        return (_changed(known, number) for number in range(times))


def _changed(known: list[Project], number: int) -> Project:
    place = number % len(known)
    project = known[place]
    first, *others = project.indicators
    actual, *rest = first.actuals
    reported = actual.model_copy(update={"value": Decimal(number + 1) / 10, "text": None})
    indicator = first.model_copy(update={"actuals": (reported, *rest)})
    known[place] = project.model_copy(
        update={"indicators": (indicator, *others), "version": project.version + 1}
    )
    return known[place]
