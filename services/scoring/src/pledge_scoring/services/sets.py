"""Reads of many projects at once: a plan, a goal of it, an organization's plans."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.achievement_set import SetSubject
from pledge_shared.contracts.plan import Plan
from pledge_shared.database.connections import Database, ReadConnection
from pledge_shared.errors import NotFoundError

from ..engine.aggregate import ProjectRow, aggregate, row_of
from ..engine.scheme import DEFAULT_SCHEME, SCHEMES
from ..storage.inputs import PlanInput, find_plan, plans_of, project_inputs
from ..storage.scores import Score, scores_of
from . import rendering
from .asking import Answer, Asked, answer_of
from .states import PlanState, state_of, stored_state

__all__ = ["PlanMembers", "SetAchievements"]


@dataclass(frozen=True, slots=True)
class Member:
    """A project of a set."""

    row: ProjectRow
    goal: str | None
    on: date
    scheme: str


@dataclass(frozen=True, slots=True)
class PlanMembers:
    """A plan's head with all its projects, and the latest commit among their inputs."""

    plan: Plan
    members: Sequence[Member]
    sequence: int


class SetAchievements:
    """Adds up rows kept beside the scores; recomputes them for another date or state."""

    def __init__(self, database: Database, registry: RegistryClient) -> None:
        self._database = database
        self._registry = registry

    async def plan(self, code: str, asked: Asked) -> Answer:
        """Return a plan's achievement."""
        found = await self.members(code, asked)
        subject = SetSubject(kind="plan", code=code)
        return _answer(subject, found.members, [found], asked, version=found.plan.version)

    async def goal(self, plan: str, code: str, asked: Asked) -> Answer:
        """Return the achievement of a goal with everything under it."""
        found = await self.members(plan, asked)
        below = _goals_under(found.plan, code)
        inside = {each.row.code for each in found.members if each.goal in below}
        members = [
            each for each in found.members if each.row.code in inside or each.row.parent in inside
        ]
        subject = SetSubject(kind="goal", code=code)
        return _answer(subject, members, [found], asked, version=found.plan.version)

    async def organization(self, code: str, asked: Asked) -> Answer:
        """Return the achievement of all plans of an organization."""
        found = await self._plans_of(code, asked)
        if not found:
            raise NotFoundError("No plan of such an organization has been scored.")
        members = [member for plan in found for member in plan.members]
        subject = SetSubject(kind="organization", code=code)
        return _answer(subject, members, found, asked, version=None)

    async def members(self, code: str, asked: Asked) -> PlanMembers:
        """Return a plan with the rows of all its projects.

        Raises
        ------
        NotFoundError
            404: the plan is unknown, or not scored yet.
        """
        if asked.as_of is not None:
            return await self._as_of(code, asked.as_of, asked)
        async with self._database.read() as connection:
            head = await find_plan(connection, code)
            if head is None:
                raise NotFoundError("No such plan has been scored; new ones are within a second.")
            return await _stored(connection, head, asked.on)

    async def _plans_of(self, organization: str, asked: Asked) -> list[PlanMembers]:
        if asked.as_of is not None:
            plans = await self._registry.plans_of(organization, as_of=asked.as_of)
            states = (self._as_of(plan.code, asked.as_of, asked) for plan in plans)
            return await asyncio.gather(*states)
        async with self._database.read() as connection:
            heads = await plans_of(connection, organization)
            return [await _stored(connection, head, asked.on) for head in heads]

    async def _as_of(self, plan: str, as_of: str, asked: Asked) -> PlanMembers:
        found = await self._registry.documents(plan, as_of=as_of, reader=asked.reader)
        state = state_of(found.plan, found.projects)
        members = await asyncio.to_thread(_computed, state, asked.on)
        return PlanMembers(found.plan, members, found.sequence)


async def _stored(connection: ReadConnection, head: PlanInput, on: date | None) -> PlanMembers:
    scores = await scores_of(connection, plan=head.code)
    sequence = max([head.sequence, *(score.sequence for score in scores)])
    plan = Plan.model_validate_json(head.document.document)
    if on in {None, plan.reporting_date}:
        return PlanMembers(plan, [_member(score) for score in scores], sequence)
    state = stored_state(head, await project_inputs(connection, head.code))
    return PlanMembers(plan, await asyncio.to_thread(_computed, state, on), sequence)


def _member(score: Score) -> Member:
    return Member(score.row, score.goal, score.scored_on, score.scheme)


def _computed(state: PlanState, on: date | None) -> list[Member]:
    scored = (state.try_score(code, on) for code in sorted(state.projects))
    return [
        Member(
            row_of(result),
            state.projects[result.project.code].goal,
            result.on,
            result.scheme.name,
        )
        for result in scored
        if result is not None
    ]


def _goals_under(plan: Plan, code: str) -> set[str]:
    """Return a goal and every goal below it."""
    if all(goal.code != code for goal in plan.goals):
        raise NotFoundError("The plan has no such goal; its goals are listed in the plan.")
    below, grown = {code}, True
    while grown:
        more = {goal.code for goal in plan.goals if goal.parent in below}
        grown = not more <= below
        below |= more
    return below


def _answer(
    subject: SetSubject,
    members: Sequence[Member],
    plans: Sequence[PlanMembers],
    asked: Asked,
    *,
    version: int | None,
) -> Answer:
    days = {asked.on} if asked.on else {plan.plan.reporting_date for plan in plans}
    schemes = {member.scheme for member in members}
    scheme = SCHEMES[schemes.pop()] if len(schemes) == 1 else DEFAULT_SCHEME
    result = aggregate([member.row for member in members], scheme=scheme)
    document = rendering.render_set(
        result,
        subject=subject,
        on=days.pop() if len(days) == 1 else None,
        scheme=scheme.name,
    )
    sequence = max(plan.sequence for plan in plans)
    return answer_of(document, document.digest, version=version, sequence=sequence)
