"""What a client assumes, put in place of the facts that the engine is given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from pledge_shared.contracts.simulations import (
    AssumedFacts,
    AssumedPart,
    AssumedRules,
    ProjectOverlay,
)
from pledge_shared.errors import FieldError, InvalidInputError, json_pointer

from ...engine.facts import Project, Status
from ...engine.methods import METHODS
from ...engine.scheme import Scheme
from ...engine.simulation import Assumed, Case, Misplaced, Overlay, assume, misplaced
from ..project_facts import read_actual, read_target

__all__ = ["assumed_case", "assumed_projects", "assumed_scheme", "refuse", "refused"]

Path = tuple[str | int, ...]

_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "unknown_indicator": "Name an indicator of the project.",
        "unknown_period": "Name a period for which the indicator has a target or an actual.",
        "unknown_project": "Name a project that has been scored.",
        "unknown_plan": "Name one of the plans asked of.",
        "unknown_method": "Name a method of /v1/methods.",
        "unknown_grade": "Name a grade of the scheme.",
        "unknown_scheme": "Name a released scheme of /v1/schemes.",
        "grades_no_rates": "Name a scheme that grades points and has no items of its own.",
        "too_many_projects": "Ask about one of the organization's plans: there are too many here.",
        "duplicate": "Say this once.",
        "no_plan": "Name the plan of the project.",
        "of_parts": "This project is scored from its sub-projects: ask of one of them.",
        "too_much": "Name the indicator, or the period, too: there is too much to try.",
    }
)


@dataclass(frozen=True, slots=True)
class _Named:
    """An overlay of one project, and where it stands in the request."""

    path: Path
    said: AssumedPart


def refused(found: Iterable[Misplaced]) -> InvalidInputError:
    """Return the refusal of what does not fit, each place with its pointer."""
    errors = tuple(
        FieldError(json_pointer(each.path), each.code, _MESSAGES[each.code]) for each in found
    )
    return InvalidInputError(f"{len(errors)} rule(s) broken; see errors.", errors=errors)


def refuse(*path: str | int, code: str) -> InvalidInputError:
    """Return the refusal of one place."""
    return refused([Misplaced(path, code)])


def assumed_scheme(scheme: Scheme, rules: AssumedRules | None) -> Scheme:
    """Return a scheme with other rules; it keeps its name.

    Raises
    ------
    InvalidInputError
        422: there is no such method.
    """
    if rules is None:
        return scheme
    methods = rules.methods or scheme.methods
    unknown = [place for place, name in enumerate(methods) if name not in METHODS]
    if unknown:
        raise refused(
            Misplaced(("overlay", "rules", "methods", place), "unknown_method") for place in unknown
        )
    cap = scheme.cap if rules.cap is None else Fraction(rules.cap)
    return replace(scheme, methods=methods, cap=cap)


def assumed_case(case: Case, overlay: ProjectOverlay) -> Case:
    """Return a project's case with an overlay put in.

    Raises
    ------
    InvalidInputError
        422, with a pointer for each place that the project does not have.
    """
    found = list(_misplaced(("overlay",), case.project, overlay))
    parts = {part.code: part for part in case.parts}
    named = [_Named(("overlay", "parts", place), said) for place, said in enumerate(overlay.parts)]
    changed = _assumed_by_code(parts, named, found)
    if found:
        raise refused(found)
    return replace(
        case,
        project=assume(case.project, _overlay(overlay)),
        parts=tuple(changed.values()),
        scheme=assumed_scheme(case.scheme, overlay.rules),
    )


def assumed_projects(
    projects: Mapping[str, Project], said: Sequence[tuple[int, AssumedPart]]
) -> dict[str, Project]:
    """Return the projects of a plan as assumed; what is dropped takes its sub-projects along.

    Parameters
    ----------
    said
        What is assumed of projects, each with its place among all that is assumed.

    Raises
    ------
    InvalidInputError
        422, with a pointer for each place that is not there.
    """
    found: list[Misplaced] = []
    named = [_Named(("overlay", "projects", place), each) for place, each in said]
    kept = _assumed_by_code(projects, named, found)
    if found:
        raise refused(found)
    return {
        code: project
        for code, project in kept.items()
        if project.parent is None or project.parent in kept or project.parent not in projects
    }


def _assumed_by_code(
    projects: Mapping[str, Project], named: Sequence[_Named], found: list[Misplaced]
) -> dict[str, Project]:
    """Return projects as assumed, without those dropped; ``found`` gets what does not fit."""
    changed = dict(projects)
    seen: set[str] = set()
    for each in named:
        code = each.said.code
        if code in seen:
            found.append(Misplaced(each.path, "duplicate"))
        elif code not in projects:
            found.append(Misplaced((*each.path, "code"), "unknown_project"))
        else:
            wrong = list(_misplaced(each.path, projects[code], each.said))
            found += wrong
            if each.said.dropped:
                del changed[code]
            elif not wrong:
                changed[code] = assume(projects[code], _overlay(each.said))
        seen.add(code)
    return changed


def _misplaced(path: Path, project: Project, said: AssumedFacts) -> Iterable[Misplaced]:
    for each in misplaced(project, _overlay(said)):
        yield Misplaced((*path, *each.path), each.code)


def _overlay(said: AssumedFacts) -> Overlay:
    weight = said.weight if isinstance(said, AssumedPart) else None
    return Overlay(
        actuals=tuple(
            Assumed(each.indicator, each.period, read_actual(each.model_dump(mode="json")))
            for each in said.actuals
        ),
        targets=tuple(
            Assumed(each.indicator, each.period, read_target(each.model_dump(mode="json")))
            for each in said.targets
        ),
        weights=tuple((each.indicator, Fraction(each.weight)) for each in said.weights),
        left_out=said.left_out,
        weight=None if weight is None else Fraction(weight),
        status=None if said.status is None else Status(said.status),
    )
