"""Answers about one project: simulated, solved for a goal, sensitive to what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pledge_shared.contracts.simulation_answers import (
    BreakEvenAnswer,
    ProjectSimulation,
    SensitivityAnswer,
)
from pledge_shared.contracts.simulations import (
    BreakEvenRequest,
    SensitivityRequest,
    SimulationRequest,
)

from ...engine.explanation import explain
from ...engine.project import ProjectScore
from ...engine.simulation import (
    Case,
    Field,
    Goal,
    Grading,
    Moves,
    Variable,
    goal_of_grade,
    goal_of_rate,
    grade_moves,
    leave_one_out,
    solve,
    values_of,
)
from ...engine.version import ENGINE_VERSION
from ..inputs import project_facts, term_years
from ..rendering import simulations as rendering
from ..schemes import scheme_named
from ..states import PlanState
from ..wording import Language
from .overlays import assumed_case, refuse

__all__ = ["Question", "answer_break_even", "answer_sensitivity", "simulate_project"]

_MOST_PERIODS = 60_000
"""Periods that one answer may score; above, a client asks about less at once."""

_SOLVING, _MOVING = 2, 4
"""How often the whole project is scored to prove one value, and the values of one number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A project in the state asked about, and how to answer."""

    state: PlanState
    code: str
    on: date | None
    grading: Grading | None
    language: Language

    def case(self) -> Case:
        """Return the project as it is recorded."""
        plan, years = self.state.plan, term_years(self.state.plan)
        parts = (project_facts(part, years) for part in self.state.parts_of(self.code))
        return Case(
            project=project_facts(self.state.projects[self.code], years),
            parts=tuple(sorted(parts, key=lambda part: part.code)),
            on=self.on or plan.reporting_date,
            scheme=scheme_named(plan.scheme),
        )

    def head(self, case: Case) -> dict[str, Any]:
        """Return which project was asked of, on which state, by which rules."""
        return {
            "plan": self.state.plan.code,
            "project": self.code,
            "on": case.on,
            "scheme": case.scheme.name,
            "grading": self.grading.scheme if self.grading else None,
            "engine": ENGINE_VERSION,
            "registry_version": case.project.version,
            "plan_version": self.state.plan.version,
        }


def simulate_project(question: Question, request: SimulationRequest) -> ProjectSimulation:
    """Score a project as recorded and as assumed, and show what differs."""
    before = question.case()
    after = assumed_case(before, request.overlay)
    scores = before.score(), after.score()
    return ProjectSimulation(
        **question.head(before),
        before=rendering.render_simulated(scores[0], question.grading),
        after=rendering.render_simulated(scores[1], question.grading),
        difference=rendering.difference(scores[0].rate, scores[1].rate),
        changes=rendering.render_changes(
            explain(scores[0], before.scheme),
            explain(scores[1], after.scheme),
            language=question.language,
        ),
    )


def answer_break_even(question: Question, request: BreakEvenRequest) -> BreakEvenAnswer:
    """Solve each number asked about for the goal."""
    case = assumed_case(question.case(), request.overlay)
    goal, words = _goal(request, question.grading)
    base = case.score()
    asked = _asked(case, base, request)
    _bound(case, len(asked) * _SOLVING, "indicator")
    return BreakEvenAnswer(
        **question.head(case),
        goal=words,
        before=rendering.render_simulated(base, question.grading),
        values=tuple(
            rendering.render_break_even(
                solve(case, base, each, goal), words, question.grading, question.language
            )
            for each in asked
        ),
    )


def answer_sensitivity(question: Question, request: SensitivityRequest) -> SensitivityAnswer:
    """Leave each part of the project out, and look for what moves its grade."""
    case = assumed_case(question.case(), request.overlay)
    base, grading = case.score(), question.grading
    chosen = _chosen(case, request.indicators)
    everything = _due(values_of(case.project, None, None, None), base)
    asked = [each for each in everything if chosen is None or each.indicator.code in chosen]
    scorings = len(asked) * (_MOVING if grading else 1) + len(case.project.indicators)
    _bound(case, scorings, "indicators")
    left = leave_one_out(case, base, chosen)
    moves = grade_moves(case, base, asked, grading) if grading else Moves((), ())
    return SensitivityAnswer(
        **question.head(case),
        before=rendering.render_simulated(base, grading),
        left_out=tuple(rendering.render_left_out(each, grading) for each in left),
        up=tuple(rendering.render_move(each, grading, question.language) for each in moves.up),
        down=tuple(rendering.render_move(each, grading, question.language) for each in moves.down),
    )


def _goal(request: BreakEvenRequest, grading: Grading | None) -> tuple[Goal, str]:
    """Return what is to be reached, and how it is called."""
    if request.grade is None or grading is None:
        rate = request.rate or Decimal(0)
        return goal_of_rate(Fraction(rate)), f"{rate:f} %"
    if request.grade not in grading.rules.grades:
        raise refuse("grade", code="unknown_grade")
    return goal_of_grade(grading, grading.rules.grades.index(request.grade)), request.grade


def _asked(case: Case, base: ProjectScore, request: BreakEvenRequest) -> list[Variable]:
    """Return the numbers to solve for: those named, or those of all periods that are due."""
    project = case.project
    if not project.indicators and case.parts:
        raise refuse("indicator", code="of_parts")
    named = {indicator.code for indicator in project.indicators}
    if request.indicator is not None and request.indicator not in named:
        raise refuse("indicator", code="unknown_indicator")
    field = Field(request.field) if request.field else None
    asked = list(values_of(project, request.indicator, request.period, field))
    if request.period is None:
        asked = _due(asked, base)
    elif not asked:
        raise refuse("period", code="unknown_period")
    if request.places is not None:
        asked = [replace(each, places=request.places) for each in asked]
    return asked


def _due(variables: Iterable[Variable], base: ProjectScore) -> list[Variable]:
    """Return the numbers of periods that are due."""
    due = {
        (indicator.facts.code, period.facts.period)
        for indicator in base.indicators
        for period in indicator.periods
        if period.due
    }
    return [each for each in variables if (each.indicator.code, each.facts.period) in due]


def _chosen(case: Case, codes: Sequence[str] | None) -> frozenset[str] | None:
    known = {indicator.code for indicator in case.project.indicators}
    for place, code in enumerate(codes or ()):
        if code not in known:
            raise refuse("indicators", place, code="unknown_indicator")
    return None if codes is None else frozenset(codes)


def _bound(case: Case, scorings: int, name: str) -> None:
    """Refuse what would take the service too long."""
    projects = (case.project, *case.parts)
    periods = sum(len(each.periods) for project in projects for each in project.indicators)
    if scorings * periods > _MOST_PERIODS:
        raise refuse(name, code="too_much")
