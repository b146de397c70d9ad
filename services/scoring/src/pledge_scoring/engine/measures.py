"""What stands beside every rate: coverage, range, and how it moves with what is missing."""

from dataclasses import dataclass
from fractions import Fraction

from .reasons import Reason

__all__ = ["Accumulated", "Coverage", "Line", "Range"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Weight with a value over weight due, and the counts of periods beside it."""

    share: Fraction
    with_value: int
    due: int


@dataclass(frozen=True, slots=True)
class Range:
    """What the rate would be with each missing period rate at 0, and at the cap."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """The rate as ``start + slope·x`` when every missing period rate is ``x`` percent."""

    start: Fraction
    slope: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Accumulated:
    """A rate (capped) with the division it came from, or the reason there is none."""

    rate: Fraction | None = None
    raw_rate: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    substitution: str = ""
    reason: Reason | None = None
    coverage: Coverage | None = None
    range: Range | None = None
    line: Line | None = None
