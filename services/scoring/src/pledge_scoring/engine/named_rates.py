"""Every named rate of a project or a set of projects, each with its coverage and its range.

One shape for all of them, so that they can be followed over time and ranked alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from .aggregate import CountRate, MeanProgress, ProjectRow, aggregate, counted_rows
from .facts import Status
from .funding import WINDOWS, Funding, Window
from .measures import Range
from .money_of_set import RateOfSet, add_money
from .scheme import Scheme
from .weighing import weights_of

__all__ = [
    "MONEY_RATES",
    "PROJECT_RATES",
    "SET_RATES",
    "NamedRate",
    "own_rate",
    "rate_of_project",
    "rates_of_set",
]

MONEY_RATES: Mapping[str, tuple[str, Window]] = MappingProxyType(
    {
        f"{kind}_rate_{window}": (kind, window)
        for kind in ("funding", "execution")
        for window in WINDOWS
    }
)
"""Secured over planned, executed over secured, each in three windows."""

PROJECT_RATES = ("project_rate", *MONEY_RATES)
SET_RATES = ("mean_progress", "completion_rate", "on_track_rate", *MONEY_RATES)

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRate:
    """A percentage, exact, with what stands beside it; or the reason there is none.

    Attributes
    ----------
    numerator, denominator
        Counts, 원, or weighted sums of percentages; None where only their quotient is kept.
    coverage
        Share (0…1) of the denominator that was reported on.
    range
        What the rate could still be; None where that is not known.
    """

    name: str
    percent: Fraction | None
    reason: str | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    coverage: Fraction | None = None
    range: Range | None = None


def rate_of_project(name: str, own: NamedRate, funding: Funding) -> NamedRate:
    """Return one of `PROJECT_RATES` of a project, whose ``own`` rate is the first of them."""
    return own if name == own.name else _money_rate(name, [funding])


def own_rate(
    percent: Fraction | None,
    *,
    reason: str | None,
    coverage: Fraction | None,
    spread: Range | None = None,
) -> NamedRate:
    """Return what was scored of a project itself."""
    return NamedRate(
        name=PROJECT_RATES[0], percent=percent, reason=reason, coverage=coverage, range=spread
    )


def rates_of_set(rows: Sequence[ProjectRow], scheme: Scheme) -> tuple[NamedRate, ...]:
    """Return the rates of a set of projects, given in any order, all of them."""
    result = aggregate(rows, scheme=scheme)
    counted = counted_rows(rows, scheme)
    unsaid = sum(row.status is Status.PLANNED for row in counted)
    return (
        _mean_progress(result.mean_progress, counted, scheme),
        _count_rate("completion_rate", result.completion_rate, unsaid),
        _count_rate("on_track_rate", result.on_track_rate, unsaid),
        *(_money_rate(name, [row.funding for row in counted]) for name in MONEY_RATES),
    )


def _mean_progress(mean: MeanProgress, rows: Sequence[ProjectRow], scheme: Scheme) -> NamedRate:
    return NamedRate(
        name="mean_progress",
        percent=mean.percent,
        reason=mean.reason,
        numerator=mean.numerator,
        denominator=mean.denominator,
        coverage=mean.coverage,
        range=_range_of_mean(rows, scheme.cap),
    )


def _range_of_mean(rows: Sequence[ProjectRow], cap: Fraction) -> Range | None:
    """Put every project at its lowest and highest; one without a rate at 0 and at the cap."""
    low = high = whole = _NOTHING
    for row, weight in zip(rows, weights_of([row.weight for row in rows]), strict=True):
        spread = Range(_NOTHING, cap) if row.rate is None else row.range
        if spread is None:
            return None
        low, high, whole = low + spread.low * weight, high + spread.high * weight, whole + weight
    return Range(low / whole, high / whole) if whole else None


def _count_rate(name: str, rate: CountRate, unsaid: int) -> NamedRate:
    """Projects whose status nobody has declared yet are what is missing of a count."""
    of = rate.denominator
    return NamedRate(
        name=name,
        percent=rate.percent,
        reason=rate.reason,
        numerator=Fraction(rate.numerator),
        denominator=Fraction(of),
        coverage=Fraction(of - unsaid, of) if of else None,
        range=Range(_share(rate.numerator, of), _share(rate.numerator + unsaid, of))
        if of
        else None,
    )


def _share(part: int, of: int) -> Fraction:
    return Fraction(100 * part, of)


def _money_rate(name: str, fundings: Sequence[Funding]) -> NamedRate:
    kind, window = MONEY_RATES[name]
    money = add_money([each.of(window) for each in fundings])
    of_set = money.funding if kind == "funding" else money.execution
    rate = of_set.rate
    return NamedRate(
        name=name,
        percent=rate.percent,
        reason=rate.reason,
        numerator=_maybe(rate.numerator_krw),
        denominator=_maybe(rate.denominator_krw),
        coverage=of_set.coverage,
        range=_range_of_money(of_set),
    )


def _maybe(krw: int | None) -> Fraction | None:
    return None if krw is None else Fraction(krw)


def _range_of_money(of_set: RateOfSet) -> Range | None:
    """Let what nobody reported on be 0, and as much as its denominator.

    More than was planned can be secured: then the rate itself is the highest that is known.
    """
    whole, percent = of_set.whole_krw, of_set.rate.percent
    if whole == 0:
        return None
    done = of_set.rate.numerator_krw or 0
    low, high = _share(done, whole), _share(done + whole - of_set.covered_krw, whole)
    return Range(low, high if percent is None else max(high, percent))
