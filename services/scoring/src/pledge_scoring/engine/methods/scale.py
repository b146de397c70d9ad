"""The scale of 20 to 100 points (평점): along a line of targets, or along a distribution."""

from collections.abc import Sequence
from fractions import Fraction

from ..facts import Direction
from ..normal import normal_cdf
from ..numbers import EXACT_PLACES, clamp, exact_text, fixed, half_up

__all__ = ["basis_of", "last_known", "line_points", "line_text", "normal_points", "shown"]

_LEAST = Fraction(20)
_MOST = Fraction(100)
_YEARS_OF_MEAN = 3
_SHORT = 2 * EXACT_PLACES


def line_points(actual: Fraction, best: Fraction, worst: Fraction) -> Fraction:
    """Return 20 at the worst target, 100 at the best, in proportion between and held outside."""
    if best == worst:
        return _LEAST
    return clamp(_LEAST + (_MOST - _LEAST) * (actual - worst) / (best - worst), _LEAST, _MOST)


def line_text(actual: Fraction, best: Fraction, worst: Fraction) -> str:
    """Write the line with its numbers put in."""
    if best == worst:
        return f"H = L = {shown(best)}: 20"
    low = shown(worst)
    return f"20 + 80 × ({shown(actual)} - {low}) / ({shown(best)} - {low}), 20 to 100"


def normal_points(deviations: Fraction) -> tuple[Fraction, Fraction]:
    """Return 20 + 80·Φ(z), rounded half-up at 12 decimals, and Φ(z)."""
    probability = normal_cdf(deviations)
    return half_up(_LEAST + (_MOST - _LEAST) * probability, EXACT_PLACES), probability


def basis_of(history: Sequence[Fraction | None], direction: Direction | None) -> Fraction | None:
    """Return 기준치 B: the better of the last value and the mean of the last three."""
    past = last_known(history, _YEARS_OF_MEAN)
    if past is None:
        return None
    mean = sum(past, Fraction(0)) / _YEARS_OF_MEAN
    return min(past[-1], mean) if direction is Direction.DOWN else max(past[-1], mean)


def last_known(history: Sequence[Fraction | None], count: int) -> list[Fraction] | None:
    """Return the last values; None where there are fewer or one of them is missing."""
    known = [value for value in history[-count:] if value is not None]
    return known if len(known) == count else None


def shown(value: Fraction) -> str:
    """Write exactly where that is short, else rounded to 12 decimals."""
    text = exact_text(value)
    return text if len(text) <= _SHORT else fixed(value, EXACT_PLACES)
