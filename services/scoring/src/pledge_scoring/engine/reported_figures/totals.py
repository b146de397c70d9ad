"""REPORTED_TOTAL_MISMATCH: how much money a plan says there is, and what its projects add up to."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ..facts import Stage
from ..funding import WINDOWS, Window
from ..reconciliation import Cause, Finding, FindingCode, Hint, Severity
from ..reconciliation.rate_finding import Explained, cause_among
from .case import PlanCase
from .explaining import Tried, other_bases, other_names
from .figure import Computed, Figure
from .names import amount_of

__all__ = ["total_mismatch"]

_UNITS = (1_000, 10_000, 1_000_000, 100_000_000)
"""천원, 만원, 백만원, 억원: what tables of money are printed in."""


def total_mismatch(
    case: PlanCase, figure: Figure, printed: Decimal, computed: Computed
) -> Iterator[Finding]:
    """Compare a printed total with the sum over the projects."""
    if computed.value is None or figure.agrees(printed, computed.value):
        return
    explained = tuple(_explain(case, figure, printed, computed))
    total, stated = int(computed.value), int(printed)
    near = figure.is_near(printed, computed.value)
    yield Finding(
        code=FindingCode.REPORTED_TOTAL_MISMATCH,
        severity=Severity.WARNING,
        subject=figure.subject,
        reported=str(stated),
        computed=str(total),
        difference=str(total - stated),
        cause=Cause.ROUNDING if near else cause_among(item.cause for item in explained),
        values=(("figure", figure.name), ("printed_krw", str(stated)), ("total_krw", str(total))),
        hints=tuple(item.hint for item in explained),
    )


def _explain(
    case: PlanCase, figure: Figure, printed: Decimal, computed: Computed
) -> Iterator[Explained]:
    stage, window = _place(figure.name)
    tried = Tried(computed)
    names = tuple(f"{stage}_{other}" for other in WINDOWS)
    yield from other_names(case, figure, printed, names, tried)
    yield from other_bases(case, figure, printed, tried)
    yield from _units(printed, computed)
    silent = sum(amount_of(row.funding.of(window), stage) is None for row in case.counted)
    short = printed - int(computed.value or 0)
    if silent and short > 0:
        values = (("number", str(silent)), ("short_krw", f"{short:f}"))
        yield Explained(Hint("projects_without_amount", values), Cause.MISSING_VALUES)


def _place(name: str) -> tuple[Stage, Window]:
    stage, _, window = name.partition("_")
    return Stage(stage), next(each for each in WINDOWS if each == window)


def _units(printed: Decimal, computed: Computed) -> Iterator[Explained]:
    """See whether the unit of the table was left out, or put in twice."""
    for unit in _UNITS:
        values = (("unit_krw", str(unit)),)
        if computed.value == int(printed) * unit:
            yield Explained(Hint("unit_reproduces", values), Cause.DIFFERENT_BASIS)
        if computed.value == Fraction(int(printed), unit):
            yield Explained(Hint("unit_twice_reproduces", values), Cause.DIFFERENT_BASIS)
