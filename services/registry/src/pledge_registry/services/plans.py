"""Creating, changing, deleting and restoring plans: their scalars, goals and lists."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.organizations import FactItems, ReportedValueItems
from pledge_shared.contracts.parts import Items
from pledge_shared.contracts.plan import Goal, GoalFields, PlanFacts, PlanScalars
from pledge_shared.database.connections import Database
from pledge_shared.errors import NotFoundError
from pledge_shared.validation import validated

from ..domain.goals import goals_below, has_goal, with_goal, without_goal
from ..domain.patching import check_patch, merge_patch
from ..domain.versions import Author, Stored
from ..storage.goals import ever_had_goal
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.neighbours import NeighbourStore, some
from .entities import CheckVersion, EntityWriter, kept, refuse_if_used
from .references import CodeTakenError
from .work import Reply, UnitOfWork, once, unit_of_work

__all__ = ["PLAN_LISTS", "PlanEditor", "UnknownGoalError", "find_goal"]

_Check = Callable[[UnitOfWork, UUID, PlanFacts], Awaitable[None]]

PLAN_LISTS: Mapping[str, type[Items[Any]]] = {
    "facts": FactItems,
    "reported_values": ReportedValueItems,
}
"""Lists of a plan that are read and replaced as a whole."""


class UnknownGoalError(NotFoundError):
    """The plan has no goal of this code."""

    code = "unknown_goal"
    title = "There is no such goal"
    title_ko = "그런 목표가 없습니다"

    def __init__(self) -> None:
        super().__init__("The plan has no such goal; its /goals lists all of them.")


def find_goal(facts: PlanFacts, code: str) -> Goal:
    """Return a goal of a plan."""
    for goal in facts.goals:
        if goal.code == code:
            return goal
    raise UnknownGoalError


class PlanEditor:
    """Edits plans, each time in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, body: Any, *, key: IdempotencyKey, author: Author) -> KeptAnswer:
        """Add a plan without projects; a repeated request gets the first answer."""
        facts = validated(PlanFacts, body)

        async def create(work: UnitOfWork) -> Reply:
            made = await EntityWriter(work).create_plan(facts)
            return lambda _: kept(work.written(made), 201, f"/v1/plans/{facts.code}")

        return await once(self._database, key, author, create)

    async def patch(self, code: str, patch: Any, *, seen: CheckVersion, author: Author) -> Stored:
        """Merge a patch into a plan's scalars."""

        def patched(facts: PlanFacts) -> PlanFacts:
            return merge_patch(facts, check_patch(patch, PlanScalars.model_fields))

        return await self._change(code, patched, seen, author, with_term=True)

    async def put_list(
        self, code: str, field: str, body: Any, *, seen: CheckVersion, author: Author
    ) -> Stored:
        """Replace one of the plan's lists as a whole."""

        def replaced(facts: PlanFacts) -> PlanFacts:
            return facts.model_copy(update={field: validated(PLAN_LISTS[field], body).items})

        return await self._change(code, replaced, seen, author)

    async def delete(self, code: str, *, seen: CheckVersion, author: Author) -> Stored:
        """Delete a plan whose projects were all deleted."""
        async with unit_of_work(self._database, author) as work:
            writer = EntityWriter(work)
            old = await writer.plan(code, with_term=True)
            seen(old)
            projects = await NeighbourStore(work.connection, old.entity_id).present()
            refuse_if_used({"projects": projects})
            await writer.delete(old)
        return work.written(old.entity_id)

    async def restore(self, code: str, *, key: IdempotencyKey, author: Author) -> KeptAnswer:
        """Bring a deleted plan back, with the facts it had; each project is restored by itself."""

        async def restore(work: UnitOfWork) -> Reply:
            writer = EntityWriter(work)
            tombstone = await writer.deleted_plan(code)
            await writer.restore(tombstone)
            return lambda _: kept(work.written(tombstone.entity_id), 200)

        return await once(self._database, key, author, restore)

    async def add_goal(
        self, code: str, body: Any, *, key: IdempotencyKey, author: Author
    ) -> KeptAnswer:
        """Put a new goal behind the others."""

        async def add(work: UnitOfWork) -> Reply:
            writer = EntityWriter(work)
            old = await writer.plan(code)
            goal = validated(Goal, body)
            if await ever_had_goal(work.connection, old.entity_id, goal.code):
                raise CodeTakenError
            facts = PlanFacts.model_validate_json(old.facts)
            await writer.change_plan(old, with_goal(facts, goal))
            place = f"/v1/plans/{code}/goals/{goal.code}"
            return lambda _: KeptAnswer(
                201, canonical_bytes(goal), place, work.written(old.entity_id).etag
            )

        return await once(self._database, key, author, add)

    async def put_goal(
        self, code: str, goal: str, body: Any, *, seen: CheckVersion, author: Author
    ) -> tuple[Goal, Stored]:
        """Replace a goal in its place, or bring one back that was deleted."""

        async def known(work: UnitOfWork, plan: UUID, facts: PlanFacts) -> None:
            if not has_goal(facts, goal) and not await ever_had_goal(work.connection, plan, goal):
                raise UnknownGoalError

        def put(facts: PlanFacts) -> PlanFacts:
            return with_goal(facts, _goal(goal, body))

        written = await self._change(code, put, seen, author, check=known)
        return _goal(goal, body), written

    async def delete_goal(
        self, code: str, goal: str, *, seen: CheckVersion, author: Author
    ) -> Stored:
        """Take a goal out that has neither projects nor goals below it."""

        async def unused(work: UnitOfWork, plan: UUID, facts: PlanFacts) -> None:
            find_goal(facts, goal)
            below = goals_below(facts, goal)
            projects = await NeighbourStore(work.connection, plan).of_goal(goal)
            refuse_if_used({"goals": some(below), "projects": projects})

        return await self._change(
            code, lambda facts: without_goal(facts, goal), seen, author, check=unused
        )

    async def _change(
        self,
        code: str,
        change: Callable[[PlanFacts], PlanFacts],
        seen: CheckVersion,
        author: Author,
        *,
        check: _Check | None = None,
        with_term: bool = False,
    ) -> Stored:
        async with unit_of_work(self._database, author) as work:
            writer = EntityWriter(work)
            old = await writer.plan(code, with_term=with_term)
            seen(old)
            before = PlanFacts.model_validate_json(old.facts)
            if check is not None:
                await check(work, old.entity_id, before)
            after = change(before)
            if after == before:
                return old
            await writer.change_plan(old, after)
        return work.written(old.entity_id)


def _goal(code: str, body: Any) -> Goal:
    return validated(Goal, dict(validated(GoalFields, body)) | {"code": code})
