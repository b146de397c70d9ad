"""Rates, counts and sums of a goal, a plan or an organization as a document."""

from datetime import date

from pledge_shared.contracts.achievement_set import (
    Counted,
    CountRate,
    MeanProgress,
    NamedRates,
    SetAchievement,
    SetCoverage,
    SetSubject,
)
from pledge_shared.contracts.scoring import Funding, MoneyRate

from ...engine import aggregate
from ...engine.money_of_set import RateOfSet
from ...engine.numbers import fixed
from ...engine.version import ENGINE_VERSION
from .digest import digest_of
from .texts import exact, percent, render_check, render_money_rate, render_quotient, won

__all__ = ["render_set"]


def render_set(
    result: aggregate.SetResult, *, subject: SetSubject, on: date | None, scheme: str
) -> SetAchievement:
    """Render a set; it holds no sentences and so needs no language."""
    return SetAchievement(
        subject=subject,
        on=on,
        scheme=scheme,
        engine=ENGINE_VERSION,
        counted=Counted(
            top_level=result.counted.top_level,
            sub=result.counted.sub,
            pending=result.counted.pending,
        ),
        status_counts={status.value: number for status, number in result.status_counts},
        rates=NamedRates(
            completion_rate=_count_rate(result.completion_rate),
            on_track_rate=_count_rate(result.on_track_rate),
            mean_progress=_mean_progress(result.mean_progress),
        ),
        funding=_funding(result),
        checks=tuple(render_check(check) for check in result.checks),
        finding_counts=dict(result.finding_counts),
        digest=digest_of(result),
    )


def _count_rate(rate: aggregate.CountRate) -> CountRate:
    return CountRate(
        percent=percent(rate.percent),
        numerator=rate.numerator,
        denominator=rate.denominator,
        reason=rate.reason,
    )


def _mean_progress(mean: aggregate.MeanProgress) -> MeanProgress:
    numerator, denominator = render_quotient(mean.numerator, mean.denominator)
    return MeanProgress(
        percent=percent(mean.percent),
        numerator=numerator,
        denominator=denominator,
        reason=mean.reason,
        weighting=mean.weighting,
        coverage=_coverage(mean),
    )


def _coverage(mean: aggregate.MeanProgress) -> SetCoverage | None:
    if mean.coverage is None:
        return None
    return SetCoverage(
        percent=fixed(mean.coverage * 100),
        numerator=exact(mean.covered) or "0",
        denominator=exact(mean.whole) or "0",
    )


def _funding(result: aggregate.SetResult) -> Funding:
    money = dict(result.money)
    total = money["total"].sums
    return Funding(
        planned_krw=total.planned_krw,
        planned_display=won(total.planned_krw),
        secured_krw=total.secured_krw,
        secured_display=won(total.secured_krw),
        executed_krw=total.executed_krw,
        executed_display=won(total.executed_krw),
        approximate=result.approximate,
        funding_rate_total=_money(money["total"].funding),
        funding_rate_in_term=_money(money["in_term"].funding),
        funding_rate_to_date=_money(money["to_date"].funding),
        execution_rate_total=_money(money["total"].execution),
        execution_rate_in_term=_money(money["in_term"].execution),
        execution_rate_to_date=_money(money["to_date"].execution),
    )


def _money(rate: RateOfSet) -> MoneyRate:
    return render_money_rate(rate.rate, rate.coverage)
