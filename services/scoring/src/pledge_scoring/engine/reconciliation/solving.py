"""Looking for what the author of a printed number may have done: solved, not guessed."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from ..measures import Line, Range
from ..numbers import EXACT_PLACES, agrees, fixed, half_up, places_of, plain
from .finding import Hint

__all__ = ["agrees", "missing_value_hint", "nearly_agrees", "range_hint", "solve"]


def nearly_agrees(printed: Decimal, computed: Fraction) -> bool:
    """Whether less than one unit of the last printed decimal lies between them."""
    (above, below), (stated, of) = computed.as_integer_ratio(), printed.as_integer_ratio()
    units = int(10 ** places_of(printed))
    return abs(above * of - stated * below) * units < below * of


def solve(printed: Decimal, line: Line | None, cap: Fraction) -> Fraction | None:
    """Find the one value for every missing rate that gives the printed number.

    Returns the shortest decimal in 0…``cap`` that does; None when there is none.
    """
    if line is None or line.slope == 0:
        return None
    exact = (Fraction(printed) - line.start) / line.slope
    for places in range(EXACT_PLACES + 1):
        value = half_up(exact, places)
        if 0 <= value <= cap and agrees(printed, line.start + line.slope * value):
            return value
    return None


def missing_value_hint(value: Fraction, missing: Sequence[str], terms: Sequence[Fraction]) -> Hint:
    """Say which value in which missing period reproduces the number, and from what terms."""
    code = "missing_value_reproduces" if len(missing) == 1 else "missing_values_reproduce"
    return Hint(
        code,
        (
            ("value", plain(value) or fixed(value)),
            ("periods", ", ".join(missing)),
            ("terms", ", ".join(plain(term) or fixed(term) for term in terms)),
        ),
    )


def range_hint(printed: Decimal, spread: Range | None) -> Hint | None:
    """Say that the printed number is possible, given what is missing."""
    if spread is None or spread.low == spread.high:
        return None
    places = places_of(printed)
    low, high = half_up(spread.low, places), half_up(spread.high, places)
    if not low <= Fraction(printed) <= high:
        return None
    return Hint("inside_range", (("low", fixed(spread.low)), ("high", fixed(spread.high))))
