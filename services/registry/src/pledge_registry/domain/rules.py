"""Rules a plan document keeps as a whole: codes are unique and every reference leads somewhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.errors import FieldError

__all__ = ["Surroundings", "document_errors", "document_warnings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the registry holds already and a document may refer to."""

    organizations: Mapping[str, str | None] = field(default_factory=dict)
    """Each organization's code and that of the one above it."""
    regions: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()
    """Codes of the plan's projects that are taken for ever."""
    kept: Mapping[str, ProjectFacts] = field(default_factory=dict)
    """Projects of the plan that the document does not name and that stay."""


def document_errors(document: PlanDocument, around: Surroundings) -> list[FieldError]:
    """List every broken rule, with a pointer into the document."""
    return [
        *_repeats("/organizations", [item.code for item in document.organizations]),
        *_repeats("/plan/goals", [goal.code for goal in document.plan.goals]),
        *_repeats("/projects", [project.code for project in document.projects]),
        *_organization_errors(document, around),
        *_goal_errors(document, around),
        *_project_errors(document, around),
    ]


def document_warnings(document: PlanDocument, around: Surroundings) -> list[FieldError]:
    """List what is odd but accepted."""
    return [
        FieldError(
            f"/projects/{index}/regions/{place}",
            "unknown_region",
            "This 법정동 code is not among the reference data.",
        )
        for index, project in enumerate(document.projects)
        for place, region in enumerate(project.regions)
        if region not in around.regions
    ]


def _repeats(pointer: str, codes: list[str]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if code in seen:
            yield FieldError(f"{pointer}/{index}/code", "duplicate", "The code stands twice.")
        seen.add(code)


def _unknown(pointer: str, what: str) -> FieldError:
    return FieldError(pointer, "unknown_reference", f"There is no such {what}.")


def _cycles(parents: Mapping[str, str | None]) -> set[str]:
    """Return the codes from which following parents never ends."""
    found = set()
    for start in parents:
        seen: set[str] = set()
        code: str | None = start
        while code is not None and code not in seen:
            seen.add(code)
            code = parents.get(code)
        if code is not None:
            found.add(start)
    return found


def _tree_errors(
    pointer: str,
    what: str,
    items: Iterable[tuple[str, str | None]],
    known: Mapping[str, str | None],
) -> Iterator[FieldError]:
    listed = list(items)
    parents = {**known, **dict(listed)}
    cycles = _cycles(parents)
    for index, (code, parent) in enumerate(listed):
        if parent is not None and parent not in parents:
            yield _unknown(f"{pointer}/{index}/parent", what)
        elif code in cycles:
            yield FieldError(f"{pointer}/{index}/parent", "cycle", "Its parents lead in a circle.")


def _organization_errors(document: PlanDocument, around: Surroundings) -> Iterator[FieldError]:
    items = [(item.code, item.parent) for item in document.organizations]
    yield from _tree_errors("/organizations", "organization", items, around.organizations)
    known = around.organizations.keys() | {code for code, _ in items}
    if document.plan.organization not in known:
        yield _unknown("/plan/organization", "organization")
    for index, project in enumerate(document.projects):
        if project.lead_department is not None and project.lead_department not in known:
            yield _unknown(f"/projects/{index}/lead_department", "organization")


def _goal_errors(document: PlanDocument, around: Surroundings) -> Iterator[FieldError]:
    items = [(goal.code, goal.parent) for goal in document.plan.goals]
    yield from _tree_errors("/plan/goals", "goal in this plan", items, {})
    known = {code for code, _ in items}
    for index, project in enumerate(document.projects):
        if project.goal is not None and project.goal not in known:
            yield _unknown(f"/projects/{index}/goal", "goal in this plan")
    if {project.goal for project in around.kept.values()} - known - {None}:
        message = "Projects that are not in the document still belong to a goal that is gone."
        yield FieldError("/plan/goals", "goal_in_use", message)


def _project_errors(document: PlanDocument, around: Surroundings) -> Iterator[FieldError]:
    projects = {**around.kept, **{project.code: project for project in document.projects}}
    kept_wholes = {project.parent for project in around.kept.values()}
    for index, project in enumerate(document.projects):
        if project.code in around.deleted:
            message = "The code belonged to a deleted project; codes are never used again."
            yield FieldError(f"/projects/{index}/code", "code_taken", message)
        if project.parent is None:
            continue
        parent = projects.get(project.parent)
        if parent is None:
            yield _unknown(f"/projects/{index}/parent", "project in this plan")
        elif parent.parent is not None:
            message = "Sub-projects have one level: the parent is itself a part."
            yield FieldError(f"/projects/{index}/parent", "too_deep", message)
        elif project.code in kept_wholes:
            message = "Sub-projects have one level: the project has parts that are not in the file."
            yield FieldError(f"/projects/{index}/parent", "too_deep", message)
