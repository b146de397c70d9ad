"""Exact numbers and the one way they are rounded: half-up, away from zero at the half."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import gcd

__all__ = [
    "EXACT_PLACES",
    "agrees",
    "clamp",
    "exact_text",
    "fixed",
    "half_up",
    "places_of",
    "plain",
    "quotient_text",
    "total",
]

EXACT_PLACES = 12
"""Decimals of ``rate_exact``: where a project's rate is rounded, once."""

_DISPLAY_PLACES = 2


@cache
def _power(places: int) -> int:
    return int(10**places)


def _units(value: Fraction, places: int) -> int:
    """Return ``value`` in whole units of ``10**-places``, rounded half-up."""
    above, below = value.as_integer_ratio()  # a fraction would be reduced in between
    rounded = (2 * abs(above) * _power(places) + below) // (2 * below)
    return rounded if above >= 0 else -rounded


def half_up(value: Fraction, places: int) -> Fraction:
    """Round half-up to ``places`` decimals; the result is exact again."""
    return Fraction(_units(value, places), _power(places))


def agrees(printed: Decimal, computed: Fraction) -> bool:
    """Compare at the number of decimals that were printed, half-up."""
    places, (above, below) = places_of(printed), printed.as_integer_ratio()
    return _units(computed, places) * below == above * _power(places)


def fixed(value: Fraction, places: int = _DISPLAY_PLACES) -> str:
    """Write with exactly ``places`` decimals, rounded half-up: ``92.50``."""
    units = _units(value, places)
    digits, sign = str(abs(units)).zfill(places + 1), "-" if units < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


@lru_cache(maxsize=1_000)
def _exact_places(denominator: int) -> int | None:
    """Return how many decimals are exact for a denominator; None when no number is."""
    rest, places = denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for factor in (2, 5):
        while rest % factor == 0:
            rest, places = rest // factor, places + 1
    return places if rest == 1 else None


def plain(value: Fraction) -> str | None:
    """Write as the shortest decimal that is exact; None when there is none (one third)."""
    places = _exact_places(value.denominator)
    return None if places is None else fixed(value, places)


def exact_text(value: Fraction) -> str:
    """Write exactly: as a decimal where there is one, else as a fraction."""
    return plain(value) or f"{value.numerator}/{value.denominator}"


def quotient_text(numerator: Fraction, denominator: Fraction) -> tuple[str, str]:
    """Write the two sides of a division: as they are when finite, else in lowest terms."""
    above, below = plain(numerator), plain(denominator)
    if above is not None and below is not None:
        return above, below
    lowest = numerator / denominator
    return str(lowest.numerator), str(lowest.denominator)


def places_of(number: Decimal) -> int:
    """Return how many decimals a printed number shows."""
    return len(f"{number:f}".partition(".")[2])


def clamp(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """Hold ``value`` to ``low``…``high``."""
    return min(max(value, low), high)


def total(values: Iterable[Fraction]) -> Fraction:
    """Add up exactly, and reduce once: a fraction would be reduced at every step."""
    above, below = 0, 1
    for value in values:
        numerator, denominator = value.as_integer_ratio()
        if denominator == below:
            above += numerator
            continue
        missing = denominator // gcd(below, denominator)
        above = above * missing + numerator * (below * missing // denominator)
        below *= missing
    return Fraction(above, below)
