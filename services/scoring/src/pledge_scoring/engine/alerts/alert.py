"""An alert: what somebody should look into, and since when it can be told from the facts."""

from dataclasses import dataclass
from enum import StrEnum

from ..reconciliation.finding import Hint, Severity, Values

__all__ = ["Alert", "AlertCode", "Hint", "Severity", "Values"]


class AlertCode(StrEnum):
    """What an alert says; one page each in ``docs/findings``."""

    BEHIND_SCHEDULE = "BEHIND_SCHEDULE"
    FALLING = "FALLING"
    STALE = "STALE"
    NOT_COMPUTABLE = "NOT_COMPUTABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A finding about how a project goes on. ``computed`` and ``difference`` are percentages."""

    code: AlertCode
    severity: Severity
    subject: str
    computed: str | None = None
    difference: str | None = None
    values: Values = ()
    hints: tuple[Hint, ...] = ()
