"""STATUS_RATE_CONFLICT: the declared status says one thing, the percentage another."""

from collections.abc import Iterator
from fractions import Fraction

from ..facts import Status
from ..numbers import fixed, plain
from ..periods import WHOLE
from .case import Case
from .finding import Finding, FindingCode, Severity

__all__ = ["status_rate_conflict"]

_REACHED = frozenset({Status.COMPLETED, Status.CONTINUING})
"""완료 and 이행후 계속추진 presuppose that the target of the term is met."""


def status_rate_conflict(case: Case) -> Iterator[Finding]:
    """Find a target declared reached with a rate below 100, and a rate before any report."""
    status = case.project.status
    reported, computed = case.project.reported_rate, case.score.rate
    rate = computed if reported is None else Fraction(reported)
    if rate is None:
        return
    short = status in _REACHED and rate < WHOLE
    early = status is Status.PLANNED and rate > 0
    if short or early:
        shown = f"{reported:f}" if reported is not None else fixed(rate)
        yield Finding(
            code=FindingCode.STATUS_RATE_CONFLICT,
            severity=Severity.WARNING,
            subject="status",
            reported=status.value,
            computed=None if computed is None else fixed(computed),
            values=(
                ("status", status.value),
                ("rate", plain(rate) or shown),
                ("rate_source", "computed" if reported is None else "reported"),
            ),
        )
