"""What a list of projects can be asked for, and what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

__all__ = ["ListedProject", "ProjectFilter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFilter:
    """Conditions that must all hold; None asks nothing."""

    plan: str | None = None
    organization: str | None = None
    status: str | None = None
    kind: str | None = None
    parent: str | None = None
    goal: str | None = None
    top_level: bool | None = None
    ids: tuple[UUID, ...] | None = None

    def within(self, plan: str | None, ids: tuple[UUID, ...] | None = None) -> "ProjectFilter":
        """Return the same conditions inside one plan, or among some ids."""
        return replace(self, plan=plan, ids=ids)


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project in a list: where it is, its version, and the fields lists show."""

    id: UUID
    plan: str
    code: str
    organization: str
    version: int
    sequence: int
    summary: Mapping[str, Any]
