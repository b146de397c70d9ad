"""Points restated: each date scored again from what is known today.

What has no date of its own cannot be restated: a status is of the reporting date, and so is money
but for its fiscal year. Before that date the rates of such things are null.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pledge_shared.contracts.project import Project
from pledge_shared.period import parse_period

from ...engine.aggregate import row_of
from ...engine.named_rates import PROJECT_RATES, NamedRate, own_rate, rate_of_project, rates_of_set
from ...engine.reasons import Reason
from ...engine.result import ProjectResult
from ...engine.version import ENGINE_VERSION
from ...storage.series import KnownPoint
from ..schemes import scheme_named
from ..states import PlanState
from .asking import SeriesAsked, periods
from .points import Foundation, Point

__all__ = ["Day", "days_of", "restate"]


_DATED = frozenset(
    {"project_rate", "mean_progress", "funding_rate_to_date", "execution_rate_to_date"}
)
"""What targets and actuals, or fiscal years, give of a date."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date to be scored, and its place; None where no report reaches."""

    key: str
    period: str | None
    on: date | None


def days_of(asked: SeriesAsked, state: PlanState, points: Sequence[KnownPoint]) -> list[Day]:
    """Return the dates of a series: the reporting dates there were, or the ends of periods.

    A period is stated as of its last day, or the plan's reporting date if that comes first.
    """
    reported = state.plan.reporting_date
    known = sorted({*(point.on for point in points if point.on <= reported), reported})
    if asked.step == "reporting_date":
        return [Day(day.isoformat(), None, day) for day in known if asked.holds(day)]
    first, last = asked.start or _beginning(state, known), asked.end or reported
    return [
        Day(
            period.first_day.isoformat(),
            period.name,
            min(period.last_day, reported) if period.first_day <= reported else None,
        )
        for period in periods(asked.step, first, last)
    ]


def _beginning(state: PlanState, known: Sequence[date]) -> date:
    plan = state.plan
    if plan.term is not None:
        return plan.term.start
    return plan.period.start if plan.period and plan.period.start else known[0]


def restate(
    asked: SeriesAsked, state: PlanState, days: Sequence[Day], *, sequence: int
) -> list[Point]:
    """Score each date; the first one of a page has nothing before it to differ from."""
    found: list[Point] = []
    for day in days:
        if day.on is None:
            found.append(Point(key=day.key, period=day.period, on=None, reason="not_reported"))
            continue
        found.append(
            Point(
                key=day.key,
                period=day.period,
                on=day.on,
                changed=("reporting_date",),
                foundation=_foundation(asked, state, sequence),
                rates=_rates(asked, state, day.on),
            )
        )
    return found


def _foundation(asked: SeriesAsked, state: PlanState, sequence: int) -> Foundation:
    return Foundation(
        known=None,
        registry_sequence=sequence,
        plan_version=state.plan.version,
        version=None if asked.code is None else state.projects[asked.code].version,
        schemes=(scheme_named(state.plan.scheme).name,),
        engines=(ENGINE_VERSION,),
        digest=None,
    )


def _rates(asked: SeriesAsked, state: PlanState, on: date) -> Sequence[NamedRate]:
    if on == state.plan.reporting_date:
        return _rates_of(asked, state, on)
    return [
        rate
        if rate.name in _DATED
        else NamedRate(name=rate.name, percent=None, reason=Reason.NOT_REPORTED.value)
        for rate in _rates_of(asked, _reported_by(on, state), on)
    ]


def _reported_by(on: date, state: PlanState) -> PlanState:
    """Return a plan without the actuals of periods that had not begun on a date."""

    def earlier(project: Project) -> Project:
        indicators = [
            each.model_copy(
                update={
                    "actuals": tuple(
                        actual
                        for actual in each.actuals
                        if parse_period(actual.period).first_day <= on
                    )
                }
            )
            for each in project.indicators
        ]
        return project.model_copy(update={"indicators": tuple(indicators)})

    return PlanState(state.plan, {code: earlier(each) for code, each in state.projects.items()})


def _rates_of(asked: SeriesAsked, state: PlanState, on: date) -> Sequence[NamedRate]:
    if asked.code is not None:
        return _rates_of_project(state.score(asked.code, on))
    scored = (state.try_score(code, on) for code in sorted(state.projects))
    rows = [row_of(result) for result in scored if result is not None]
    return rates_of_set(rows, scheme_named(state.plan.scheme))


def _rates_of_project(result: ProjectResult) -> Sequence[NamedRate]:
    row, coverage, reason = row_of(result), result.score.coverage, result.score.reason
    own = own_rate(
        row.rate,
        reason=reason.value if reason else None,
        coverage=coverage.share if coverage else None,
        spread=row.range,
    )
    return [rate_of_project(name, own, row.funding) for name in PROJECT_RATES]
