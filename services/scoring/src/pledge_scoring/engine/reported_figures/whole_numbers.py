"""Which whole numbers give a printed percentage: all of them, solved from its interval."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from ..numbers import half_up, places_of

__all__ = ["Rounding", "denominators", "numerators", "rounded"]

_PERCENT = 100
_NONE = range(0)


class Rounding(StrEnum):
    """How a number may have been cut to its printed decimals."""

    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class _Interval:
    """The shares (0…1) that are printed alike; one end belongs to it, the other does not."""

    low: Fraction
    high: Fraction
    holds_low: bool

    def __contains__(self, share: Fraction) -> bool:
        if self.holds_low:
            return self.low <= share < self.high
        return self.low < share <= self.high

    def multiples(self, whole: int) -> range:
        """Return every integer k with k / ``whole`` inside."""
        low, high = self.low * whole, self.high * whole
        if self.holds_low:
            return range(ceil(low), ceil(high))
        return range(floor(low) + 1, floor(high) + 1)

    def divisors(self, part: int, at_most: int) -> range:
        """Return every integer n up to ``at_most`` with ``part`` / n inside, for a part > 0."""
        if self.high <= 0:
            return _NONE
        least, most = part / self.high, part / self.low if self.low > 0 else Fraction(at_most)
        if self.holds_low:
            first, last = floor(least) + 1, floor(most)
        else:
            first, last = ceil(least), ceil(most) - 1 if self.low > 0 else at_most
        return range(first, min(last, at_most) + 1)


def rounded(value: Fraction, places: int, how: Rounding) -> Fraction:
    """Cut to ``places`` decimals in one of the ways."""
    unit = Fraction(1, 10**places)
    if how is Rounding.HALF_UP:
        return half_up(value, places)
    return (floor if how is Rounding.DOWN else ceil)(value / unit) * unit


def numerators(printed: Decimal, denominator: int, how: Rounding = Rounding.HALF_UP) -> range:
    """Return every k in 0…``denominator`` with 100·k / ``denominator`` printed as ``printed``."""
    if denominator <= 0:
        return _NONE
    found = _interval(printed, how).multiples(denominator)
    return range(max(found.start, 0), min(found.stop, denominator + 1))


def denominators(
    printed: Decimal, numerator: int, at_most: int, how: Rounding = Rounding.HALF_UP
) -> range:
    """Return every n in ``numerator``…``at_most`` with 100·``numerator`` / n so printed."""
    inside = _interval(printed, how)
    if numerator == 0:
        return range(1, at_most + 1) if Fraction(0) in inside else _NONE
    found = inside.divisors(numerator, at_most)
    return range(max(found.start, numerator), found.stop)


def _interval(printed: Decimal, how: Rounding) -> _Interval:
    value, unit = Fraction(printed), Fraction(1, 10 ** places_of(printed))
    if how is Rounding.UP:
        return _Interval((value - unit) / _PERCENT, value / _PERCENT, holds_low=False)
    low = value - unit / 2 if how is Rounding.HALF_UP else value
    high = low + unit
    return _Interval(low / _PERCENT, high / _PERCENT, holds_low=True)
