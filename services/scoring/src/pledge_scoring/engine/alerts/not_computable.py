"""NOT_COMPUTABLE: there is no rate, for a reason that somebody can do something about."""

from collections.abc import Iterator

from ..reasons import Reason
from .alert import Alert, AlertCode, Hint
from .case import AlertCase
from .rules import AlertRules

__all__ = ["not_computable"]

_WHAT_TO_DO = {
    Reason.NO_ACTUAL: "report_actual",
    Reason.NOT_REPORTED: "report_actual",
    Reason.TEXT_ONLY: "report_number",
    Reason.NO_TARGET: "set_target",
    Reason.NO_INDICATOR: "add_indicator",
    Reason.NO_SCORED_PART: "look_at_parts",
    Reason.BELOW_MINIMUM_COVERAGE: "report_actual",
}


def not_computable(case: AlertCase, rules: AlertRules) -> Iterator[Alert]:
    """Find a project whose rate is null for one of the edition's reasons."""
    rule, reason = rules.not_computable, case.score.reason
    if reason is None or reason not in rule.reasons:
        return
    if case.score.project.status in rule.not_for:
        return
    yield Alert(
        code=AlertCode.NOT_COMPUTABLE,
        severity=rule.severity,
        subject="project",
        values=(("reason", reason.value), ("on", case.on.isoformat())),
        hints=(Hint(_WHAT_TO_DO.get(reason, "correct_numbers")),),
    )
