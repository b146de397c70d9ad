"""BEHIND_SCHEDULE: short of what the targets that are due, or the time that is gone, ask for.

Two comparisons, both as of the case's ``on``, so that nothing is called late that could not be
reported yet:

- ``targets_due``: the project's rate to date against 100, which is the rate when every target that
  is due has been met.
- ``elapsed_time``: an indicator's rate against its term target, against the share of the days of
  the project (else of the term) that are gone. Only where actuals grow towards the term target:
  direction up, and accumulation sum or latest. A mean is to be at its level from the beginning.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from ..facts import Accumulation, Direction
from ..numbers import clamp, fixed
from ..periods import WHOLE
from .alert import Alert, AlertCode, Hint, Values
from .case import AlertCase
from .rules import AlertRules, BehindSchedule

__all__ = ["behind_schedule"]

_GROWING = frozenset({Accumulation.SUM, Accumulation.LATEST})
_CATCH_UP = Hint("catch_up")


def behind_schedule(case: AlertCase, rules: AlertRules) -> Iterator[Alert]:
    """Find a project behind its targets, and indicators behind the time."""
    rule = rules.behind_schedule
    if case.score.project.status in rule.not_for:
        return
    yield from _against_targets(case, rule)
    yield from _against_time(case, rule)


def _against_targets(case: AlertCase, rule: BehindSchedule) -> Iterator[Alert]:
    rate, points = case.score.rate_exact, rule.targets_due
    if rate is not None and points is not None and WHOLE - rate >= points:
        alert = _alert(rule, "project", (("against", "targets_due"), *_gap(case, rate, WHOLE)))
        yield replace(alert, hints=(*_short(case, rule), _CATCH_UP))


def _against_time(case: AlertCase, rule: BehindSchedule) -> Iterator[Alert]:
    if rule.elapsed_time is None or case.span is None:
        return
    needed = _elapsed(*case.span, case.on)
    span = (("start", case.span[0].isoformat()), ("end", case.span[1].isoformat()))
    for subject, indicator in case.indicators(rule):
        facts, rate = indicator.facts, indicator.term_rate
        grows = facts.accumulation in _GROWING and facts.direction is Direction.UP
        if grows and rate is not None and needed - rate >= rule.elapsed_time:
            values = (("against", "elapsed_time"), *span, *_gap(case, rate, needed))
            yield _alert(rule, subject, values)


def _elapsed(start: date, end: date, on: date) -> Fraction:
    """Return the share of the days, both ends included, that are gone, in percent."""
    days = (end - start).days + 1
    return clamp(Fraction(100 * ((on - start).days + 1), days), Fraction(0), WHOLE)


def _short(case: AlertCase, rule: BehindSchedule) -> Iterator[Hint]:
    """Name what is below 100, furthest first."""
    below = sorted(
        (indicator.total.rate, subject)
        for subject, indicator in case.indicators(rule)
        if indicator.total.rate is not None and indicator.total.rate < WHOLE
    )
    if below:
        named = ", ".join(f"{subject} {fixed(rate)} %" for rate, subject in below)
        yield Hint("furthest_short", (("subjects", named),))


def _gap(case: AlertCase, rate: Fraction, needed: Fraction) -> Values:
    return (
        ("rate", fixed(rate)),
        ("needed", fixed(needed)),
        ("gap", fixed(needed - rate)),
        ("on", case.on.isoformat()),
    )


def _alert(rule: BehindSchedule, subject: str, values: Values) -> Alert:
    said = dict(values)
    return Alert(
        code=AlertCode.BEHIND_SCHEDULE,
        severity=rule.severity,
        subject=subject,
        computed=said["rate"],
        difference=f"-{said['gap']}",
        values=values,
        hints=(_CATCH_UP,),
    )
