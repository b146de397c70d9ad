"""The indicator table of a project's achievement."""

from pledge_shared.contracts.scoring import (
    IndicatorAchievement,
    PeriodActual,
    PeriodRate,
    PeriodTarget,
)

from ...engine.facts import Actual, Target
from ...engine.indicators import IndicatorScore
from ...engine.numbers import fixed
from ...engine.periods import PeriodScore
from ...engine.project import ProjectScore
from ...engine.weighing import WeighedPart
from .texts import as_printed, exact, percent, render_coverage, render_quotient, render_range

__all__ = ["render_indicators"]


def render_indicators(score: ProjectScore) -> tuple[IndicatorAchievement, ...]:
    """Render every indicator with its periods and both weights."""
    if not score.indicators:
        return ()
    pairs = zip(score.indicators, score.weighed.parts, strict=True)
    return tuple(_indicator(indicator, placed) for indicator, placed in pairs)


def _indicator(score: IndicatorScore, placed: WeighedPart) -> IndicatorAchievement:
    total = score.total
    numerator, denominator = render_quotient(total.numerator, total.denominator)
    return IndicatorAchievement(
        code=score.facts.code,
        name=score.facts.name,
        rate=percent(total.rate),
        raw_rate=percent(total.raw_rate),
        reason=total.reason,
        numerator=numerator,
        denominator=denominator,
        term_rate=percent(score.term_rate),
        term_reason=score.term_reason,
        reported_rate=as_printed(score.facts.reported_rate),
        accumulation=score.facts.accumulation,
        declared_weight=exact(score.facts.weight),
        effective_weight=fixed(placed.effective_weight * 100),
        contribution=percent(placed.contribution),
        coverage=render_coverage(total.coverage),
        range=render_range(total.range),
        periods=tuple(_period(period) for period in score.periods),
    )


def _period(period: PeriodScore) -> PeriodRate:
    target, actual = period.facts.target, period.facts.actual
    return PeriodRate(
        period=period.facts.period.text,
        target=_target(target) if target and (target.promises or target.ends) else None,
        actual=_actual(actual) if actual and actual.reports else None,
        expected=period.expected,
        due=period.due,
        method=period.method,
        raw_rate=percent(period.raw_rate),
        rate=percent(period.rate),
        reason=period.reason,
        over_achieved=period.over_achieved,
    )


def _target(target: Target) -> PeriodTarget:
    return PeriodTarget(
        value=exact(target.value),
        numerator=exact(target.numerator),
        denominator=exact(target.denominator),
        text=target.text,
        ends=target.ends,
    )


def _actual(actual: Actual) -> PeriodActual:
    return PeriodActual(
        value=exact(actual.value),
        numerator=exact(actual.numerator),
        denominator=exact(actual.denominator),
        text=actual.text,
        stage=actual.stage,
        reported_rate=as_printed(actual.reported_rate),
        reported_text=actual.reported_text,
    )
