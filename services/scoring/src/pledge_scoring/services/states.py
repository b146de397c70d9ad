"""A plan with projects of it at one point of the registry's record, ready to be scored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic

import structlog
from typing_extensions import TypeVar

from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

from ..engine.result import ProjectResult
from ..storage.inputs import PlanInput, ProjectInput
from .inputs import score_project
from .project_facts import ScoredProject
from .schemes import scheme_named

__all__ = ["PlanState", "state_of", "stored_state"]

_log = structlog.get_logger()

AnyProject = TypeVar("AnyProject", bound=Project | ScoredProject, default=Project)


@dataclass(frozen=True, slots=True)
class PlanState(Generic[AnyProject]):
    """A plan's head and projects by code; with a project all its parts are there."""

    plan: Plan
    projects: Mapping[str, AnyProject]
    _parts: dict[str, list[AnyProject]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Put the parts of each project together, once for all of them."""
        for project in self.projects.values():
            if project.parent is not None:
                self._parts.setdefault(project.parent, []).append(project)

    def parts_of(self, code: str) -> Sequence[AnyProject]:
        """Return a project's sub-projects."""
        return self._parts.get(code, ())

    def score(self, code: str, on: date | None = None) -> ProjectResult:
        """Score a project, on the plan's reporting date unless told otherwise."""
        return score_project(
            self.plan,
            self.projects[code],
            self.parts_of(code),
            on=on,
            scheme=scheme_named(self.plan.scheme),
        )

    def try_score(self, code: str, on: date | None = None) -> ProjectResult | None:
        """Score a project among others; one that cannot be is logged and holds up no other."""
        try:
            return self.score(code, on)
        except Exception:  # noqa: BLE001 - whatever it is, the others have scores
            _log.exception("project cannot be scored", plan=self.plan.code, project=code)
            return None


def state_of(plan: Plan, projects: Iterable[Project]) -> PlanState:
    """Return the state that some documents make."""
    return PlanState(plan, {project.code: project for project in projects})


def stored_state(plan: PlanInput, projects: Iterable[ProjectInput]) -> PlanState:
    """Read the state from copies kept here."""
    return state_of(
        Plan.model_validate_json(plan.document.document),
        (Project.model_validate_json(project.document.document) for project in projects),
    )
