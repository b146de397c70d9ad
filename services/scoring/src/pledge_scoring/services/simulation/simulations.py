"""What-if questions: the state they ask about is read, the rest is arithmetic in a thread."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from pydantic import BaseModel

from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.achievement_set import SetSubject
from pledge_shared.contracts.schemes import SchemeEdition
from pledge_shared.contracts.simulations import (
    BreakEvenRequest,
    SensitivityRequest,
    SetSimulationRequest,
    SimulationRequest,
)
from pledge_shared.database.connections import Database, ReadConnection
from pledge_shared.errors import NotFoundError

from ...engine.simulation import Grading
from ...storage.inputs import PlanInput, find_plan, plans_of, project_inputs
from ..achievements import unknown_project
from ..asking import Answer, Asked, answer_of
from ..editions import grading_rules
from ..scheme_catalogue import SchemeCatalogue
from ..states import PlanState, state_of, stored_state
from ..wording import Language
from .overlays import refuse
from .projects import Question, answer_break_even, answer_sensitivity, simulate_project
from .sets import SetQuestion, simulate_set

__all__ = ["Simulations"]

_AT_ONCE = 2
"""Answers worked out at the same time; others wait, so that reads of scores never do."""

_MOST_PROJECTS = 3_000
"""Projects of a set; above, a client asks about one plan."""

_Request = TypeVar("_Request", bound=SimulationRequest)


@dataclass(frozen=True, slots=True)
class _Known:
    """A plan's state, and the latest commit that went into it."""

    state: PlanState
    sequence: int


class Simulations:
    """Answers about what is recorded and what is assumed; it writes nothing."""

    def __init__(
        self, database: Database, registry: RegistryClient, catalogue: SchemeCatalogue
    ) -> None:
        self._database = database
        self._registry = registry
        self._catalogue = catalogue
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def project(
        self, place: tuple[str, str], asked: Asked, request: SimulationRequest, language: Language
    ) -> Answer:
        """Return what becomes of a project's score.

        Parameters
        ----------
        place
            Codes of the plan and the project.

        Raises
        ------
        NotFoundError
            404: the project is unknown, or not scored yet.
        InvalidInputError
            422: the request names what is not there.
        """
        return await self._answer(simulate_project, place, asked, request, language)

    async def break_even(
        self, place: tuple[str, str], asked: Asked, request: BreakEvenRequest, language: Language
    ) -> Answer:
        """Return what values reach a goal; raises as `project` does."""
        return await self._answer(answer_break_even, place, asked, request, language)

    async def sensitivity(
        self, place: tuple[str, str], asked: Asked, request: SensitivityRequest, language: Language
    ) -> Answer:
        """Return what the rate and the grade depend on; raises as `project` does."""
        return await self._answer(answer_sensitivity, place, asked, request, language)

    async def plan(
        self, code: str, asked: Asked, request: SetSimulationRequest, language: Language
    ) -> Answer:
        """Return what becomes of a plan's rates; raises as `project` does."""
        known = await self._plan(code, asked)
        subject = SetSubject(kind="plan", code=code)
        return await self._set(subject, [known], asked, request, language)

    async def organization(
        self, code: str, asked: Asked, request: SetSimulationRequest, language: Language
    ) -> Answer:
        """Return what becomes of the rates of an organization's plans; raises as `project` does."""
        known = await self._plans_of(code, asked)
        if not known:
            raise NotFoundError("No plan of such an organization has been scored.")
        subject = SetSubject(kind="organization", code=code)
        return await self._set(subject, known, asked, request, language)

    async def _answer(
        self,
        work: Callable[[Question, _Request], BaseModel],
        place: tuple[str, str],
        asked: Asked,
        request: _Request,
        language: Language,
    ) -> Answer:
        plan, code = place
        known = await self._plan(plan, asked, code)
        if code not in known.state.projects:
            raise unknown_project()
        grading = await self._grading(request.grading)
        question = Question(
            state=known.state, code=code, on=asked.on, grading=grading, language=language
        )
        async with self._turn:
            document = await asyncio.to_thread(work, question, request)
        version = known.state.projects[code].version
        return answer_of(document, language, version=version, sequence=known.sequence)

    async def _set(
        self,
        subject: SetSubject,
        known: Sequence[_Known],
        asked: Asked,
        request: SetSimulationRequest,
        language: Language,
    ) -> Answer:
        states = [each.state for each in known]
        if sum(len(state.projects) for state in states) > _MOST_PROJECTS:
            raise refuse(code="too_many_projects")
        question = SetQuestion(subject=subject, states=states, on=asked.on, language=language)
        async with self._turn:
            document = await asyncio.to_thread(simulate_set, question, request.overlay)
        version = states[0].plan.version if subject.kind == "plan" else None
        sequence = max(each.sequence for each in known)
        return answer_of(document, language, version=version, sequence=sequence)

    async def _plan(self, code: str, asked: Asked, project: str | None = None) -> _Known:
        if asked.as_of is not None:
            return await self._as_of(code, asked.as_of, asked)
        async with self._database.read() as connection:
            head = await find_plan(connection, code)
            if head is None:
                raise NotFoundError("No such plan has been scored; new ones are within a second.")
            return await _stored(connection, head, project)

    async def _plans_of(self, organization: str, asked: Asked) -> list[_Known]:
        if asked.as_of is not None:
            plans = await self._registry.plans_of(organization, as_of=asked.as_of)
            states = (self._as_of(plan.code, asked.as_of, asked) for plan in plans)
            return await asyncio.gather(*states)
        async with self._database.read() as connection:
            heads = await plans_of(connection, organization)
            return [await _stored(connection, head) for head in heads]

    async def _as_of(self, plan: str, as_of: str, asked: Asked) -> _Known:
        found = await self._registry.documents(plan, as_of=as_of, reader=asked.reader)
        return _Known(state_of(found.plan, found.projects), found.sequence)

    async def _grading(self, name: str | None) -> Grading | None:
        """Return how a scheme grades rates; one with items of its own grades other points."""
        if name is None:
            return None
        try:
            found = (await self._catalogue.get(name, drafts=False)).document
        except NotFoundError:
            raise refuse("grading", code="unknown_scheme") from None
        rules = grading_rules(found) if isinstance(found, SchemeEdition) else None
        if rules is None or not isinstance(found, SchemeEdition) or found.areas:
            raise refuse("grading", code="grades_no_rates")
        return Grading(name, replace(rules, quotas=()), Fraction(found.cap.value))


async def _stored(
    connection: ReadConnection, head: PlanInput, project: str | None = None
) -> _Known:
    rows = await project_inputs(connection, head.code, None if project is None else [project])
    sequence = max([head.sequence, *(row.sequence for row in rows)])
    return _Known(stored_state(head, rows), sequence)
