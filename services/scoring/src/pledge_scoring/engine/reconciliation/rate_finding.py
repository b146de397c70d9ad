"""The shape shared by every REPORTED_RATE_MISMATCH."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..numbers import fixed
from .finding import Cause, Finding, FindingCode, Hint, Severity
from .solving import nearly_agrees

__all__ = ["Explained", "cause_among", "mismatch"]


@dataclass(frozen=True, slots=True)
class Explained:
    """A hint and the cause it proves; a hint that proves nothing has none."""

    hint: Hint
    cause: Cause | None = None


_ORDER = (Cause.ROUNDING, Cause.DIFFERENT_BASIS, Cause.WEIGHTS, Cause.MISSING_VALUES)
"""What was really calculated goes before what may have been filled in."""


def mismatch(
    subject: str,
    printed: Decimal,
    computed: Fraction,
    explained: Sequence[Explained],
) -> Finding:
    """Set a printed rate beside the computed one. Both are percentages."""
    reported, shown = f"{printed:f}", fixed(computed)
    return Finding(
        code=FindingCode.REPORTED_RATE_MISMATCH,
        severity=Severity.WARNING,
        subject=subject,
        reported=reported,
        computed=shown,
        difference=fixed(computed - Fraction(printed)),
        cause=_cause(printed, computed, (item.cause for item in explained)),
        values=(("reported", reported), ("computed", shown)),
        hints=tuple(item.hint for item in explained),
    )


def cause_among(found: Iterable[Cause | None]) -> Cause:
    """Return the cause to show, of those that hints prove."""
    causes = set(found)
    return next((cause for cause in _ORDER if cause in causes), Cause.UNEXPLAINED)


def _cause(printed: Decimal, computed: Fraction, found: Iterable[Cause | None]) -> Cause:
    return Cause.ROUNDING if nearly_agrees(printed, computed) else cause_among(found)
