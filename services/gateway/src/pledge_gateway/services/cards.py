"""The card: plan, project and score of one state, in one answer."""

from collections.abc import Mapping
from uuid import UUID

from pledge_shared.contracts.registry import ProjectPage
from pledge_shared.errors import NotFoundError

from .joining import Joined, joined
from .pairs import read_pair
from .parts import Missing, Outcome, Reply
from .reading import ReadOptions
from .sources import Sources
from .upstreams import Upstreams

__all__ = ["CardReader"]

_NO_SCORE = b'"score":null,"funding":null,"checks":[],"findings":[]'


class CardReader:
    """Reads cards from the two services."""

    def __init__(self, upstreams: Upstreams) -> None:
        self._upstreams = upstreams

    async def read(self, plan: str, code: str, options: ReadOptions) -> Joined | Reply:
        """Return a project's card, or a service's refusal.

        Raises
        ------
        UnavailableError
            503: the facts cannot be had, or no score the caller would take.
        """
        return await _read(Sources(self._upstreams, options), plan, code)

    async def read_by_id(self, project_id: UUID, options: ReadOptions) -> Joined | Reply:
        """Return a project's card by the project's id.

        Raises
        ------
        NotFoundError
            404: no project has this id.
        """
        sources = Sources(self._upstreams, options)
        found = await sources.listed_facts("/v1/projects", {"id": str(project_id)}, ProjectPage)
        if isinstance(found, Reply):
            return found
        if not found.items:
            raise NotFoundError("No project has this id; /v1/projects lists them.")
        project = found.items[0]
        return await _read(sources, project["plan"], project["code"])


async def _read(sources: Sources, plan: str, code: str) -> Joined | Reply:
    address = f"/plans/{plan}/projects/{code}"

    async def facts() -> Outcome:
        return await sources.facts(f"/v1{address}/bundle", b'{"plan":')

    async def score(more: Mapping[str, str]) -> Outcome:
        return await sources.score(address, b'{"score":', more)

    pair = await read_pair(facts, score, sources.options)
    if isinstance(pair, Reply):
        return pair
    scored = _NO_SCORE if isinstance(pair.score, Missing) else pair.score.body[1:-1]
    return joined((pair.facts.body[1:-1], scored), pair.completeness, pair.facts, pair.score)
