"""Ranks: who stands where by one rate, whom nobody can be told from, and who cannot be ranked.

Standard competition ranking, 1, 2, 2, 4, on exact fractions: two rates that print alike are no
tie, and no rounding makes one. The order in which contenders come is no matter.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from .measures import Range
from .named_rates import NamedRate
from .reasons import Reason

__all__ = ["Contender", "Place", "Placed", "RankRange", "place_all"]

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody with a rate. ``key`` is nobody else's; ``group`` names those to compare with."""

    key: tuple[str, ...]
    group: str
    rate: NamedRate


@dataclass(frozen=True, slots=True)
class Place:
    """A rank among ``of`` ranked; ``tied`` of them, this one included, share it."""

    rank: int
    tied: int
    of: int

    @property
    def top_percent(self) -> Fraction:
        """상위 몇 %: the rank over the number of the ranked, in percent."""
        return Fraction(_PERCENT * self.rank, self.of)


@dataclass(frozen=True, slots=True)
class RankRange:
    """The best and the worst rank that what is missing could still make of a rank."""

    best: int
    worst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a contender stands among all and in its group; nowhere, for a reason.

    Attributes
    ----------
    apart_from_next
        Whether nothing that is missing could put the next rank's holders level or above; None
        for the last rank, and where a range is not known.
    """

    contender: Contender
    reason: str | None
    place: Place | None = None
    place_in_group: Place | None = None
    rank_range: RankRange | None = None
    apart_from_next: bool | None = None


def place_all(contenders: Sequence[Contender], *, minimum_coverage: Fraction) -> tuple[Placed, ...]:
    """Rank contenders, the best first, equals by key; who cannot be ranked comes last, by key.

    Parameters
    ----------
    minimum_coverage
        Share (0…1) of the denominator that must have been reported on to be ranked.
    """
    reasons = {each.key: _why_not(each.rate, minimum_coverage) for each in contenders}
    ranked = sorted(
        (each for each in contenders if reasons[each.key] is None),
        key=lambda each: (-_percent(each), each.key),
    )
    places = _places([_percent(each) for each in ranked])
    in_group = {
        group: _places([_percent(each) for each in ranked if each.group == group])
        for group in {each.group for each in ranked}
    }
    spreads, apart = _Spreads(ranked), _apart(ranked)
    found = [
        Placed(
            contender=each,
            reason=None,
            place=places[_percent(each)],
            place_in_group=in_group[each.group][_percent(each)],
            rank_range=spreads.rank_range(each.rate.range),
            apart_from_next=apart[_percent(each)],
        )
        for each in ranked
    ]
    rest = sorted((each for each in contenders if reasons[each.key]), key=lambda each: each.key)
    return (*found, *(Placed(contender=each, reason=reasons[each.key]) for each in rest))


def _why_not(rate: NamedRate, minimum_coverage: Fraction) -> str | None:
    if rate.percent is None:
        return rate.reason or Reason.NOT_REPORTED.value
    if (rate.coverage or Fraction(0)) < minimum_coverage:
        return Reason.BELOW_MINIMUM_COVERAGE.value
    return None


def _percent(contender: Contender) -> Fraction:
    percent = contender.rate.percent
    assert percent is not None  # noqa: S101 - only who has a rate is ranked
    return percent


def _places(falling: Sequence[Fraction]) -> Mapping[Fraction, Place]:
    equal, first = Counter(falling), dict[Fraction, int]()
    for rank, percent in enumerate(falling, start=1):
        first.setdefault(percent, rank)
    return {each: Place(rank, equal[each], len(falling)) for each, rank in first.items()}


def _apart(ranked: Sequence[Contender]) -> Mapping[Fraction, bool | None]:
    """Hold each rank's lowest against the highest of the next rank's holders."""
    holders: dict[Fraction, list[Range | None]] = {}
    for each in ranked:
        holders.setdefault(_percent(each), []).append(each.rate.range)
    ranks = list(holders)
    apart: dict[Fraction, bool | None] = dict.fromkeys(ranks)
    for own, following in pairwise(ranks):
        known = [spread for spread in (*holders[own], *holders[following]) if spread is not None]
        if len(known) == len(holders[own]) + len(holders[following]):
            lows, highs = known[: len(holders[own])], known[len(holders[own]) :]
            apart[own] = min(each.low for each in lows) > max(each.high for each in highs)
    return apart


class _Spreads:
    """The ranges of all ranked, sorted, to count who could stand where."""

    def __init__(self, ranked: Sequence[Contender]) -> None:
        known = [each.rate.range for each in ranked if each.rate.range is not None]
        self._lows = sorted(each.low for each in known)
        self._highs = sorted(each.high for each in known)
        self._unknown = len(ranked) - len(known)

    def rank_range(self, own: Range | None) -> RankRange | None:
        """Count who is above whatever comes, and who could come above."""
        if own is None:
            return None
        surely_above = len(self._lows) - bisect_right(self._lows, own.high)
        could_be_above = len(self._highs) - bisect_right(self._highs, own.low)
        itself = own.high > own.low
        return RankRange(1 + surely_above, 1 + could_be_above - itself + self._unknown)
