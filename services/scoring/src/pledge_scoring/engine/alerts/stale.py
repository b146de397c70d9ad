"""STALE: periods have come and gone, and nobody reported anything on them."""

from collections.abc import Iterator
from datetime import date, timedelta

from ..periods import PeriodScore
from .alert import Alert, AlertCode, Hint
from .case import AlertCase
from .rules import AlertRules

__all__ = ["next_day", "stale"]


def stale(case: AlertCase, rules: AlertRules) -> Iterator[Alert]:
    """Find indicators without any report on more of the last due periods than the edition allows.

    Due as of the day, by the definition that scores use. A number, a rate or words are a report.
    """
    rule = rules.stale
    if case.score.project.status in rule.not_for:
        return
    for subject, indicator in case.indicators(rule):
        due = [period for period in indicator.periods if _is_due(period, case.day)]
        silent = _silent(due)
        if len(silent) > rule.periods:
            reported = due[: len(due) - len(silent)]
            yield Alert(
                code=AlertCode.STALE,
                severity=rule.severity,
                subject=subject,
                values=(
                    ("periods", ", ".join(silent)),
                    ("count", str(len(silent))),
                    ("allowed", str(rule.periods)),
                    ("last", reported[-1].facts.period.text if reported else ""),
                ),
                hints=(Hint("report_periods", (("periods", ", ".join(silent)),)),),
            )


def _is_due(period: PeriodScore, day: date) -> bool:
    """Tell whether a period that was scored for an earlier day is due on a later one."""
    return period.due or (period.expected and period.facts.period.last_day <= day)


def _silent(due: list[PeriodScore]) -> list[str]:
    """Return the periods behind the last one that was reported on."""
    silent: list[str] = []
    for period in reversed(due):
        if period.facts.actual is not None and period.facts.actual.reports:
            break
        silent.insert(0, period.facts.period.text)
    return silent


def next_day(case: AlertCase) -> date | None:
    """Return the first day on which other alerts may follow from the same facts.

    That is the day on which the next period falls due; while the reporting date is still to come,
    tomorrow. None: no day changes anything any more.
    """
    days = [
        period.facts.period.last_day
        for _, indicator in case.indicators()
        for period in indicator.periods
        if period.expected and not _is_due(period, case.day)
    ]
    if case.on == case.day:
        days.append(case.day + timedelta(days=1))
    return min(days, default=None)
