"""Reads of one project's achievement: stored, of another date, or of another state."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel

from pledge_shared.clients.registry import RegistryClient
from pledge_shared.database.connections import Database, ReadConnection
from pledge_shared.errors import NotFoundError

from ..engine.result import ProjectResult
from ..errors import UnsealedScoreError
from ..storage.inputs import find_plan, project_inputs
from ..storage.scores import Head, find_head
from . import rendering
from .asking import Answer, Asked, answer_of
from .states import PlanState, state_of, stored_state
from .wording import Language

__all__ = ["Achievements", "Part", "unknown_project"]

Part = Literal["achievement", "explanation"]

_RENDER: Mapping[Part, Callable[[ProjectResult, Language], BaseModel]] = MappingProxyType(
    {
        "achievement": rendering.render_achievement,
        "explanation": rendering.render_explanation,
    }
)
_MOST_KEPT = 2_000


def unknown_project() -> NotFoundError:
    """Return the refusal of a project that has no score."""
    return NotFoundError("No such project has been scored; new ones are within a second.")


@dataclass(frozen=True, slots=True)
class _Judged:
    """A result with its digest and the latest commit among its inputs."""

    result: ProjectResult
    digest: str
    sequence: int


class Achievements:
    """Answers from stored facts where it can, and from the registry's record for ``as_of``."""

    def __init__(self, database: Database, registry: RegistryClient) -> None:
        self._database = database
        self._registry = registry
        self._kept: OrderedDict[tuple[str, ...], Answer] = OrderedDict()

    async def get(
        self, plan: str, code: str, asked: Asked, *, part: Part, language: Language
    ) -> Answer:
        """Return a project's achievement, or its explanation.

        Raises
        ------
        NotFoundError
            404: the project is unknown, or not scored yet.
        UnsealedScoreError
            503: the stored score cannot be reproduced from its inputs.
        """
        if asked.as_of is not None:
            judged = await self._as_of(plan, code, asked.as_of, asked)
            return _answer(judged, part, language)
        async with self._database.read() as connection:
            head = await find_head(connection, plan, code)
            if head is None:
                raise unknown_project()
            if asked.on not in {None, head.scored_on}:
                return _answer(await _judge(connection, head, asked.on), part, language)
            key = (plan, code, head.digest, part, language)
            if key not in self._kept:
                judged = await _judge(connection, head, None)
                if judged.digest != head.digest:
                    raise UnsealedScoreError
                self._keep(key, _answer(judged, part, language))
            return replace(self._kept[key], sequence=head.sequence)

    async def _as_of(self, plan: str, code: str, as_of: str, asked: Asked) -> _Judged:
        bundle = await self._registry.bundle(plan, code, as_of=as_of, reader=asked.reader)
        projects = [bundle.project]
        if bundle.project.parent is None:
            found = await self._registry.documents(plan, as_of=as_of, reader=asked.reader)
            projects += [project for project in found.projects if project.parent == code]
        return _judged(state_of(bundle.plan, projects), code, asked.on, bundle.sequence)

    def _keep(self, key: tuple[str, ...], answer: Answer) -> None:
        self._kept[key] = answer
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)


async def _judge(connection: ReadConnection, head: Head, on: date | None) -> _Judged:
    """Score again from the copies kept here."""
    plan = await find_plan(connection, head.plan)
    if plan is None:
        raise unknown_project()
    state = stored_state(plan, await project_inputs(connection, head.plan, [head.code]))
    return _judged(state, head.code, on, head.sequence)


def _judged(state: PlanState, code: str, on: date | None, sequence: int) -> _Judged:
    result = state.try_score(code, on)
    if result is None:
        raise unknown_project()
    return _Judged(result, rendering.digest_of(result), sequence)


def _answer(judged: _Judged, part: Part, language: Language) -> Answer:
    return answer_of(
        _RENDER[part](judged.result, language),
        judged.digest,
        language,
        version=judged.result.project.version,
        sequence=judged.sequence,
    )
