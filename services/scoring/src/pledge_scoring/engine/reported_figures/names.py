"""The names a reported figure can be checked by, and what a set of projects gives for each."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from ..aggregate import CountRate, SetResult
from ..facts import Stage, Status
from ..funding import WINDOWS, MoneyRate, Sums
from ..reasons import Reason
from .figure import Computed, FigureKind, Unchecked

__all__ = [
    "COUNT_RATES",
    "GOAL_COUNTS",
    "MONEY_QUOTIENTS",
    "NAMES",
    "amount_of",
    "computed_of",
    "goals_of",
]

COUNT_RATES: Mapping[str, str] = {
    "completion_rate": "completed_count",
    "on_track_rate": "on_track_count",
}
"""Rates of projects, and the count that is the numerator of each."""

_MONEY_RATES = (
    ("funding_rate", Stage.SECURED, Stage.PLANNED),
    ("execution_rate", Stage.EXECUTED, Stage.SECURED),
)
MONEY_QUOTIENTS: tuple[tuple[str, str, str], ...] = tuple(
    (f"{rate}_{window}", f"{above}_{window}", f"{below}_{window}")
    for rate, above, below in _MONEY_RATES
    for window in WINDOWS
)
"""Rates of money, each with the total above and the total below."""

GOAL_COUNTS: Mapping[str, str] = {
    f"{kind}_count": kind for kind in ("goal", "task", "heading", "field", "strategy")
}
"""Counts of the nodes of the goal tree, and the kind each counts."""


def computed_of(result: SetResult) -> dict[str, Computed]:
    """Return what a set of projects gives, by name."""
    return dict([*_counts(result), *_rates(result), *_money(result)])


def goals_of(kinds: Mapping[str, int]) -> dict[str, Computed]:
    """Return the counts of goals, by name; a level that is not recorded has no count."""
    return {
        name: _count(kinds[kind])
        if kinds.get(kind)
        else Computed(kind=FigureKind.COUNT, reason=Unchecked.NONE_RECORDED)
        for name, kind in GOAL_COUNTS.items()
    }


def _count(number: int, reason: str | None = None) -> Computed:
    value = None if reason else Fraction(number)
    return Computed(kind=FigureKind.COUNT, value=value, reason=reason)


def _counts(result: SetResult) -> Iterator[tuple[str, Computed]]:
    counted, reason = result.counted, result.completion_rate.reason
    yield "project_count", _count(counted.top_level)
    yield "sub_project_count", _count(counted.sub)
    yield "pending_count", _count(counted.pending)
    yield "completed_count", _count(result.completion_rate.numerator, reason)
    yield "on_track_count", _count(result.on_track_rate.numerator, reason)
    for status, number in result.status_counts:
        said = None if status is Status.PLANNED else reason
        yield f"status_{status}_count", _count(number, said)


def _rates(result: SetResult) -> Iterator[tuple[str, Computed]]:
    yield "completion_rate", _count_rate(result.completion_rate)
    yield "on_track_rate", _count_rate(result.on_track_rate)
    mean = result.mean_progress
    yield (
        "mean_progress",
        Computed(
            kind=FigureKind.RATE,
            value=mean.percent,
            numerator=mean.numerator,
            denominator=mean.denominator,
            reason=mean.reason,
        ),
    )


def _count_rate(rate: CountRate) -> Computed:
    return Computed(
        kind=FigureKind.RATE,
        value=rate.percent,
        numerator=Fraction(rate.numerator),
        denominator=Fraction(rate.denominator),
        reason=rate.reason,
    )


def _money(result: SetResult) -> Iterator[tuple[str, Computed]]:
    for window, money in result.money:
        yield f"funding_rate_{window}", _money_rate(money.funding.rate)
        yield f"execution_rate_{window}", _money_rate(money.execution.rate)
        for stage in Stage:
            yield f"{stage}_{window}", _total(money.sums, stage)


def _money_rate(rate: MoneyRate) -> Computed:
    return Computed(
        kind=FigureKind.RATE,
        value=rate.percent,
        numerator=None if rate.numerator_krw is None else Fraction(rate.numerator_krw),
        denominator=None if rate.denominator_krw is None else Fraction(rate.denominator_krw),
        reason=rate.reason,
    )


def amount_of(sums: Sums, stage: Stage) -> int | None:
    """Return the sum of one stage, in 원; None where no amount was printed."""
    amounts = {
        Stage.PLANNED: sums.planned_krw,
        Stage.SECURED: sums.secured_krw,
        Stage.EXECUTED: sums.executed_krw,
    }
    return amounts[stage]


def _total(sums: Sums, stage: Stage) -> Computed:
    amount = amount_of(sums, stage)
    if amount is None:
        return Computed(kind=FigureKind.TOTAL, reason=Reason.NOT_REPORTED)
    return Computed(kind=FigureKind.TOTAL, value=Fraction(amount))


def _names() -> Iterator[str]:
    yield from ("project_count", "sub_project_count", "pending_count")
    yield from COUNT_RATES.values()
    yield from (f"status_{status}_count" for status in Status)
    yield from GOAL_COUNTS
    yield from (*COUNT_RATES, "mean_progress")
    yield from (name for name, _, _ in MONEY_QUOTIENTS)
    yield from (f"{stage}_{window}" for stage in Stage for window in WINDOWS)


NAMES: tuple[str, ...] = tuple(_names())
"""Every name that is checked; a figure of any other name is kept and listed as not checked."""
