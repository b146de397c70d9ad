"""What the record itself says of a plan or a project, so that nobody has to state it again."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from .aggregate import row_of
from .indicators import IndicatorScore
from .measures import Range
from .named_rates import (
    PROJECT_RATES,
    SET_RATES,
    NamedRate,
    own_rate,
    rate_of_project,
    rates_of_set,
)
from .project import ProjectScore
from .reasons import Reason
from .result import ProjectResult

__all__ = ["SOURCES_OF_PLANS", "SOURCES_OF_PROJECTS", "figures_of_plan", "figures_of_project"]

_MET = "targets_met"
_PERCENT = 100

SOURCES_OF_PLANS = frozenset({*SET_RATES, _MET})
SOURCES_OF_PROJECTS = frozenset({*PROJECT_RATES, _MET})


def figures_of_plan(counted: Sequence[ProjectResult]) -> Mapping[str, NamedRate]:
    """Return every figure of a plan, from its projects that count; there is at least one."""
    rates = rates_of_set([row_of(result) for result in counted], counted[0].scheme)
    met = _targets_met(result.score for result in counted)
    return {each.name: each for each in (*rates, met)}


def figures_of_project(result: ProjectResult) -> Mapping[str, NamedRate]:
    """Return every figure of a project."""
    score, row = result.score, row_of(result)
    own = own_rate(
        row.rate,
        reason=score.reason,
        coverage=score.coverage.share if score.coverage else None,
        spread=row.range,
    )
    rates = (rate_of_project(name, own, row.funding) for name in PROJECT_RATES)
    return {each.name: each for each in (*rates, _targets_met([score]))}


def _targets_met(scores: Iterable[ProjectScore]) -> NamedRate:
    """Count indicators whose rate to date is whole, of those that have one.

    One that is due and has none counts neither way: it lowers the coverage.
    """
    due = [
        each.total.rate
        for score in scores
        for each in _indicators(score)
        if each.total.coverage is not None
    ]
    known = [rate for rate in due if rate is not None]
    met, missing = sum(rate >= _PERCENT for rate in known), len(due) - len(known)
    return NamedRate(
        name=_MET,
        percent=Fraction(_PERCENT * met, len(known)) if known else None,
        reason=None if known else Reason.NOT_REPORTED,
        numerator=Fraction(met),
        denominator=Fraction(len(known)),
        coverage=Fraction(len(known), len(due)) if due else None,
        range=_between(met, missing, len(due)) if due else None,
    )


def _between(met: int, missing: int, due: int) -> Range:
    return Range(Fraction(_PERCENT * met, due), Fraction(_PERCENT * (met + missing), due))


def _indicators(score: ProjectScore) -> tuple[IndicatorScore, ...]:
    """Return the indicators a project is scored by: its own, else those of its parts."""
    if score.indicators:
        return score.indicators
    return tuple(each for part in score.parts for each in part.indicators)
