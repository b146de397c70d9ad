"""A finding: where what a document says does not agree with itself or with the arithmetic."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Cause", "Finding", "FindingCode", "Hint", "Severity", "Values"]

Values = tuple[tuple[str, str], ...]
"""Named numbers and codes, from which sentences are rendered."""


class FindingCode(StrEnum):
    """What a finding says; one page each in ``docs/findings``."""

    REPORTED_RATE_MISMATCH = "REPORTED_RATE_MISMATCH"
    SECURED_EXCEEDS_PLAN = "SECURED_EXCEEDS_PLAN"
    EXECUTED_EXCEEDS_SECURED = "EXECUTED_EXCEEDS_SECURED"
    INVALID_DATE = "INVALID_DATE"
    STATUS_RATE_CONFLICT = "STATUS_RATE_CONFLICT"
    CONFLICTING_EVIDENCE = "CONFLICTING_EVIDENCE"
    CROSS_FOOT_MISMATCH = "CROSS_FOOT_MISMATCH"
    PARTS_EXCEED_PARENT = "PARTS_EXCEED_PARENT"
    PARTS_TOTAL_MISMATCH = "PARTS_TOTAL_MISMATCH"
    REPORTED_COUNT_MISMATCH = "REPORTED_COUNT_MISMATCH"
    REPORTED_TOTAL_MISMATCH = "REPORTED_TOTAL_MISMATCH"
    REPORTED_FIGURES_CONFLICT = "REPORTED_FIGURES_CONFLICT"


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Cause(StrEnum):
    """Why a reported value differs from the computed one, as far as it can be found."""

    ROUNDING = "rounding"
    WEIGHTS = "weights"
    MISSING_VALUES = "missing_values"
    DIFFERENT_BASIS = "different_basis"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that helps to explain a finding."""

    code: str
    values: Values = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Both values as text, computed - reported where both are numbers, and hints."""

    code: FindingCode
    severity: Severity
    subject: str
    reported: str | None = None
    computed: str | None = None
    difference: str | None = None
    cause: Cause | None = None
    values: Values = ()
    hints: tuple[Hint, ...] = ()
