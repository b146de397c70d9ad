"""One indicator: its periods, its rate to date and its rate against the term target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .accumulation import accumulate
from .facts import Accumulation, Indicator
from .measures import Accumulated
from .methods import METHODS, Observation
from .numbers import clamp
from .periods import WHOLE, PeriodScore, numbers, score_periods
from .reasons import Reason
from .scheme import Scheme

__all__ = ["IndicatorScore", "score_indicator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorScore:
    """An indicator with its rate to date (``total``) and its term rate, in percent."""

    facts: Indicator
    periods: tuple[PeriodScore, ...]
    total: Accumulated
    term_rate: Fraction | None
    term_reason: Reason | None

    @property
    def scored(self) -> bool:
        """Whether there is a rate to date."""
        return self.total.rate is not None


def score_indicator(indicator: Indicator, *, on: date, scheme: Scheme) -> IndicatorScore:
    """Score one indicator as of the scoring date ``on``."""
    periods = score_periods(indicator, on=on, scheme=scheme)
    term_rate, term_reason = _score_term(indicator, periods, scheme.cap)
    return IndicatorScore(
        facts=indicator,
        periods=periods,
        total=accumulate(indicator, periods, scheme.cap),
        term_rate=term_rate,
        term_reason=term_reason,
    )


def _score_term(
    indicator: Indicator, periods: Sequence[PeriodScore], cap: Fraction
) -> tuple[Fraction | None, Reason | None]:
    term = indicator.term_target
    if term is None or term.value is None:
        spoken = term is not None and term.text is not None
        return None, Reason.TEXT_ONLY if spoken else Reason.NO_TARGET
    outcome = METHODS["target-vs-actual/1"].score(
        Observation(
            target=term.value,
            actual=_reached(indicator, [period for period in periods if period.due]),
            direction=indicator.direction,
            tolerance=indicator.tolerance,
        )
    )
    if outcome.raw_rate is None:
        return None, outcome.reason
    return clamp(outcome.raw_rate, Fraction(0), cap), None


def _reached(indicator: Indicator, due: Sequence[PeriodScore]) -> Fraction | None:
    """Return what the indicator stands at: as stated for the term, else from its periods."""
    if indicator.term_actual is not None:
        return indicator.term_actual
    if indicator.accumulation is Accumulation.RATIO:
        return _quotient(indicator, due)
    actuals = [
        actual
        for period in due
        if period.facts.actual is not None
        and (actual := numbers(indicator, period.facts)[1]) is not None
    ]
    if not actuals:
        return None
    if indicator.accumulation is Accumulation.LATEST:
        return actuals[-1]
    total = sum(actuals, Fraction(0))
    return total if indicator.accumulation is Accumulation.SUM else total / len(actuals)


def _quotient(indicator: Indicator, due: Sequence[PeriodScore]) -> Fraction | None:
    """Return the ratio of sums, in percent where the unit is ``%``."""
    pairs = [
        (actual.numerator, actual.denominator)
        for period in due
        if (actual := period.facts.actual) is not None
        and actual.numerator is not None
        and actual.denominator is not None
    ]
    above = sum((numerator for numerator, _ in pairs), Fraction(0))
    below = sum((denominator for _, denominator in pairs), Fraction(0))
    if below == 0:
        return None
    return above / below * (WHOLE if indicator.unit == "%" else 1)
