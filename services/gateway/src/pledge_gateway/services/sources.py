"""Both services as one reader asks them: the same options, one deadline over all calls."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from pydantic import BaseModel

from pledge_shared.contracts.achievements import AchievementPage

from .listings import Listing, fetch_listing
from .parts import Deadline, Outcome, Part, Reply, fetch_part
from .reading import SCORE_SECONDS, SECONDS, ReadOptions
from .upstreams import Upstreams

__all__ = ["HeadReader", "Sources"]


class Sources:
    """Asks registry and scoring for one answer."""

    def __init__(self, upstreams: Upstreams, options: ReadOptions) -> None:
        self.options = options
        self._upstreams = upstreams
        self._deadline = Deadline(SECONDS)

    async def facts(self, path: str, opening: bytes, *, stated: bool = True) -> Outcome:
        """Ask the registry for a document; nothing is raised."""
        return await fetch_part(
            self._upstreams.registry,
            path,
            opening=opening,
            seconds=self._deadline.left(),
            params=self.options.of_registry | self.options.of_view,
            headers=self.options.headers,
            stated=stated,
        )

    async def score(
        self, address: str, opening: bytes, more: Mapping[str, str] | None = None
    ) -> Outcome:
        """Ask scoring for an achievement; nothing is raised."""
        return await fetch_part(
            self._upstreams.scoring,
            f"/v1/achievements{address}",
            opening=opening,
            seconds=self._deadline.left(SCORE_SECONDS),
            params={**self.options.of_scoring, **self.options.of_view, **(more or {})},
            headers=self.options.headers,
        )

    async def newest(self) -> Outcome:
        """Ask the registry how far its record goes: the answer's ``sequence``."""
        return await fetch_part(
            self._upstreams.registry,
            "/v1/events",
            opening=b'{"items":',
            seconds=self._deadline.left(),
            params={"limit": "1"},
            headers=self.options.headers,
            stated=False,
        )

    async def listed_facts(
        self, path: str, params: Mapping[str, str], model: type[BaseModel]
    ) -> Listing | Reply:
        """Ask the registry for a page of a list.

        Raises
        ------
        UnavailableError
            503: it does not answer.
        """
        return await fetch_listing(
            self._upstreams.registry,
            path,
            {**self.options.of_registry, **params},
            model,
            seconds=self._deadline.left(),
        )

    async def listed_scores(self, params: Mapping[str, str]) -> Listing | Reply:
        """Ask scoring for a page of the present scores.

        Raises
        ------
        UnavailableError
            503: it does not answer.
        """
        return await fetch_listing(
            self._upstreams.scoring,
            "/v1/achievements",
            params,
            AchievementPage,
            seconds=self._deadline.left(SCORE_SECONDS),
        )


class HeadReader:
    """Reads a document whose score depends on more than itself: a plan's, an organization's.

    What `read` gives is as of the registry's newest commit, so that the score is waited for until
    scoring has read that far; ``document`` is the same with its own sequence.
    """

    def __init__(self, sources: Sources, path: str) -> None:
        self._sources = sources
        self._path = path
        self.document: Part

    async def read(self) -> Outcome:
        """Return the document; nothing is raised."""
        found, newest = await asyncio.gather(
            self._sources.facts(self._path, b'{"'), self._sources.newest()
        )
        if not isinstance(found, Part):
            return found
        if not isinstance(newest, Part):
            return newest
        self.document = found
        return replace(found, sequence=max(found.sequence, newest.sequence))
