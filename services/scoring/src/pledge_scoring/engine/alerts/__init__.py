"""Alerts: rules that run on every project that counts, apart from reconciliation."""

from collections.abc import Callable, Iterator

from .alert import Alert, AlertCode
from .behind_schedule import behind_schedule
from .case import AlertCase, Earlier
from .falling import falling
from .not_computable import not_computable
from .rules import AlertRules, BehindSchedule, Falling, NotComputable, Stale
from .stale import next_day, stale

__all__ = [
    "Alert",
    "AlertCase",
    "AlertCode",
    "AlertRules",
    "BehindSchedule",
    "Earlier",
    "Falling",
    "NotComputable",
    "Stale",
    "find_alerts",
    "next_day",
]

_RULES: tuple[Callable[[AlertCase, AlertRules], Iterator[Alert]], ...] = (
    behind_schedule,
    falling,
    stale,
    not_computable,
)


def find_alerts(case: AlertCase, rules: AlertRules) -> tuple[Alert, ...]:
    """Apply every rule to one project; a code and a subject occur once."""
    return tuple(alert for rule in _RULES for alert in rule(case, rules))
