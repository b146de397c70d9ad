"""Engine results as wire documents: numbers once, words in the language asked for."""

from .achievement import render_achievement
from .alerts import render_alert, render_alert_event
from .digest import digest_of
from .explanation import render_explanation
from .reconciliation import Reconciled, render_reconciliation
from .sets import render_set

__all__ = [
    "Reconciled",
    "digest_of",
    "render_achievement",
    "render_alert",
    "render_alert_event",
    "render_explanation",
    "render_reconciliation",
    "render_set",
]
