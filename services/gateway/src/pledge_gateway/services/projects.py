"""The list of projects with their scores: the registry's items, each with scoring's beside it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pledge_shared.canonical import dump_json
from pledge_shared.contracts.achievements import AchievementPage
from pledge_shared.contracts.registry import ProjectPage
from pledge_shared.errors import InvalidParameterError, ServiceError

from ..errors import StaleScoreError
from .joining import Completeness, Joined, joined, member
from .labels import labels_of
from .listings import Item, Listing, fetch_listing
from .parts import Deadline, Missing, Part, Reply
from .reading import RETRY, SCORE_SECONDS, SECONDS, WAIT_SECONDS, ReadOptions
from .upstreams import Upstreams

__all__ = ["RATE", "ListQuery", "ProjectLists"]

RATE = "rate"
"""As a key of the order: what scoring alone knows."""

_PROJECTS, _SCORES = "/v1/projects", "/v1/achievements"
_SCORE_FIELDS = (
    "rate",
    "rate_exact",
    "coverage",
    "grade",
    "reason",
    "registry_version",
    "findings",
)
_SCORED = ("plan", "organization", "status", "kind", "parent", "top_level")
"""The filters that scoring knows."""
_MOST = "200"
_STEP = 0.1
_LISTS = ("project_kind", "status")


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Filters as the services name them, the order, and the page."""

    filters: Mapping[str, str]
    sort: str | None
    limit: int
    cursor: str | None
    count: bool

    @property
    def page(self) -> dict[str, str]:
        """The parameters that cut the page."""
        return {"limit": str(self.limit), **({"cursor": self.cursor} if self.cursor else {})}


class ProjectLists:
    """Reads lists from the two services."""

    def __init__(self, upstreams: Upstreams) -> None:
        self._registry = upstreams.registry
        self._scoring = upstreams.scoring

    async def read(self, query: ListQuery, options: ReadOptions) -> Joined | Reply:
        """Return a page of projects with their scores, or a service's refusal.

        Raises
        ------
        UnavailableError
            503: the facts cannot be had, or the scores cannot and the caller wants them.
        """
        deadline = Deadline(SECONDS)
        keys = (query.sort or "").replace("-", "").split(",")
        if RATE not in keys:
            return await self._by_facts(query, options, deadline)
        _check_scored(query.filters, keys)
        return await self._by_rate(query, options, deadline)

    async def _by_facts(
        self, query: ListQuery, options: ReadOptions, deadline: Deadline
    ) -> Joined | Reply:
        more = {"count": "true"} if query.count else {}
        if query.sort is not None:
            more["sort"] = query.sort
        facts = await self._facts({**query.filters, **query.page, **more}, deadline)
        if isinstance(facts, Reply):
            return facts
        scores = await self._scores_of(facts.items, deadline)
        if isinstance(scores, Reply):
            return scores
        return _list(facts, scores, options)

    async def _by_rate(
        self, query: ListQuery, options: ReadOptions, deadline: Deadline
    ) -> Joined | Reply:
        sort = {"sort": query.sort or RATE}
        scores, total = await asyncio.gather(
            self._scores({**query.filters, **query.page, **sort}, deadline),
            self._total(query, deadline),
        )
        if isinstance(scores, Reply):
            return scores
        if isinstance(total, ServiceError):
            raise total
        facts = await self._facts({"id": _ids(scores.items), "limit": _MOST}, deadline)
        if isinstance(facts, Reply):
            return facts
        known = {item["id"]: item for item in facts.items}
        items = [known[key] for item in scores.items if (key := item["project_id"]) in known]
        return _list(Listing(items, scores.next, total, facts.part), scores, options)

    async def _facts(self, params: Mapping[str, str], deadline: Deadline) -> Listing | Reply:
        if params.get("id") == "":
            return Listing([], None, None, Part(b"", None, 0, 0, 0))
        return await fetch_listing(
            self._registry, _PROJECTS, params, ProjectPage, seconds=deadline.left()
        )

    async def _scores(self, params: Mapping[str, str], deadline: Deadline) -> Listing | Reply:
        return await fetch_listing(
            self._scoring, _SCORES, params, AchievementPage, seconds=deadline.left(SCORE_SECONDS)
        )

    async def _total(self, query: ListQuery, deadline: Deadline) -> int | ServiceError | None:
        """Count in the registry; an error is returned, because it is awaited beside others."""
        if not query.count:
            return None
        try:
            found = await self._facts({**query.filters, "limit": "1", "count": "true"}, deadline)
        except ServiceError as error:
            return error
        return found.total if isinstance(found, Listing) else None

    async def _scores_of(
        self, items: Sequence[Item], deadline: Deadline
    ) -> Listing | Missing | Reply:
        """Return the scores of listed projects, giving those just changed time to catch up."""
        patience = Deadline(WAIT_SECONDS)
        if not items:
            return Listing([], None, None, Part(b"", None, 0, 0, 0))
        params = {"id": ",".join(item["id"] for item in items), "limit": _MOST}
        while True:
            try:
                scores = await self._scores(params, deadline)
            except ServiceError as error:
                return Missing(error)
            if isinstance(scores, Reply) or _all_current(items, scores.items):
                return scores
            if not patience.left():
                return scores
            await asyncio.sleep(_STEP)


def _check_scored(filters: Mapping[str, str], keys: Sequence[str]) -> None:
    """Refuse what scoring, which sorts by rate, keeps no columns for."""
    if len(keys) > 1:
        raise InvalidParameterError("Sort by rate alone.")
    if any(name not in _SCORED or "," in text for name, text in filters.items()):
        raise InvalidParameterError(
            f"Sorted by rate a list takes {', '.join(_SCORED)} with one value each, and no q."
        )


def _ids(scores: Sequence[Item]) -> str:
    return ",".join(str(item["project_id"]) for item in scores)


def _all_current(items: Sequence[Item], scores: Sequence[Item]) -> bool:
    versions = {item["project_id"]: item["registry_version"] for item in scores}
    return all(versions.get(item["id"], 0) >= item["version"] for item in items)


def _list(page: Listing, scores: Listing | Missing, options: ReadOptions) -> Joined:
    """Join a page of the registry's items, in its order, with scoring's."""
    completeness = _completeness(page.items, scores, options)
    found = {} if isinstance(scores, Missing) else {s["project_id"]: s for s in scores.items}
    rows = [{**item, "score": _score(found.get(item["id"]))} for item in page.items]
    members = [
        member("items", dump_json(rows)),
        member("next", dump_json(page.next)),
        *([] if page.total is None else [member("total", dump_json(page.total))]),
        member("labels", dump_json(labels_of(*_LISTS))),
    ]
    source = scores if isinstance(scores, Missing) else scores.part
    return joined(members, completeness, page.part, source)


def _completeness(
    items: Sequence[Item], scores: Listing | Missing, options: ReadOptions
) -> Completeness:
    if isinstance(scores, Missing):
        if not options.allow_partial:
            raise scores.error
        return "partial"
    if _all_current(items, scores.items):
        return "full"
    if not options.allow_stale:
        raise StaleScoreError("Some scores are of an older state; ask again.", headers=RETRY)
    return "stale"


def _score(score: Item | None) -> Item | None:
    return None if score is None else {field: score.get(field) for field in _SCORE_FIELDS}
