"""A project's case made of a few facts, and documents that lead to alerts."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from pledge_scoring.engine.alerts import Alert, AlertCase, AlertRules, Earlier, find_alerts
from pledge_scoring.engine.facts import (
    Accumulation,
    Actual,
    Indicator,
    Kind,
    Period,
    PeriodFacts,
    Project,
    Status,
    Target,
)
from pledge_scoring.engine.project import score_facts
from pledge_scoring.engine.scheme import DEFAULT_SCHEME
from pledge_scoring.services.alerts.edition import current_edition
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.period import parse_period

RULES = current_edition().rules
ON = date(2021, 12, 31)
TERM = (date(2018, 7, 1), date(2022, 6, 30))


def period(text: str, target: int | None, actual: int | str | None) -> PeriodFacts:
    days = parse_period(text)
    number = Fraction(actual) if isinstance(actual, int) else None
    words = actual if isinstance(actual, str) else None
    return PeriodFacts(
        period=Period(text=text, first_day=days.first_day, last_day=days.last_day),
        target=None if target is None else Target(value=Fraction(target)),
        actual=None if actual is None else Actual(value=number, text=words),
    )


def indicator(*periods: PeriodFacts, code: str = "one", **fields: Any) -> Indicator:
    return Indicator(code=code, name="지표", periods=periods, **fields)


def cumulative(*periods: PeriodFacts, of: int, **fields: Any) -> Indicator:
    """Return an indicator whose sum is to reach a term target."""
    term, kind = Target(value=Fraction(of)), Accumulation.SUM
    return indicator(*periods, **{"term_target": term, "accumulation": kind, **fields})


def project(*indicators: Indicator, **fields: Any) -> Project:
    given: dict[str, Any] = {"code": "p", "version": 1, "kind": Kind.PLEDGE}
    return Project(indicators=indicators, **{**given, "status": Status.ON_TRACK, **fields})


def case(facts: Project, *parts: Project, day: date = ON, on: date = ON, **given: Any) -> AlertCase:
    """Return a case as the service makes it."""
    until = min(on, day)
    score = score_facts(facts, parts, on=until, scheme=DEFAULT_SCHEME)
    return AlertCase(score=score, on=until, day=day, **given)


def found(asked: AlertCase, rules: AlertRules = RULES) -> list[tuple[str, str]]:
    return [(alert.code.value, alert.subject) for alert in find_alerts(asked, rules)]


def only(asked: AlertCase) -> Alert:
    (alert,) = find_alerts(asked, RULES)
    return alert


def earlier(rate: int, on: date = date(2020, 12, 31)) -> Earlier:
    return Earlier(on, Fraction(rate))


def document(
    projects: Mapping[str, Mapping[str, int | None]], *, plan: str = "made", **head: Any
) -> PlanDocument:
    """Return a plan of projects, each with its actual of every period against a target of 100."""
    return PlanDocument.model_validate(
        {
            "plan": {
                "code": plan,
                "kind": "pledge",
                "title": "계획",
                "organization": "province",
                "reporting_date": "2021-12-31",
                **head,
            },
            "projects": [facts(code, actuals) for code, actuals in projects.items()],
        }
    )


def facts(code: str, actuals: Mapping[str, int | None], **fields: Any) -> dict[str, Any]:
    targets = [{"period": each, "value": "100"} for each in actuals]
    reported = [
        {"period": each, "value": str(value)}
        for each, value in actuals.items()
        if value is not None
    ]
    measured = {"code": "one", "name": "지표", "targets": targets, "actuals": reported}
    given = {"code": code, "kind": "pledge", "title": "사업", "status": "on_track"}
    return {**given, "indicators": [measured], **fields}
