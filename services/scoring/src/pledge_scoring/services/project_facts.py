"""From a project's stored bytes to the engine's facts, without a wire model in between.

The bytes are canonical and were checked when they came in, so that each value is read as what it
must be. What a copy from before a field existed does not say is read as the field's default.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from pledge_shared.contracts.budget import Budget
from pledge_shared.contracts.codes import MilestoneState
from pledge_shared.crossfoot import cross_foot
from pledge_shared.period import parse_period, span_years

from ..engine import facts

__all__ = ["ScoredProject", "TermYears", "read_actual", "read_project", "read_target"]

TermYears = tuple[int, int] | None
"""First and last fiscal year of the plan's term."""

_Json = Mapping[str, Any]

_UNSAID = frozenset({"", "-", "–", "—"})
"""What a document prints where it says nothing."""

_PROGRESS = "progress_rate"
"""The reported value that a project's rate is reconciled with."""

_NOTHING = Fraction(0)
_STAGES = {stage.value: stage for stage in facts.Stage}
_DONE = MilestoneState.DONE.value


@dataclass(frozen=True, slots=True)
class ScoredProject:
    """What is asked of a project's document where it is scored."""

    id: UUID
    goal: str | None
    facts: facts.Project

    @property
    def code(self) -> str:
        """Code of the project."""
        return self.facts.code

    @property
    def version(self) -> int:
        """Version of its document."""
        return self.facts.version

    @property
    def parent(self) -> str | None:
        """Code of the project it is a part of."""
        return self.facts.parent


def read_project(document: bytes, years: TermYears) -> ScoredProject:
    """Read the canonical bytes of a project of a plan with such a term."""
    said = from_json(document)
    return ScoredProject(UUID(said["id"]), said.get("goal"), _project(said, years))


def _project(said: _Json, years: TermYears) -> facts.Project:
    """Take from a project what is scored or checked."""
    budget, milestones = said.get("budget", {}), said.get("milestones", ())
    reported = said.get("reported_values", ())
    return facts.Project(
        code=said["code"],
        version=said["version"],
        kind=facts.Kind(said["kind"]),
        status=facts.Status(said.get("status", facts.Status.PLANNED)),
        parent=said.get("parent"),
        weight=_exact(said.get("weight")),
        indicators=tuple([_indicator(each) for each in said.get("indicators", ())]),
        amounts=tuple([_amount(line) for line in budget.get("lines", ())]),
        foot_checks=tuple(_foot_checks(budget, years)),
        milestones=tuple([_milestone(each) for each in milestones]),
        printed_dates=tuple(_printed_dates(said.get("period"), milestones)),
        reported_rate=next(
            (_printed(each.get("value")) for each in reported if each["name"] == _PROGRESS), None
        ),
    )


def _exact(text: str | None) -> Fraction | None:
    """Read a decimal as it is written in documents: no exponent, no spaces."""
    if text is None:
        return None
    whole, _, rest = text.partition(".")
    return Fraction(int(whole + rest), 10 ** len(rest)) if rest else Fraction(int(whole))


def _number(text: str) -> Fraction:
    return _exact(text) or _NOTHING


def _printed(text: str | None) -> Decimal | None:
    """Read a decimal with as many places as it was printed with."""
    return None if text is None else Decimal(text)


def words(text: str | None) -> str | None:
    """Return what a document says; None where it prints only that it says nothing."""
    return None if text is None or text.strip() in _UNSAID else text


def _indicator(said: _Json) -> facts.Indicator:
    targets = {target["period"]: target for target in said.get("targets", ())}
    actuals = {actual["period"]: actual for actual in said.get("actuals", ())}
    term_actual = said.get("term_actual")
    return facts.Indicator(
        code=said["code"],
        name=said["name"],
        unit=said.get("unit"),
        is_ratio=said.get("kind") == "ratio",
        direction=facts.Direction(said.get("direction", facts.Direction.UP)),
        accumulation=facts.Accumulation(said.get("accumulation", facts.Accumulation.MEAN)),
        weight=_exact(said.get("weight")),
        baseline=_exact(said.get("baseline")),
        tolerance=_number(said.get("tolerance") or "0"),
        term_target=_term_target(said.get("term_target")),
        term_actual=_exact(term_actual.get("value")) if term_actual else None,
        reported_rate=_printed(said.get("reported_rate")),
        stages=tuple(
            facts.StageShare(name=stage["name"], share=_number(stage["share"]))
            for stage in said.get("stages", ())
        ),
        periods=tuple(
            [
                facts.PeriodFacts(
                    period=_period(text),
                    target=read_target(targets[text]) if text in targets else None,
                    actual=read_actual(actuals[text]) if text in actuals else None,
                )
                for text in sorted(targets.keys() | actuals.keys())
            ]
        ),
    )


@lru_cache(maxsize=10_000)
def _period(text: str) -> facts.Period:
    period = parse_period(text)
    return facts.Period(text=text, first_day=period.first_day, last_day=period.last_day)


def _term_target(said: _Json | None) -> facts.Target | None:
    if said is None:
        return None
    return facts.Target(value=_exact(said.get("value")), text=words(said.get("text")))


def read_target(said: _Json) -> facts.Target:
    """Read what is promised for one period."""
    return facts.Target(
        value=_exact(said.get("value")),
        numerator=_exact(said.get("numerator")),
        denominator=_exact(said.get("denominator")),
        text=words(said.get("text")),
        ends=said.get("ends", False),
    )


def read_actual(said: _Json) -> facts.Actual:
    """Read what is reported for one period."""
    return facts.Actual(
        value=_exact(said.get("value")),
        numerator=_exact(said.get("numerator")),
        denominator=_exact(said.get("denominator")),
        text=words(said.get("text")),
        stage=words(said.get("stage")),
        reported_rate=_printed(said.get("reported_rate")),
        reported_text=words(said.get("reported_text")),
        quantities=_quantities(said),
    )


def _quantities(said: _Json) -> tuple[facts.Quantity, ...]:
    return tuple(
        [
            facts.Quantity(
                value=_number(each["value"]), unit=each["unit"], indicator=each.get("indicator")
            )
            for each in said.get("quantities", ())
        ]
    )


def _amount(said: _Json) -> facts.Amount:
    return facts.Amount(
        source=said["source"],
        stage=_STAGES[said["stage"]],
        period=_budget_period(said["period"]),
        krw=said.get("amount_krw"),
        approximate=said.get("approximate", False),
    )


@lru_cache(maxsize=1_000)
def _budget_period(text: str) -> facts.BudgetPeriod:
    first: int | None = None
    last: int | None = None
    if ".." in text:
        first, last = span_years(text)
    elif text.isdigit():
        first = last = int(text)
    return facts.BudgetPeriod(text=text, first_year=first, last_year=last)


def _foot_checks(budget: _Json, years: TermYears) -> Iterator[facts.FootCheck]:
    if not budget.get("declared_totals") and not budget.get("stated"):
        return  # nothing is printed that could be checked
    for check in cross_foot(Budget.model_validate(budget), years):
        yield facts.FootCheck(
            subject=check.subject,
            printed_krw=check.printed_krw,
            sum_krw=check.sum_krw,
            passed=check.passed,
        )


def _milestone(said: _Json) -> facts.Milestone:
    return facts.Milestone(
        done=said["state"] == _DONE,
        start=_day(said.get("start")),
        end=_day(said.get("end")),
        quantities=_quantities(said),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _printed_dates(period: _Json | None, milestones: list[_Json]) -> Iterator[facts.PrintedDate]:
    if period and period.get("printed"):
        yield facts.PrintedDate(subject="period", text=period["printed"], stretch=True)
    for number, milestone in enumerate(milestones, start=1):
        if milestone.get("printed"):
            yield facts.PrintedDate(subject=f"milestones/{number}", text=milestone["printed"])
