"""Projects that are behind: a rate to date below 100 %."""

from collections.abc import Mapping
from decimal import Decimal

from pledge_shared.contracts.registry import ProjectPage
from pledge_shared.errors import ServiceError

from .listings import Item, Listing
from .parts import Missing
from .sources import Sources

__all__ = ["MOST_BEHIND", "find_behind"]

MOST_BEHIND = 10
"""How many are shown, lowest rate first."""

_WHOLE = Decimal(100)
_FIELDS = ("plan", "code", "status", "rate", "coverage")


async def find_behind(sources: Sources, filters: Mapping[str, str]) -> list[Item] | Missing | None:
    """Return what is behind; None for a state that scoring keeps no ranking of."""
    if sources.options.on or sources.options.as_of:
        return None
    try:
        return await _find(sources, filters)
    except ServiceError as error:
        return Missing(error)


async def _find(sources: Sources, filters: Mapping[str, str]) -> list[Item]:
    page = {"top_level": "true", "sort": "rate", "limit": str(MOST_BEHIND)}
    scores = await sources.listed_scores({**filters, **page})
    if not isinstance(scores, Listing):
        return []
    behind = [score for score in scores.items if _is_behind(score)]
    if not behind:
        return []
    ids = ",".join(score["project_id"] for score in behind)
    wanted = {"id": ids, "limit": str(MOST_BEHIND)}
    facts = await sources.listed_facts("/v1/projects", wanted, ProjectPage)
    listed = facts.items if isinstance(facts, Listing) else []
    titles = {item["id"]: item["title"] for item in listed}
    return [
        {**{field: score.get(field) for field in _FIELDS}, "title": titles.get(score["project_id"])}
        for score in behind
    ]


def _is_behind(score: Item) -> bool:
    rate = score["rate_exact"]
    return rate is not None and Decimal(rate) < _WHOLE
