"""What the rules ask of documents: models and what an import made of them answer alike."""

from collections.abc import Sequence
from typing import Protocol

from pledge_shared.contracts.plan import OrganizationFacts, PlanFacts

__all__ = ["PlaceInPlan", "PlanOutline", "ProjectOutline"]


class PlaceInPlan(Protocol):
    """Where a project stands in its plan."""

    @property
    def parent(self) -> str | None:
        """Code of the project it is a part of."""

    @property
    def goal(self) -> str | None:
        """Code of a goal of the plan."""


class ProjectOutline(PlaceInPlan, Protocol):
    """A project's code and everything it refers to."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def lead_department(self) -> str | None:
        """Code of an organization."""

    @property
    def regions(self) -> Sequence[str]:
        """법정동 codes."""


class PlanOutline(Protocol):
    """A plan document."""

    @property
    def organizations(self) -> Sequence[OrganizationFacts]:
        """The organizations it lists."""

    @property
    def plan(self) -> PlanFacts:
        """The plan itself."""

    @property
    def projects(self) -> Sequence[ProjectOutline]:
        """Its projects."""
