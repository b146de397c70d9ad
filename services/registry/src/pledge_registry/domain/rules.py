"""Rules that documents keep together: codes are unique and every reference leads somewhere.

Imports and single writes ask the same functions; a pointer begins with ``at``, the place of the
thing in what was sent.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pledge_shared.contracts.plan import PlanFacts
from pledge_shared.errors import FieldError

from .outlines import PlaceInPlan, PlanOutline, ProjectOutline

__all__ = [
    "MOST_LEVELS",
    "Neighbours",
    "Surroundings",
    "document_errors",
    "document_warnings",
    "organization_errors",
    "plan_errors",
    "project_errors",
    "project_warnings",
]

MOST_LEVELS = 20
"""Of a tree of organizations or goals; no government comes near it."""

Parents = Mapping[str, str | None]
"""Each node's code and that of the one above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What a project may refer to, and what else is in its plan."""

    organizations: Container[str] = frozenset()
    goals: Container[str] = frozenset()
    parents: Parents = field(default_factory=dict)
    """The plan's projects, those that are being written among them."""
    taken: Container[str] = frozenset()
    """Codes of the plan that no new project may have."""
    wholes: Container[str] = frozenset()
    """Codes of projects with parts that stay as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the registry holds already and a document may refer to."""

    organizations: Parents = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    """Codes of deleted organizations."""
    plan_gone: bool = False
    """Whether the document's plan was deleted."""
    regions: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()
    """Codes of the plan's projects that are taken for ever."""
    kept: Mapping[str, PlaceInPlan] = field(default_factory=dict)
    """Projects of the plan that the document does not name and that stay."""


def document_errors(document: PlanOutline, around: Surroundings) -> list[FieldError]:
    """List every broken rule, with a pointer into the document."""
    return [
        *_repeats("/organizations", [item.code for item in document.organizations]),
        *_repeats("/projects", [project.code for project in document.projects]),
        *_document_organization_errors(document, around),
        *_document_plan_errors(document, around),
        *_document_project_errors(document, around),
    ]


def document_warnings(document: PlanOutline, around: Surroundings) -> list[FieldError]:
    """List what is odd but accepted."""
    return [
        warning
        for index, project in enumerate(document.projects)
        for warning in project_warnings(f"/projects/{index}", project, around.regions)
    ]


def organization_errors(code: str, parent: str | None, others: Parents) -> Iterator[FieldError]:
    """Yield what is wrong with an organization's place among the others."""
    parents = {**others, code: parent}
    levels = _levels(parents)
    if parent is not None and parent not in parents:
        yield _unknown("/parent", "organization")
    elif levels[code] is None:
        yield _circle("/parent")
    elif max(level or 0 for level in levels.values()) > MOST_LEVELS:
        yield _too_deep("/parent")


def plan_errors(at: str, plan: PlanFacts, organizations: Container[str]) -> Iterator[FieldError]:
    """Yield what is wrong with a plan's organization and goals."""
    yield from _repeats(f"{at}/goals", [goal.code for goal in plan.goals])
    items = [(goal.code, goal.parent) for goal in plan.goals]
    yield from _tree_errors(f"{at}/goals", "goal in this plan", items, {})
    if plan.organization not in organizations:
        yield _unknown(f"{at}/organization", "organization")


def project_errors(at: str, project: ProjectOutline, around: Neighbours) -> Iterator[FieldError]:
    """Yield what is wrong with a project's code and with what it refers to."""
    if project.code in around.taken:
        message = "The code belonged to a deleted project; codes are never used again."
        yield FieldError(f"{at}/code", "code_taken", message)
    if project.lead_department is not None and project.lead_department not in around.organizations:
        yield _unknown(f"{at}/lead_department", "organization")
    if project.goal is not None and project.goal not in around.goals:
        yield _unknown(f"{at}/goal", "goal in this plan")
    if project.parent is None:
        return
    if project.parent not in around.parents:
        yield _unknown(f"{at}/parent", "project in this plan")
    elif around.parents[project.parent] is not None:
        message = "Sub-projects have one level: the parent is itself a part."
        yield FieldError(f"{at}/parent", "too_deep", message)
    elif project.code in around.wholes:
        message = "Sub-projects have one level: the project has parts of its own."
        yield FieldError(f"{at}/parent", "too_deep", message)


def project_warnings(
    at: str, project: ProjectOutline, regions: Container[str]
) -> Iterator[FieldError]:
    """Yield what is odd about a project but accepted."""
    for place, region in enumerate(project.regions):
        if region not in regions:
            message = "This 법정동 code is not among the reference data."
            yield FieldError(f"{at}/regions/{place}", "unknown_region", message)


def _document_organization_errors(
    document: PlanOutline, around: Surroundings
) -> Iterator[FieldError]:
    items = [(item.code, item.parent) for item in document.organizations]
    yield from _tree_errors("/organizations", "organization", items, around.organizations)
    for index, (code, _) in enumerate(items):
        if code in around.gone:
            yield _gone(f"/organizations/{index}/code", "organization")


def _document_plan_errors(document: PlanOutline, around: Surroundings) -> Iterator[FieldError]:
    if around.plan_gone:
        yield _gone("/plan/code", "plan")
    yield from plan_errors("/plan", document.plan, _organizations(document, around))
    goals = {goal.code for goal in document.plan.goals}
    if {project.goal for project in around.kept.values()} - goals - {None}:
        message = "Projects that are not in the document still belong to a goal that is gone."
        yield FieldError("/plan/goals", "goal_in_use", message)


def _document_project_errors(document: PlanOutline, around: Surroundings) -> Iterator[FieldError]:
    kept = {code: project.parent for code, project in around.kept.items()}
    neighbours = Neighbours(
        organizations=_organizations(document, around),
        goals={goal.code for goal in document.plan.goals},
        parents={**kept, **{project.code: project.parent for project in document.projects}},
        taken=around.deleted,
        wholes={parent for parent in kept.values() if parent is not None},
    )
    for index, project in enumerate(document.projects):
        yield from project_errors(f"/projects/{index}", project, neighbours)


def _organizations(document: PlanOutline, around: Surroundings) -> set[str]:
    return {*around.organizations, *(item.code for item in document.organizations)}


def _repeats(pointer: str, codes: Sequence[str]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if code in seen:
            yield FieldError(f"{pointer}/{index}/code", "duplicate", "The code stands twice.")
        seen.add(code)


def _unknown(pointer: str, what: str) -> FieldError:
    return FieldError(pointer, "unknown_reference", f"There is no such {what}.")


def _gone(pointer: str, what: str) -> FieldError:
    message = f"The {what} was deleted and its code is never used again; restore it first."
    return FieldError(pointer, "code_taken", message)


def _tree_errors(
    pointer: str, what: str, items: Sequence[tuple[str, str | None]], known: Parents
) -> Iterator[FieldError]:
    parents = {**known, **dict(items)}
    if parents == known:
        return
    levels = _levels(parents)
    for index, (code, parent) in enumerate(items):
        place = f"{pointer}/{index}/parent"
        if parent is not None and parent not in parents:
            yield _unknown(place, what)
        elif levels[code] is None:
            yield _circle(place)
    if max((level or 0 for level in levels.values()), default=0) > MOST_LEVELS:
        yield _too_deep(pointer)


def _levels(parents: Parents) -> dict[str, int | None]:
    """Return how far below the top each node stands, from 1; None where parents never end."""
    levels: dict[str, int | None] = {}
    for start in parents:
        path: list[str] = []
        code: str | None = start
        while code is not None and code not in levels:
            levels[code] = None  # whoever comes back here has gone round in a circle
            path.append(code)
            code = parents.get(code)
        level = 0 if code is None else levels[code]
        for node in reversed(path):
            level = None if level is None else level + 1
            levels[node] = level
    return levels


def _circle(pointer: str) -> FieldError:
    return FieldError(pointer, "cycle", "Its parents lead in a circle.")


def _too_deep(pointer: str) -> FieldError:
    return FieldError(pointer, "too_deep", f"A tree has at most {MOST_LEVELS} levels.")
