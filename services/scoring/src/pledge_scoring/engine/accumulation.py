"""From an indicator's due periods to one rate to date: mean, latest, sum or ratio."""

from collections.abc import Sequence
from fractions import Fraction

from .facts import Accumulation, Indicator
from .measures import Accumulated, Coverage, Line, Range
from .numbers import total
from .periods import PeriodScore
from .reasons import Reason, most_telling
from .totals import adds, divide_totals

__all__ = ["accumulate", "missing_periods"]

_NOTHING = Fraction(0)


def accumulate(indicator: Indicator, periods: Sequence[PeriodScore], cap: Fraction) -> Accumulated:
    """Make one rate of what is due. ``cap`` is in percent."""
    due = [period for period in periods if period.due]
    if not due:
        expected = any(period.expected for period in periods)
        return Accumulated(reason=Reason.NOT_DUE if expected else Reason.NO_TARGET)
    match indicator.accumulation:
        case Accumulation.MEAN:
            return _mean(due, cap)
        case Accumulation.LATEST:
            return _latest(due, cap)
        case Accumulation.SUM | Accumulation.RATIO:
            return divide_totals(indicator, due, cap)


def missing_periods(
    indicator: Indicator, periods: Sequence[PeriodScore]
) -> tuple[PeriodScore, ...]:
    """Return the due periods that bring nothing into the indicator's rate."""
    due = (period for period in periods if period.due)
    if indicator.accumulation in {Accumulation.SUM, Accumulation.RATIO}:
        return tuple(period for period in due if not adds(indicator, period))
    return tuple(period for period in due if period.rate is None)


def _mean(due: Sequence[PeriodScore], cap: Fraction) -> Accumulated:
    rates = [period.rate for period in due if period.rate is not None]
    added, missing = total(rates), len(due) - len(rates)
    line = Line(added / len(due), Fraction(missing, len(due)))
    spread = Range(line.start, line.start + line.slope * cap)
    coverage = Coverage(Fraction(len(rates), len(due)), len(rates), len(due))
    if not rates:
        reason = most_telling((period.reason for period in due), otherwise=Reason.NO_ACTUAL)
        return Accumulated(reason=reason, coverage=coverage, range=spread, line=line)
    raw = [period.raw_rate for period in due if period.raw_rate is not None]
    rate = added / len(rates)
    return Accumulated(
        rate=rate,
        raw_rate=rate if raw == rates else total(raw) / len(raw),
        numerator=added,
        denominator=Fraction(len(rates)),
        coverage=coverage,
        range=spread,
        line=line,
    )


def _latest(due: Sequence[PeriodScore], cap: Fraction) -> Accumulated:
    last = due[-1]
    with_value = sum(period.rate is not None for period in due)
    if last.rate is None:
        return Accumulated(
            reason=last.reason,
            coverage=Coverage(_NOTHING, with_value, len(due)),
            range=Range(_NOTHING, cap),
            line=Line(_NOTHING, Fraction(1)),
        )
    return Accumulated(
        rate=last.rate,
        raw_rate=last.raw_rate,
        numerator=last.rate,
        denominator=Fraction(1),
        coverage=Coverage(Fraction(1), with_value, len(due)),
        range=Range(last.rate, last.rate),
        line=Line(last.rate, _NOTHING),
    )
