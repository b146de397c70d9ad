"""Reconciliation: reported beside computed, by rules that run on every project."""

from collections.abc import Callable, Iterator

from .case import Case
from .evidence import conflicting_evidence
from .finding import Cause, Finding, FindingCode, Hint, Severity
from .indicator_rate import indicator_rate_mismatch
from .invalid_date import invalid_date
from .overspending import executed_exceeds_secured, secured_exceeds_plan
from .project_rate import project_rate_mismatch
from .status_rate import status_rate_conflict
from .totals_disagree import cross_foot_mismatch, parts_exceed_parent, parts_total_mismatch

__all__ = [
    "RULES",
    "Case",
    "Cause",
    "Finding",
    "FindingCode",
    "Hint",
    "Severity",
    "reconcile",
]

RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    project_rate_mismatch,
    indicator_rate_mismatch,
    status_rate_conflict,
    secured_exceeds_plan,
    executed_exceeds_secured,
    cross_foot_mismatch,
    parts_exceed_parent,
    parts_total_mismatch,
    invalid_date,
    conflicting_evidence,
)
"""Every rule, in the order findings are shown."""


def reconcile(case: Case) -> tuple[Finding, ...]:
    """Apply every rule to one project."""
    return tuple(finding for rule in RULES for finding in rule(case))
