"""Every figure a plan reports, beside what its own data give."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from ..reconciliation import Finding
from .case import PlanCase
from .conflicts import figures_conflict
from .counts import count_mismatch
from .figure import CheckedFigure, Computed, Figure, FigureKind, FigureStatus, Unchecked
from .names import GOAL_COUNTS
from .rates import rate_mismatch, reads_as
from .totals import total_mismatch

__all__ = ["check_figures"]

_Rule = Callable[[PlanCase, Figure, Decimal, Computed], Iterator[Finding]]
_MISMATCH: Mapping[FigureKind, _Rule] = {
    FigureKind.COUNT: count_mismatch,
    FigureKind.RATE: rate_mismatch,
    FigureKind.TOTAL: total_mismatch,
}


def check_figures(case: PlanCase) -> tuple[CheckedFigure, ...]:
    """Check every figure, in the order in which the plan reports them."""
    return tuple(_check(case, figure) for figure in case.figures)


def _check(case: PlanCase, figure: Figure) -> CheckedFigure:
    computed = case.computed.get(figure.name)
    if computed is None:
        return _unchecked(figure, None, Unchecked.UNKNOWN_NAME)
    printed = figure.number(computed.kind)
    if printed is None:
        return _unchecked(figure, computed, Unchecked.NO_NUMBER)
    reason = _reason(case, figure, computed)
    found = () if reason else tuple(_MISMATCH[computed.kind](case, figure, printed, computed))
    differs = FigureStatus.DIFFERS if found else FigureStatus.AGREES
    return CheckedFigure(
        figure=figure,
        computed=computed,
        status=FigureStatus.NOT_CHECKED if reason else differs,
        reason=reason,
        reads_as=tuple(reads_as(case, figure, printed)),
        findings=(*found, *figures_conflict(case, figure, printed)),
    )


def _reason(case: PlanCase, figure: Figure, computed: Computed) -> str | None:
    """Return why nothing can be compared; without any project there are no counts either."""
    if figure.name not in GOAL_COUNTS and not case.rows:
        return Unchecked.NO_PROJECTS
    return computed.reason


def _unchecked(figure: Figure, computed: Computed | None, reason: str) -> CheckedFigure:
    return CheckedFigure(
        figure=figure, computed=computed, status=FigureStatus.NOT_CHECKED, reason=reason
    )
