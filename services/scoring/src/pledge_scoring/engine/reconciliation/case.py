"""What a rule of reconciliation may look at: one project, scored."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..facts import Project
from ..parts_total import PartsTotal
from ..project import ProjectScore
from ..scheme import Scheme

__all__ = ["Case"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A project with its score, its sub-projects and the checks already made."""

    score: ProjectScore
    parts: Sequence[Project]
    parts_totals: tuple[PartsTotal, ...] | None
    scheme: Scheme

    @property
    def project(self) -> Project:
        """The facts of the project."""
        return self.score.project
