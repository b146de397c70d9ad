"""REPORTED_COUNT_MISMATCH: how many projects a plan says it has, and how many are recorded."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ..numbers import plain
from ..reconciliation import Cause, Finding, FindingCode, Hint, Severity
from ..reconciliation.rate_finding import Explained, cause_among
from .case import PlanCase
from .explaining import Tried, other_bases, other_names
from .figure import Computed, Figure
from .names import GOAL_COUNTS

__all__ = ["count_mismatch"]

_CONFUSED: Mapping[str, tuple[str, ...]] = {
    "completed_count": ("status_completed_count", "on_track_count"),
    "on_track_count": ("completed_count", "status_on_track_count"),
    "status_completed_count": ("completed_count",),
    "status_on_track_count": ("on_track_count",),
}
"""Counts that documents print under the same words: 완료 with or without 이행후 계속추진."""


def count_mismatch(
    case: PlanCase, figure: Figure, printed: Decimal, computed: Computed
) -> Iterator[Finding]:
    """Compare a printed count with the recorded one."""
    if computed.value is None or figure.agrees(printed, computed.value):
        return
    explained = tuple(_explain(case, figure, printed, computed))
    counted = plain(computed.value) or ""
    yield Finding(
        code=FindingCode.REPORTED_COUNT_MISMATCH,
        severity=Severity.WARNING,
        subject=figure.subject,
        reported=f"{printed:f}",
        computed=counted,
        difference=plain(computed.value - int(printed)) if printed == int(printed) else None,
        cause=cause_among(item.cause for item in explained),
        values=(("figure", figure.name), ("reported", f"{printed:f}"), ("computed", counted)),
        hints=tuple(item.hint for item in explained),
    )


def _explain(
    case: PlanCase, figure: Figure, printed: Decimal, computed: Computed
) -> Iterator[Explained]:
    tried = Tried(computed)
    yield from other_names(case, figure, printed, _CONFUSED.get(figure.name, ()), tried)
    if figure.name not in GOAL_COUNTS:
        yield from other_bases(case, figure, printed, tried)
    short = printed - int(computed.value or 0)
    if figure.name not in GOAL_COUNTS and 0 < short <= case.unrecorded:
        values = (("missing", str(case.unrecorded)), ("number", f"{short:f}"))
        yield Explained(Hint("unrecorded_projects_reproduce", values), Cause.MISSING_VALUES)
