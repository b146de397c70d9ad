"""FALLING: the rate is lower than it was at the reporting date before."""

from collections.abc import Iterator

from ..numbers import fixed
from .alert import Alert, AlertCode, Hint
from .case import AlertCase
from .rules import AlertRules

__all__ = ["falling"]


def falling(case: AlertCase, rules: AlertRules) -> Iterator[Alert]:
    """Find a rate that fell by the edition's points or more, scored by the same scheme."""
    rule, rate, before = rules.falling, case.score.rate_exact, case.earlier
    if rate is None or before is None or case.score.project.status in rule.not_for:
        return
    if before.rate - rate >= rule.points:
        yield Alert(
            code=AlertCode.FALLING,
            severity=rule.severity,
            subject="project",
            computed=fixed(rate),
            difference=fixed(rate - before.rate),
            values=(
                ("rate", fixed(rate)),
                ("earlier_rate", fixed(before.rate)),
                ("earlier_on", before.on.isoformat()),
                ("gap", fixed(before.rate - rate)),
                ("on", case.on.isoformat()),
            ),
            hints=(Hint("compare_actuals", (("earlier_on", before.on.isoformat()),)),),
        )
