"""From a snapshot to results: a pure function, whose bytes depend on nothing but the pins."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from pledge_shared.contracts.evaluations import (
    EvaluatedGoal,
    EvaluatedPart,
    EvaluatedPlan,
    EvaluatedProject,
    EvaluationResults,
    GradingStep,
)
from pledge_shared.contracts.plan import Plan

from ...engine.evaluation import (
    Entrant,
    Evaluated,
    Standing,
    counts,
    evaluate_entrants,
    part_of,
    part_of_items,
    with_subjects,
)
from ...engine.grading import Graded
from ...engine.items import SubjectScore
from ...engine.numbers import exact_text
from ...engine.result import ProjectResult
from ...engine.version import ENGINE_VERSION
from .. import rendering
from ..rendering.texts import exact, percent, render_coverage, render_range
from .snapshot import Contents, Snapshot, pins_digest, read
from .subjects import Judged, Scored, render_subject, score_subjects

__all__ = ["Tell", "evaluate"]

Tell = Callable[[int], None]
"""Is told how many projects are scored; what it raises ends the evaluation."""


def evaluate(snapshot: Snapshot, tell: Tell | None = None) -> EvaluationResults:
    """Evaluate what was pinned. No clock, no database, no order of anything has a say."""
    contents = read(snapshot)
    judged = _judge(contents, tell)
    scored = score_subjects(contents, judged)
    return _render(snapshot, contents, judged, scored, _evaluated(contents, judged, scored))


def _judge(contents: Contents, tell: Tell | None) -> Judged:
    judged: dict[tuple[str, str], ProjectResult] = {}
    for plan, state in sorted(contents.plans.items()):
        for code in sorted(state.projects):
            judged[plan, code] = contents.judge(plan, code)
            if tell is not None:
                tell(len(judged))
    return judged


def _evaluated(contents: Contents, judged: Judged, scored: Scored) -> Evaluated:
    """Grade who is evaluated; where that is plans, their projects are shown beside them."""
    method = contents.method
    of_plans = method.items is not None and not method.items.of_projects
    entrants = [_entrant(contents, key, result, scored.get(key)) for key, result in judged.items()]
    found = evaluate_entrants(entrants, None if of_plans else method.grading)
    return with_subjects(found, scored, method.grading) if of_plans else found


def _entrant(
    contents: Contents,
    key: tuple[str, str],
    result: ProjectResult,
    items: SubjectScore | None,
) -> Entrant:
    plan, code = key
    state = contents.plans[plan]
    weight = result.project.weight
    return Entrant(
        plan=plan,
        goals=_goals_above(state.plan, state.projects[code].goal),
        part=part_of_items(code, items, weight)
        if items
        else part_of(result.score, contents.method.cap),
        counted=counts(result.project, result.scheme),
        failed=items is not None and items.failed,
        submitted=items is None or items.submitted,
    )


def _goals_above(plan: Plan, goal: str | None) -> frozenset[str]:
    """Return a goal and every goal above it."""
    parents = {each.code: each.parent for each in plan.goals}
    found: set[str] = set()
    while goal is not None and goal not in found:
        found.add(goal)
        goal = parents.get(goal)
    return frozenset(found)


def _render(
    snapshot: Snapshot, contents: Contents, judged: Judged, scored: Scored, evaluated: Evaluated
) -> EvaluationResults:
    pins = snapshot.pins
    shown = {key: render_subject(contents, key, each) for key, each in scored.items()}
    return EvaluationResults(
        pins=pins_digest(pins),
        snapshot=pins.snapshot,
        subject=pins.subject,
        scheme=pins.scheme.name,
        engine=ENGINE_VERSION,
        whole=EvaluatedPart(**_part(evaluated.whole)),
        plans=tuple(
            EvaluatedPlan(plan=plan, **_part(each), **shown.get((plan,), {}))
            for (plan,), each in sorted(evaluated.plans.items(), key=_by_key)
        ),
        goals=tuple(
            EvaluatedGoal(plan=plan, goal=goal, **_part(each))
            for (plan, goal), each in sorted(evaluated.goals.items(), key=_by_key)
        ),
        projects=tuple(
            _project(contents, result, evaluated.projects[key], pins.sequence, shown.get(key, {}))
            for key, result in sorted(judged.items(), key=_by_key)
        ),
    )


def _by_key(item: tuple[tuple[str, ...], object]) -> tuple[str, ...]:
    return item[0]


def _project(
    contents: Contents,
    result: ProjectResult,
    standing: Standing,
    sequence: int,
    items: Mapping[str, Any],
) -> EvaluatedProject:
    plan, code = result.plan.code, result.project.code
    tree = f"/v1/achievements/plans/{plan}/projects/{code}/explanation"
    return EvaluatedProject(
        plan=plan,
        project=code,
        goal=contents.plans[plan].projects[code].goal,
        parent=result.project.parent,
        version=result.project.version,
        on=result.on,
        counted=counts(result.project, result.scheme),
        score=rendering.digest_of(result),
        explanation=f"{tree}?as_of={sequence}&on={result.on.isoformat()}",
        **_part(standing),
        **items,
    )


def _part(standing: Standing) -> dict[str, Any]:
    graded = standing.graded
    return {
        "points": percent(standing.points),
        "points_exact": exact(standing.points),
        "reason": standing.reason.value if standing.reason else None,
        "grade": graded.grade if graded else None,
        "grading": _steps(graded) if graded else (),
        "rank": graded.rank if graded else None,
        "coverage": render_coverage(standing.coverage),
        "range": render_range(standing.range),
        "share": exact_text(standing.share),
        "contribution": exact(standing.contribution),
    }


def _steps(graded: Graded) -> tuple[GradingStep, ...]:
    return tuple(
        GradingStep(
            cause=reason.cause.value,
            values={
                name: value if isinstance(value, str) else exact_text(Fraction(value))
                for name, value in reason.values
            },
        )
        for reason in graded.reasons
    )
