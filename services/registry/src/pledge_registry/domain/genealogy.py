"""Who came from whom: the entries that splits, merges and renames leave, and the tree they make."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pledge_shared.contracts.codes import Approval, LineageKind
from pledge_shared.contracts.project import LineageEntry, ProjectFacts
from pledge_shared.errors import FieldError

from .conservation import Line, conservation
from .versions import Stored

__all__ = [
    "FamilyStep",
    "family_steps",
    "has_unsettled",
    "place_errors",
    "relatives",
    "successors",
    "with_entry",
]


@dataclass(frozen=True, slots=True)
class FamilyStep:
    """One step of a family: an entry of a lineage, both sides of it, and what it handed on."""

    entry: LineageEntry
    predecessors: Sequence[str]
    successors: Sequence[str]
    conserved: Sequence[Line]


def with_entry(project: ProjectFacts, entry: LineageEntry) -> ProjectFacts:
    """Return a project that remembers one more step."""
    return project.model_copy(update={"lineage": (*project.lineage, entry)})


def relatives(project: ProjectFacts) -> frozenset[str]:
    """Return the codes of the projects that one came from or went into."""
    return frozenset(
        code for entry in project.lineage for code in (*entry.predecessors, *entry.successors)
    )


def successors(document: Stored) -> tuple[str, ...]:
    """Return the codes that a project's document names as what it went into, if it did."""
    if document.kind != "project":
        return ()
    lineage = json.loads(document.facts).get("lineage", ())
    return next((tuple(entry["successors"]) for entry in lineage[::-1] if entry["successors"]), ())


def has_unsettled(project: ProjectFacts) -> bool:
    """Tell whether some actual of a project is not approved."""
    return any(
        actual.approval is not Approval.APPROVED
        for indicator in project.indicators
        for actual in indicator.actuals
    )


def place_errors(
    before: Sequence[ProjectFacts], after: Sequence[ProjectFacts], at: str
) -> list[FieldError]:
    """Let new projects stand where the old ones stood, with no past but the one they are given.

    Parameters
    ----------
    at
        Pointer to the new project, or to the list of several.
    """
    parents = {each.parent for each in before}
    if len(parents) > 1:
        message = "Projects of different parents cannot be merged."
        return [FieldError("/predecessors", "different_parents", message)]
    errors = []
    for index, each in enumerate(after):
        place = f"{at}/{index}" if len(after) > 1 else at
        if each.parent not in parents:
            message = "What comes of a project has the parent that the project had."
            errors.append(FieldError(f"{place}/parent", "different_parents", message))
        if each.lineage:
            message = "The registry writes the lineage; leave it out."
            errors.append(FieldError(f"{place}/lineage", "unexpected", message))
    return errors


def family_steps(
    last: Mapping[str, ProjectFacts], first: Mapping[str, ProjectFacts]
) -> list[FamilyStep]:
    """Return the steps of a family, oldest first, each with its conservation table.

    Parameters
    ----------
    last
        The members as they are, or were when they ended, by code.
    first
        The members as they came into being.
    """
    steps = [step for project in last.values() for step in _steps_of(project, last, first)]
    return sorted(steps, key=lambda step: (step.entry.date, step.entry.kind, step.predecessors))


def _steps_of(
    project: ProjectFacts, last: Mapping[str, ProjectFacts], first: Mapping[str, ProjectFacts]
) -> Iterator[FamilyStep]:
    """Yield a project's own steps: both sides remember a step, the one that knows all tells it."""
    for entry in project.lineage:
        if entry.kind is LineageKind.RENAME:
            yield FamilyStep(entry, (project.code,), (project.code,), ())
            continue
        before, after = entry.predecessors, entry.successors
        if entry.kind is LineageKind.SPLIT and after:
            before = (project.code,)
        elif entry.kind is LineageKind.MERGE and before:
            after = (project.code,)
        else:
            continue
        lines = conservation(
            [last[code] for code in before if code in last],
            [first[code] for code in after if code in first],
        )
        yield FamilyStep(entry, before, after, lines)
