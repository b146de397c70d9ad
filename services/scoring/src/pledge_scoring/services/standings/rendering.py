"""A ranking as a document: places with their rates, and why some have none."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from pledge_shared.contracts.rankings import (
    GroupCount,
    Rank,
    RankBounds,
    RankedItem,
    RankedSubject,
    RankingPage,
    ReportingDates,
    Words,
)
from pledge_shared.pagination import Page

from ...engine.numbers import fixed
from ...engine.peer_groups import PeerGroup
from ...engine.placing import Place, Placed
from ..rendering.rates import render_rate
from .entries import Entry, Of, RankingAsked

__all__ = ["Standing", "render_ranking"]

_LABELS: Mapping[PeerGroup, Words] = MappingProxyType(
    {
        PeerGroup.METROPOLITAN: Words(ko="특별·광역시", en="metropolitan cities"),
        PeerGroup.PROVINCE: Words(ko="도", en="provinces"),
        PeerGroup.CITY: Words(ko="시", en="cities"),
        PeerGroup.COUNTY: Words(ko="군", en="counties"),
        PeerGroup.DISTRICT: Words(ko="구", en="districts"),
        PeerGroup.INSTITUTION: Words(ko="출자·출연기관", en="invested institutions"),
        PeerGroup.DEPARTMENT: Words(ko="부서", en="departments"),
        PeerGroup.UNKNOWN: Words(ko="미분류", en="not classified"),
    }
)
_KINDS: Mapping[Of, Literal["plan", "organization", "project"]] = MappingProxyType(
    {"plans": "plan", "organizations": "organization", "projects": "project"}
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who takes part, and where that one stands."""

    entry: Entry
    placed: Placed


def render_ranking(
    asked: RankingAsked, standings: Sequence[Standing], page: Page[Standing]
) -> RankingPage:
    """Render a page of a ranking; ``standings`` are all of it."""
    ranked = sum(each.placed.place is not None for each in standings)
    return RankingPage(
        rate=asked.rate,
        of=asked.of,
        minimum_coverage=fixed(asked.minimum_coverage),
        ranked=ranked,
        unranked=len(standings) - ranked,
        groups=_groups(standings),
        on=_dates(day for each in standings for day in each.entry.dates),
        items=tuple(_item(asked.of, each) for each in page.items),
        next=page.next,
    )


def _groups(standings: Sequence[Standing]) -> tuple[GroupCount, ...]:
    counts = Counter((each.entry.group, each.placed.place is not None) for each in standings)
    return tuple(
        GroupCount(
            code=group.value,
            label=_LABELS[group],
            ranked=counts[group, True],
            unranked=counts[group, False],
        )
        for group in PeerGroup
        if counts[group, True] or counts[group, False]
    )


def _dates(days: Iterable[date]) -> ReportingDates | None:
    known = sorted(set(days))
    return ReportingDates(earliest=known[0], latest=known[-1]) if known else None


def _item(of: Of, standing: Standing) -> RankedItem:
    placed, bounds = standing.placed, standing.placed.rank_range
    return RankedItem(
        subject=_subject(of, standing.entry),
        value=render_rate(standing.entry.rate),
        rank=_rank(placed.place),
        rank_in_group=_rank(placed.place_in_group),
        rank_range=None if bounds is None else RankBounds(best=bounds.best, worst=bounds.worst),
        apart_from_next=placed.apart_from_next,
        reason=placed.reason,
    )


def _subject(of: Of, entry: Entry) -> RankedSubject:
    earliest, latest = entry.dates
    return RankedSubject(
        kind=_KINDS[of],
        plan=entry.plan,
        code=entry.code,
        organization=entry.organization,
        title=None if entry.title is None else _words(*entry.title),
        group=entry.group.value,
        on=ReportingDates(earliest=earliest, latest=latest),
        version=entry.version,
        digest=entry.digest,
    )


def _words(ko: str, en: str | None) -> Words:
    """Let the Korean words stand in where there are no English ones."""
    return Words(ko=ko, en=en or ko)


def _rank(place: Place | None) -> Rank | None:
    if place is None:
        return None
    top: Fraction = place.top_percent
    return Rank(rank=place.rank, tied=place.tied, of=place.of, top_percent=fixed(top))
