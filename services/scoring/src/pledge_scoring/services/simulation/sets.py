"""Answers about many projects: a plan, or an organization's plans, as recorded and as assumed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pledge_shared.contracts.achievement_set import SetAchievement, SetSubject
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.simulation_answers import ChangedStep, ProjectChange, SetSimulation
from pledge_shared.contracts.simulations import AssumedProject, AssumedRules, SetOverlay

from ...engine.aggregate import SetResult, aggregate, row_of
from ...engine.explanation import explain
from ...engine.facts import Project
from ...engine.result import ProjectResult, judge
from ...engine.scheme import DEFAULT_SCHEME, Scheme
from .. import rendering
from ..inputs import plan_head, project_facts, term_years
from ..rendering import simulations
from ..schemes import scheme_named
from ..states import PlanState
from ..wording import Language
from .overlays import assumed_projects, assumed_scheme, refuse

__all__ = ["SetQuestion", "simulate_set"]

Key = tuple[str, str]
Results = Mapping[Key, ProjectResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuestion:
    """Plans in the state asked about, and how to answer."""

    subject: SetSubject
    states: Sequence[PlanState]
    on: date | None
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A plan with the facts of all its projects, by code, and the rules they are scored by."""

    plan: Plan
    projects: Mapping[str, Project]
    on: date
    scheme: Scheme

    def judge(self, code: str) -> ProjectResult:
        """Judge one of them."""
        parts = [each for each in self.projects.values() if each.parent == code]
        return judge(
            plan_head(self.plan), self.projects[code], parts, on=self.on, scheme=self.scheme
        )


def simulate_set(question: SetQuestion, overlay: SetOverlay) -> SetSimulation:
    """Add up a set as recorded and as assumed, and show what differs."""
    recorded = [_recorded(state, question.on) for state in question.states]
    assumed = _assumed(recorded, overlay)
    before = {
        (plan.plan.code, code): plan.judge(code) for plan in recorded for code in plan.projects
    }
    after = dict(_judged_again(recorded, assumed, before))
    one, other = _added_up(recorded, before), _added_up(assumed, after)
    return SetSimulation(
        subject=question.subject,
        rates=simulations.render_rates(one, other, question.language),
        projects=tuple(_changes(before, after, question.language)),
        before=_rendered(question, recorded, one),
        after=_rendered(question, assumed, other),
    )


def _recorded(state: PlanState, on: date | None) -> _Plan:
    plan, years = state.plan, term_years(state.plan)
    return _Plan(
        plan=plan,
        projects={
            code: project_facts(state.projects[code], years) for code in sorted(state.projects)
        },
        on=on or plan.reporting_date,
        scheme=scheme_named(plan.scheme),
    )


def _assumed(recorded: Sequence[_Plan], overlay: SetOverlay) -> list[_Plan]:
    said = list(enumerate(overlay.projects))
    known = {plan.plan.code for plan in recorded}
    for place, each in said:
        if each.plan is None and len(recorded) > 1:
            raise refuse("overlay", "projects", place, code="no_plan")
        if each.plan is not None and each.plan not in known:
            raise refuse("overlay", "projects", place, "plan", code="unknown_plan")
    return [_assumed_plan(plan, said, overlay.rules) for plan in recorded]


def _assumed_plan(
    plan: _Plan, said: Sequence[tuple[int, AssumedProject]], rules: AssumedRules | None
) -> _Plan:
    own = [(place, each) for place, each in said if each.plan in {None, plan.plan.code}]
    return replace(
        plan,
        projects=assumed_projects(plan.projects, own),
        scheme=assumed_scheme(plan.scheme, rules),
    )


def _judged_again(
    recorded: Sequence[_Plan], assumed: Sequence[_Plan], before: Results
) -> Iterator[tuple[Key, ProjectResult]]:
    """Yield the results as assumed; a project of which nothing changed keeps the one it has."""
    for old, new in zip(recorded, assumed, strict=True):
        changed = _changed(old.projects, new.projects)
        for code in new.projects:
            key = (new.plan.code, code)
            same = new.scheme == old.scheme and code not in changed
            yield key, before[key] if same else new.judge(code)


def _changed(old: Mapping[str, Project], new: Mapping[str, Project]) -> set[str]:
    """Return the projects that changed or went, and the parents of those."""
    own = {code for code in old if old[code] != new.get(code)}
    return own | {parent for code in own if (parent := old[code].parent) is not None}


def _added_up(plans: Sequence[_Plan], results: Results) -> SetResult:
    rows = (row_of(result) for result in results.values())
    return aggregate(rows, scheme=_common(plan.scheme for plan in plans))


def _common(schemes: Iterable[Scheme]) -> Scheme:
    """Return the scheme of all plans, or the default one where they have several."""
    found = list(schemes)
    return found[0] if all(each == found[0] for each in found) else DEFAULT_SCHEME


def _changes(before: Results, after: Results, language: Language) -> Iterator[ProjectChange]:
    for (plan, code), old in before.items():
        new = after.get((plan, code))
        if new is not None and new.score == old.score:
            continue
        yield ProjectChange(
            plan=plan,
            project=code,
            before=simulations.render_simulated(old.score, None),
            after=simulations.render_simulated(new.score, None) if new else None,
            difference=simulations.difference(old.score.rate, new.score.rate) if new else None,
            changes=_steps(old, new, language) if new else (),
        )


def _steps(old: ProjectResult, new: ProjectResult, language: Language) -> tuple[ChangedStep, ...]:
    trees = (explain(each.score, each.scheme) for each in (old, new))
    return simulations.render_changes(*trees, language=language)


def _rendered(question: SetQuestion, plans: Sequence[_Plan], result: SetResult) -> SetAchievement:
    days = {plan.on for plan in plans}
    return rendering.render_set(
        result,
        subject=question.subject,
        on=days.pop() if len(days) == 1 else None,
        scheme=_common(plan.scheme for plan in plans).name,
    )
