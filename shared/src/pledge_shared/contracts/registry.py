"""Lists and joined answers of the registry."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ..security.policy import Role
from .codes import GoalKind, ProjectKind, Status
from .plan import Organization, Plan
from .project import Project
from .reference import Labels
from .scalars import Name, StrictModel

__all__ = [
    "Bundle",
    "Key",
    "KeyCreated",
    "KeyHolder",
    "KeyList",
    "KeyRequest",
    "OrganizationList",
    "PlanDocuments",
    "PlanList",
    "PlanTree",
    "ProjectItem",
    "ProjectPage",
    "TreeGoal",
    "TreeProject",
    "VersionItem",
    "VersionList",
]

NEXT = Field(description="cursor of the next page; null on the last")


class OrganizationList(BaseModel):
    """Organizations by code."""

    items: list[Organization]
    next: str | None = NEXT


class PlanList(BaseModel):
    """Plans by code."""

    items: list[Plan]
    next: str | None = NEXT


def _nothing_required(schema: dict[str, Any]) -> None:
    schema.pop("required", None)


class ProjectItem(BaseModel):
    """A project in a list: all of these, or those that `fields` asks for.

    Amounts are sums of the lines that have one, in 원.
    """

    model_config = ConfigDict(json_schema_extra=_nothing_required)

    id: UUID
    plan: str
    code: str
    organization: str
    version: int
    title: str
    kind: ProjectKind
    status: Status
    parent: str | None
    goal: str | None
    lead_department: str | None
    planned_krw: int | None
    secured_krw: int | None


class ProjectPage(BaseModel):
    """Projects by plan and code."""

    items: list[ProjectItem]
    next: str | None = NEXT
    total: int | None = Field(default=None, description="with count=true")


class PlanDocuments(BaseModel):
    """A plan's head and a page of its projects' documents, by code."""

    plan: Plan
    items: list[Project]
    removed: list[str]
    next: str | None = NEXT


class Bundle(BaseModel):
    """What a card needs of the registry, from one snapshot."""

    plan: Plan
    project: Project
    labels: Labels


class TreeProject(BaseModel):
    """A project in the tree, with its sub-projects."""

    code: str
    title: str
    kind: ProjectKind
    status: Status
    parts: list["TreeProject"]


class TreeGoal(BaseModel):
    """A goal in the tree."""

    code: str
    title: str
    kind: GoalKind
    goals: list["TreeGoal"]
    projects: list[TreeProject]


class PlanTree(BaseModel):
    """Goals, projects and sub-projects; ``projects`` are those without a goal."""

    plan: str
    goals: list[TreeGoal]
    projects: list[TreeProject]
    counts: dict[str, int] = Field(description="nodes by kind, and `sub` for sub-projects")


class VersionItem(BaseModel):
    """One version: when, by which key, why."""

    version: int
    sequence: int
    at: datetime
    actor: UUID
    reason: str | None
    tombstone: bool
    digest: str


class VersionList(BaseModel):
    """Versions, newest first."""

    items: list[VersionItem]
    next: str | None = NEXT


class KeyRequest(StrictModel):
    """A key to be made."""

    name: Annotated[Name, Field(description="who or what will use it")]
    role: Role
    owner: Annotated[
        Name | None,
        Field(description="the person or office that answers for it; its name when absent"),
    ] = None


class KeyHolder(BaseModel):
    """Whose key it is, and what it may do."""

    id: UUID
    name: str
    role: Role
    owner: str


class Key(BaseModel):
    """What may be shown of a key."""

    id: UUID
    name: str
    role: Role
    owner: str
    prefix: str
    created_at: datetime
    revoked_at: datetime | None


class KeyCreated(Key):
    """A new key, in clear text for the only time."""

    key: str


class KeyList(BaseModel):
    """Keys, oldest first."""

    items: list[Key]
    next: str | None = NEXT
