"""Ranks: who stands where by one rate, whom nobody can be told from, and who cannot be ranked.

Standard competition ranking, 1, 2, 2, 4, on exact fractions: two rates that print alike are no
tie, and no rounding makes one. The order in which contenders come is no matter.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

from .measures import Range
from .named_rates import NamedRate
from .reasons import Reason

__all__ = ["Contender", "Place", "Placed", "RankRange", "place_all"]

_PERCENT = 100
_BITS = 64
_Key = tuple[int, Fraction]


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
    ranked, rest = list[tuple[_Key, Contender]](), list[Placed]()
    for each in contenders:
        reason = _why_not(each.rate, minimum_coverage)
        if reason is None and each.rate.percent is not None:
            ranked.append((_key(-each.rate.percent), each))
        else:
            rest.append(Placed(contender=each, reason=reason))
    ranked.sort(key=lambda pair: (pair[0], pair[1].key))
    rest.sort(key=lambda each: each.contender.key)
    return (*_ranked(ranked), *rest)


def _ranked(falling: Sequence[tuple[_Key, Contender]]) -> Iterator[Placed]:
    contenders = [each for _, each in falling]
    spreads, places = _Spreads(contenders), _places([key for key, _ in falling])
    in_group: dict[str, Iterator[Place]] = {
        group: iter(_places([key for key, each in falling if each.group == group]))
        for group in {each.group for each in contenders}
    }
    apart = _apart(contenders, places)
    for each, place in zip(contenders, places, strict=True):
        yield Placed(
            contender=each,
            reason=None,
            place=place,
            place_in_group=next(in_group[each.group]),
            rank_range=spreads.rank_range(each.rate.range),
            apart_from_next=apart[place.rank],
        )


def _why_not(rate: NamedRate, minimum_coverage: Fraction) -> str | None:
    if rate.percent is None:
        return rate.reason or Reason.NOT_REPORTED.value
    if (rate.coverage or Fraction(0)) < minimum_coverage:
        return Reason.BELOW_MINIMUM_COVERAGE.value
    return None


def _key(number: Fraction) -> _Key:
    """Return what sorts as the number does, by whole numbers where they can tell."""
    return (number.numerator << _BITS) // number.denominator, number


def _places(sorted_keys: Sequence[_Key]) -> list[Place]:
    found: list[Place] = []
    for _, equals in groupby(sorted_keys):
        tied = len(list(equals))
        found += [Place(len(found) + 1, tied, len(sorted_keys))] * tied
    return found


def _apart(contenders: Sequence[Contender], places: Sequence[Place]) -> Mapping[int, bool | None]:
    """Hold each rank's lowest against the highest of the next rank's holders."""
    holders: dict[int, list[Range | None]] = {}
    for each, place in zip(contenders, places, strict=True):
        holders.setdefault(place.rank, []).append(each.rate.range)
    apart: dict[int, bool | None] = dict.fromkeys(holders)
    for own, following in pairwise(holders):
        lows = [spread.low for spread in holders[own] if spread is not None]
        highs = [spread.high for spread in holders[following] if spread is not None]
        if (len(lows), len(highs)) == (len(holders[own]), len(holders[following])):
            apart[own] = min(lows) > max(highs)
    return apart


class _Spreads:
    """The ranges of all ranked, sorted, to count who could stand where."""

    def __init__(self, ranked: Sequence[Contender]) -> None:
        known = [each.rate.range for each in ranked if each.rate.range is not None]
        self._lows = sorted(_key(each.low) for each in known)
        self._highs = sorted(_key(each.high) for each in known)
        self._unknown = len(ranked) - len(known)

    def rank_range(self, own: Range | None) -> RankRange | None:
        """Count who is above whatever comes, and who could come above."""
        if own is None:
            return None
        surely_above = len(self._lows) - bisect_right(self._lows, _key(own.high))
        could_be_above = len(self._highs) - bisect_right(self._highs, _key(own.low))
        itself = own.high > own.low
        return RankRange(1 + surely_above, 1 + could_be_above - itself + self._unknown)
