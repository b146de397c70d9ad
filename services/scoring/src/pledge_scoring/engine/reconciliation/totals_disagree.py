"""CROSS_FOOT_MISMATCH, PARTS_EXCEED_PARENT, PARTS_TOTAL_MISMATCH: totals and what they add."""

from collections.abc import Iterator

from ..facts import Project, Stage
from ..numbers import plain
from .case import Case
from .finding import Finding, FindingCode, Severity

__all__ = ["cross_foot_mismatch", "parts_exceed_parent", "parts_total_mismatch"]


def cross_foot_mismatch(case: Case) -> Iterator[Finding]:
    """Find printed totals that are not the sum of what stands beside or below them."""
    for check in case.project.foot_checks:
        if not check.passed:
            printed = check.printed_krw
            yield Finding(
                code=FindingCode.CROSS_FOOT_MISMATCH,
                severity=Severity.ERROR,
                subject=check.subject,
                reported=None if printed is None else str(printed),
                computed=str(check.sum_krw),
                difference=None if printed is None else str(check.sum_krw - printed),
                values=(
                    ("what", check.subject),
                    ("printed_krw", "" if printed is None else str(printed)),
                    ("sum_krw", str(check.sum_krw)),
                ),
            )


def parts_exceed_parent(case: Case) -> Iterator[Finding]:
    """Find stages at which the sub-projects' money, "of which", is more than the parent's."""
    for stage in Stage:
        own = _total((case.project,), stage)
        of_parts = _total(tuple(case.parts), stage)
        if own is not None and of_parts is not None and of_parts > own:
            yield Finding(
                code=FindingCode.PARTS_EXCEED_PARENT,
                severity=Severity.WARNING,
                subject=f"budget/{stage.value}",
                reported=str(own),
                computed=str(of_parts),
                difference=str(of_parts - own),
                values=(
                    ("stage", stage.value),
                    ("own_krw", str(own)),
                    ("parts_krw", str(of_parts)),
                ),
            )


def parts_total_mismatch(case: Case) -> Iterator[Finding]:
    """Find targets that are not the sum of the sub-projects' targets."""
    for check in case.parts_totals or ():
        if not check.agrees:
            printed, total = (plain(n) or str(n) for n in (check.printed, check.total))
            yield Finding(
                code=FindingCode.PARTS_TOTAL_MISMATCH,
                severity=Severity.WARNING,
                subject=f"targets/{check.period}",
                reported=printed,
                computed=total,
                difference=plain(check.total - check.printed),
                values=(
                    ("period", check.period),
                    ("unit", check.unit),
                    ("printed", printed),
                    ("total", total),
                ),
            )


def _total(projects: tuple[Project, ...], stage: Stage) -> int | None:
    amounts = [
        amount.krw
        for project in projects
        for amount in project.amounts
        if amount.stage is stage and amount.krw is not None
    ]
    return sum(amounts) if amounts else None
