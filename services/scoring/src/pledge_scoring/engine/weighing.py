"""The weighted mean of parts: weights are renormalised over the parts that have a rate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .measures import Coverage, Line, Range
from .numbers import total
from .reasons import Reason

__all__ = ["Part", "Weighed", "WeighedPart", "weigh"]

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An indicator of a project, or a sub-project of its parent."""

    code: str
    rate: Fraction | None
    reason: Reason | None
    declared_weight: Fraction | None
    coverage: Coverage | None
    range: Range | None
    line: Line | None


@dataclass(frozen=True, slots=True)
class WeighedPart:
    """A part with its share of the whole (0…1) and the points it contributes."""

    part: Part
    effective_weight: Fraction
    contribution: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The mean (``numerator / denominator``) over parts, with coverage and range by weight."""

    parts: tuple[WeighedPart, ...]
    rate: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    coverage: Coverage | None
    range: Range | None
    line: Line | None


def weigh(parts: Sequence[Part]) -> Weighed:
    """Combine parts by weight; what has no rate lowers the coverage, never the mean."""
    weights = weights_of([part.declared_weight for part in parts])
    pairs = list(zip(parts, weights, strict=True))
    scored = [(part.rate, weight) for part, weight in pairs if part.rate is not None]
    denominator = total(weight for _, weight in scored)
    numerator = total(rate * weight for rate, weight in scored)
    has_rate = denominator > 0
    spread, line = _spread(pairs)
    return Weighed(
        parts=tuple(_place(part, weight, denominator) for part, weight in pairs),
        rate=numerator / denominator if has_rate else None,
        numerator=numerator if has_rate else None,
        denominator=denominator if has_rate else None,
        coverage=_coverage(pairs),
        range=spread,
        line=line,
    )


def weights_of(declared: Sequence[Fraction | None]) -> list[Fraction]:
    """Return the weights that act: as declared; an absent one is the mean of the declared."""
    known = [weight for weight in declared if weight is not None]
    absent = total(known) / len(known) if known else Fraction(1)
    return [absent if weight is None else weight for weight in declared]


def _place(part: Part, weight: Fraction, denominator: Fraction) -> WeighedPart:
    if part.rate is None or denominator == 0:
        return WeighedPart(part, _NOTHING, None)
    return WeighedPart(part, weight / denominator, part.rate * weight / denominator)


def _coverage(pairs: Iterable[tuple[Part, Fraction]]) -> Coverage | None:
    due = [(part.coverage, weight) for part, weight in pairs if part.coverage is not None]
    whole = total(weight for _, weight in due)
    if whole == 0:
        return None
    covered = total(coverage.share * weight for coverage, weight in due)
    return Coverage(
        covered / whole,
        sum(coverage.with_value for coverage, _ in due),
        sum(coverage.due for coverage, _ in due),
    )


def _spread(pairs: Iterable[tuple[Part, Fraction]]) -> tuple[Range | None, Line | None]:
    """Weigh the ranges of the parts that are due; one that is not known leaves none."""
    due = [(part, weight) for part, weight in pairs if part.coverage is not None]
    whole = total(weight for _, weight in due)
    ranges = [(part.range, weight) for part, weight in due if part.range and whole]
    if not ranges or len(ranges) != len(due):
        return None, None
    low = total(spread.low * weight for spread, weight in ranges) / whole
    high = total(spread.high * weight for spread, weight in ranges) / whole
    lines = [(part.line, weight) for part, weight in due if part.line]
    if len(lines) != len(due):
        return Range(low, high), None
    start = total(line.start * weight for line, weight in lines) / whole
    slope = total(line.slope * weight for line, weight in lines) / whole
    return Range(low, high), Line(start, slope)
