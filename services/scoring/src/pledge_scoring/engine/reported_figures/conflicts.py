"""REPORTED_FIGURES_CONFLICT: figures printed side by side that cannot all be right.

It needs no project: only what the plan itself prints.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ..facts import Status
from ..numbers import fixed, plain
from ..reconciliation import Finding, FindingCode, Hint, Severity
from ..reconciliation.rate_finding import Explained, cause_among
from .case import PlanCase
from .figure import Figure
from .names import COUNT_RATES, MONEY_QUOTIENTS
from .rates import denominator_hints, numerator_hints, rounding_hints

__all__ = ["figures_conflict"]

_QUOTIENTS = (
    *((rate, count, "project_count") for rate, count in COUNT_RATES.items()),
    *MONEY_QUOTIENTS,
)
_SUMS = (
    ("completed_count", ("status_completed_count", "status_continuing_count")),
    ("on_track_count", ("completed_count", "status_on_track_count")),
    ("project_count", tuple(f"status_{status}_count" for status in Status)),
)
_NEVER_MORE = (
    ("completed_count", "on_track_count"),
    ("completed_count", "project_count"),
    ("on_track_count", "project_count"),
    ("completion_rate", "on_track_rate"),
)


def figures_conflict(case: PlanCase, figure: Figure, printed: Decimal) -> Iterator[Finding]:
    """Compare one printed figure with what the others printed beside it leave possible."""
    if figure.approximate:
        return
    yield from _printed_twice(case, figure, printed)
    yield from _quotients(case, figure, printed)
    yield from _sums(case, figure, printed)
    yield from _too_many(case, figure, printed)


def _printed_twice(case: PlanCase, figure: Figure, printed: Decimal) -> Iterator[Finding]:
    first = case.printed(figure.name)
    if first is not None and first != printed:
        yield _finding(figure, printed, Fraction(first), f"{first:f}")


def _quotients(case: PlanCase, figure: Figure, printed: Decimal) -> Iterator[Finding]:
    for rate, above, below in _QUOTIENTS:
        if rate != figure.name:
            continue
        part = case.printed(above)
        whole = case.printed_whole if below == "project_count" else case.printed(below)
        if part is None or not whole:
            continue
        value = 100 * Fraction(part) / Fraction(whole)
        if not figure.agrees(printed, value):
            yield _finding(
                figure,
                printed,
                value,
                f"{part:f} / {whole}",
                explained=tuple(rounding_hints(printed, value)),
                hints=tuple(_whole_numbers(printed, int(part), int(whole), rate)),
            )


def _whole_numbers(printed: Decimal, part: int, whole: int, rate: str) -> Iterator[Hint]:
    if rate in COUNT_RATES:
        yield from numerator_hints(printed, whole)
        yield from denominator_hints(printed, part, whole)


def _sums(case: PlanCase, figure: Figure, printed: Decimal) -> Iterator[Finding]:
    for whole, names in _SUMS:
        parts = [case.printed(name) for name in names]
        known = [part for part in parts if part is not None]
        if whole == figure.name and len(known) == len(parts) and sum(known) != printed:
            terms = " + ".join(f"{part:f}" for part in known)
            yield _finding(figure, printed, Fraction(sum(known)), terms)


def _too_many(case: PlanCase, figure: Figure, printed: Decimal) -> Iterator[Finding]:
    for smaller, larger in _NEVER_MORE:
        limit = case.printed(larger)
        if smaller == figure.name and limit is not None and printed > limit:
            terms = f"{limit:f}"
            yield _finding(figure, printed, Fraction(limit), terms, relation="at_most")


def _finding(
    figure: Figure,
    printed: Decimal,
    expected: Fraction,
    terms: str,
    *,
    explained: tuple[Explained, ...] = (),
    hints: tuple[Hint, ...] = (),
    relation: str = "equal",
) -> Finding:
    shown = plain(expected) if expected.denominator == 1 else fixed(expected)
    difference = expected - Fraction(printed)
    return Finding(
        code=FindingCode.REPORTED_FIGURES_CONFLICT,
        severity=Severity.ERROR,
        subject=figure.subject,
        reported=f"{printed:f}",
        computed=shown,
        difference=plain(difference) if difference.denominator == 1 else fixed(difference),
        cause=cause_among(item.cause for item in explained),
        values=(
            ("figure", figure.name),
            ("reported", f"{printed:f}"),
            ("relation", relation),
            ("computed", shown or ""),
            ("terms", terms),
        ),
        hints=(*(item.hint for item in explained), *hints),
    )
