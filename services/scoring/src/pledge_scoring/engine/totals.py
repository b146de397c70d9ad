"""Sum over sum, and ratio of sums: what was done over what was promised, added up first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .facts import Accumulation, Direction, Indicator
from .measures import Accumulated, Coverage, Line, Range
from .methods import METHODS, Observation, Outcome
from .numbers import clamp, total
from .periods import WHOLE, PeriodScore, numbers
from .reasons import Reason, most_telling

__all__ = ["adds", "divide_totals"]

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Share:
    """What a period brings into the division; None where it is not known."""

    actual: Fraction | None
    promised: Fraction | None
    size: Fraction | None
    """Its part of the coverage: its target, or its denominator."""

    @property
    def known(self) -> bool:
        return self.actual is not None and self.promised is not None


def adds(indicator: Indicator, period: PeriodScore) -> bool:
    """Whether a due period brings numbers into the totals.

    A target or an actual of 0 leaves the period itself without a rate; it is a number all the same.
    """
    return _share(indicator, period).known


def divide_totals(indicator: Indicator, due: Sequence[PeriodScore], cap: Fraction) -> Accumulated:
    """Divide Σ actual by Σ target (or Σ numerator by the Σ promised of its denominators)."""
    shares = [_share(indicator, period) for period in due]
    known = [share for share in shares if share.known]
    outcome = _outcome(indicator, known) if known else None
    raw = outcome.raw_rate if outcome else None
    reason = outcome.reason if outcome else _reason(due)
    rate = None if raw is None else clamp(raw, _NOTHING, cap)
    spread, line = _spread(indicator, shares, rate, cap)
    above, below = _sum(s.actual for s in known), _sum(s.promised for s in known)
    if indicator.direction is Direction.DOWN:
        above, below = below, above
    # Closeness to a target is not the quotient of the two.
    divides = raw is not None and indicator.direction is not Direction.MAINTAIN
    return Accumulated(
        rate=rate,
        raw_rate=raw,
        numerator=above if divides else None,
        denominator=below if divides else None,
        substitution=outcome.substitution if outcome else "",
        reason=reason,
        coverage=_coverage(shares, known),
        range=spread,
        line=line,
    )


def _reason(due: Sequence[PeriodScore]) -> Reason:
    # A period may have a rate and still bring nothing to add up: a reported rate alone.
    return most_telling((period.reason for period in due), otherwise=Reason.NO_TARGET)


def _share(indicator: Indicator, period: PeriodScore) -> _Share:
    target, actual = numbers(indicator, period.facts)
    share = _Share(actual, target, target)
    if indicator.accumulation is Accumulation.RATIO:
        share = _ratio_share(indicator, period)
    if target is None or actual is None or period.reason is Reason.NEGATIVE_VALUE:
        return _Share(None, share.promised, share.size)
    return share


def _ratio_share(indicator: Indicator, period: PeriodScore) -> _Share:
    """Read a ratio as its numerator against the numerator that was promised."""
    target, actual = period.facts.target, period.facts.actual
    size = actual.denominator if actual else None
    if size is None and target is not None:
        size = target.denominator
    if size is None:
        return _Share(None, None, None)
    promised = size
    if target is not None and target.value is not None:
        promised = target.value * size / (WHOLE if indicator.unit == "%" else 1)
    elif target is not None and target.numerator is not None and target.denominator:
        promised = target.numerator * size / target.denominator
    # A part of nothing is no number: 3 of 0 adds nothing.
    return _Share(actual.numerator if actual and size else None, promised, size)


def _outcome(indicator: Indicator, known: Sequence[_Share]) -> Outcome:
    tolerance = indicator.tolerance
    if indicator.accumulation is Accumulation.RATIO:
        # The tolerance is in the ratio's unit; the totals are in the denominator's.
        tolerance *= _sum(s.size for s in known) / (WHOLE if indicator.unit == "%" else 1)
    return METHODS["target-vs-actual/1"].score(
        Observation(
            target=_sum(share.promised for share in known),
            actual=_sum(share.actual for share in known),
            direction=indicator.direction,
            tolerance=tolerance,
        )
    )


def _coverage(shares: Sequence[_Share], known: Sequence[_Share]) -> Coverage:
    whole = _sum(share.size for share in shares)
    if whole <= 0 or any(share.size is None or share.size < 0 for share in shares):
        # Shares that are not known cannot be weighed: the periods count equally.
        return Coverage(Fraction(len(known), len(shares)), len(known), len(shares))
    return Coverage(_sum(share.size for share in known) / whole, len(known), len(shares))


def _spread(
    indicator: Indicator, shares: Sequence[_Share], rate: Fraction | None, cap: Fraction
) -> tuple[Range | None, Line | None]:
    missing = [share for share in shares if not share.known]
    if not missing:
        return (None, None) if rate is None else (Range(rate, rate), Line(rate, _NOTHING))
    if any(share.promised is None or share.promised < 0 for share in missing):
        return None, None
    done = _sum(share.actual for share in shares)
    promised, open_part = _sum(s.promised for s in shares), _sum(s.promised for s in missing)
    if promised <= 0:
        return None, None
    if indicator.direction is Direction.UP:
        low = WHOLE * done / promised
        return _rising(low, open_part / promised, cap)
    if indicator.direction is Direction.DOWN:
        worst = done + open_part * WHOLE / cap
        high = cap if worst == 0 else min(cap, WHOLE * promised / worst)
        return Range(_NOTHING, high), None
    return Range(_NOTHING, cap), None


def _rising(low: Fraction, slope: Fraction, cap: Fraction) -> tuple[Range, Line | None]:
    high = low + slope * cap
    line = Line(low, slope) if high <= cap else None
    return Range(min(low, cap), min(high, cap)), line


def _sum(values: Iterable[Fraction | None]) -> Fraction:
    return total(value for value in values if value is not None)
