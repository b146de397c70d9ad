"""From the registry's documents to the engine's facts, and through the engine."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pledge_shared.contracts.budget import BudgetLine
from pledge_shared.contracts.codes import IndicatorKind, MilestoneState
from pledge_shared.contracts.indicator import Actual, Indicator, Quantity, Target, TermValue
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Milestone, Project
from pledge_shared.contracts.scoring import SchemeDocument
from pledge_shared.crossfoot import cross_foot
from pledge_shared.period import parse_period, span_years

from ..engine import facts
from ..engine.result import ProjectResult, judge
from ..engine.scheme import DEFAULT_SCHEME, Scheme

__all__ = ["plan_head", "project_facts", "scheme_from_document", "score_project", "term_years"]

_UNSAID = frozenset({"", "-", "–", "—"})
"""What a document prints where it says nothing."""

_PROGRESS = "progress_rate"
"""The reported value that a project's rate is reconciled with."""


def score_project(
    plan: Plan,
    project: Project,
    parts: Sequence[Project] = (),
    *,
    on: date | None = None,
    scheme: Scheme = DEFAULT_SCHEME,
) -> ProjectResult:
    """Judge a project with its sub-projects; ``on`` is the plan's reporting date by default."""
    years = term_years(plan)
    return judge(
        plan_head(plan),
        project_facts(project, years),
        [project_facts(part, years) for part in parts],
        on=plan.reporting_date if on is None else on,
        scheme=scheme,
    )


def scheme_from_document(document: SchemeDocument) -> Scheme:
    """Read a scheme version that was published as data."""
    return Scheme(
        name=document.name,
        methods=document.methods,
        cap=Fraction(document.cap),
        excluded_statuses=frozenset(facts.Status(code) for code in document.excluded_statuses),
        minimum_coverage=_exact(document.minimum_coverage),
        status_points=tuple(
            (facts.Status(status), Fraction(points))
            for status, points in sorted(document.status_points.items())
        ),
    )


def term_years(plan: Plan) -> tuple[int, int] | None:
    """Return the first and last fiscal year of the plan's term."""
    return (plan.term.start.year, plan.term.end.year) if plan.term else None


def plan_head(plan: Plan) -> facts.PlanHead:
    """Take from a plan what bears on scores."""
    return facts.PlanHead(
        code=plan.code,
        version=plan.version,
        organization=plan.organization,
        term_years=term_years(plan),
    )


def project_facts(project: Project, years: tuple[int, int] | None) -> facts.Project:
    """Take from a project what is scored or checked."""
    return facts.Project(
        code=project.code,
        version=project.version,
        kind=facts.Kind(project.kind),
        status=facts.Status(project.status),
        parent=project.parent,
        weight=_exact(project.weight),
        indicators=tuple(_indicator(indicator) for indicator in project.indicators),
        amounts=tuple(_amount(line) for line in project.budget.lines),
        foot_checks=tuple(
            facts.FootCheck(
                subject=check.subject,
                printed_krw=check.printed_krw,
                sum_krw=check.sum_krw,
                passed=check.passed,
            )
            for check in cross_foot(project.budget, years)
        ),
        milestones=tuple(_milestone(milestone) for milestone in project.milestones),
        printed_dates=tuple(_printed_dates(project)),
        reported_rate=next(
            (value.value for value in project.reported_values if value.name == _PROGRESS), None
        ),
    )


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _words(text: str | None) -> str | None:
    return None if text is None or text.strip() in _UNSAID else text


def _indicator(indicator: Indicator) -> facts.Indicator:
    targets = {target.period: target for target in indicator.targets}
    actuals = {actual.period: actual for actual in indicator.actuals}
    return facts.Indicator(
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        is_ratio=indicator.kind is IndicatorKind.RATIO,
        direction=facts.Direction(indicator.direction),
        accumulation=facts.Accumulation(indicator.accumulation),
        weight=_exact(indicator.weight),
        baseline=_exact(indicator.baseline),
        tolerance=_exact(indicator.tolerance) or Fraction(0),
        term_target=_term_target(indicator.term_target),
        term_actual=_exact(indicator.term_actual.value) if indicator.term_actual else None,
        reported_rate=indicator.reported_rate,
        stages=tuple(
            facts.StageShare(name=stage.name, share=Fraction(stage.share))
            for stage in indicator.stages
        ),
        periods=tuple(
            facts.PeriodFacts(
                period=_period(text),
                target=_target(targets[text]) if text in targets else None,
                actual=_actual(actuals[text]) if text in actuals else None,
            )
            for text in sorted(targets.keys() | actuals.keys())
        ),
    )


def _period(text: str) -> facts.Period:
    period = parse_period(text)
    return facts.Period(text=text, first_day=period.first_day, last_day=period.last_day)


def _term_target(term: TermValue | None) -> facts.Target | None:
    if term is None:
        return None
    return facts.Target(value=_exact(term.value), text=_words(term.text))


def _target(target: Target) -> facts.Target:
    return facts.Target(
        value=_exact(target.value),
        numerator=_exact(target.numerator),
        denominator=_exact(target.denominator),
        text=_words(target.text),
        ends=target.ends,
    )


def _actual(actual: Actual) -> facts.Actual:
    return facts.Actual(
        value=_exact(actual.value),
        numerator=_exact(actual.numerator),
        denominator=_exact(actual.denominator),
        text=_words(actual.text),
        stage=_words(actual.stage),
        reported_rate=actual.reported_rate,
        reported_text=_words(actual.reported_text),
        quantities=tuple(_quantity(quantity) for quantity in actual.quantities),
    )


def _quantity(quantity: Quantity) -> facts.Quantity:
    return facts.Quantity(
        value=Fraction(quantity.value), unit=quantity.unit, indicator=quantity.indicator
    )


def _amount(line: BudgetLine) -> facts.Amount:
    first: int | None = None
    last: int | None = None
    if ".." in line.period:
        first, last = span_years(line.period)
    elif line.period.isdigit():
        first = last = int(line.period)
    return facts.Amount(
        source=line.source.value,
        stage=facts.Stage(line.stage),
        period=facts.BudgetPeriod(text=line.period, first_year=first, last_year=last),
        krw=line.amount_krw,
        approximate=line.approximate,
    )


def _milestone(milestone: Milestone) -> facts.Milestone:
    return facts.Milestone(
        done=milestone.state is MilestoneState.DONE,
        start=milestone.start,
        end=milestone.end,
        quantities=tuple(_quantity(quantity) for quantity in milestone.quantities),
    )


def _printed_dates(project: Project) -> Iterator[facts.PrintedDate]:
    if project.period and project.period.printed:
        yield facts.PrintedDate(subject="period", text=project.period.printed, stretch=True)
    for number, milestone in enumerate(project.milestones, start=1):
        if milestone.printed:
            yield facts.PrintedDate(subject=f"milestones/{number}", text=milestone.printed)
