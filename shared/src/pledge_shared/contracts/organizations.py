"""Answers about organizations, their terms, and the lists inside a plan."""

from datetime import date

from pydantic import BaseModel, Field

from .codes import OrganizationKind
from .parts import Items
from .plan import Goal
from .project import Fact, ReportedValue
from .registry import NEXT

__all__ = [
    "FactItems",
    "FactList",
    "GoalList",
    "OrganizationNode",
    "ReportedValueItems",
    "ReportedValueList",
    "TermItem",
    "TermList",
]


class OrganizationNode(BaseModel):
    """An organization with everything below it, by code."""

    code: str
    kind: OrganizationKind
    name: str
    name_en: str | None
    valid_from: date | None
    valid_to: date | None
    organizations: list["OrganizationNode"]


class TermItem(BaseModel):
    """A term (임기) of an organization, and the plans that name it."""

    organization: str
    code: str
    name: str
    start: date
    end: date
    declared: bool = Field(
        description="whether it stands in the organization's document, or only a plan names it"
    )
    plans: list[str]


class TermList(BaseModel):
    """Terms by organization and code."""

    items: list[TermItem]
    next: str | None = NEXT


class GoalList(BaseModel):
    """A plan's goals, in their order."""

    items: list[Goal]
    next: str | None = NEXT


class FactItems(Items[Fact]):
    """All that a plan's document states otherwise."""


class ReportedValueItems(Items[ReportedValue]):
    """All values that a plan's document states."""


class FactList(BaseModel):
    """What else a plan's document states, in its order."""

    items: list[Fact]
    next: str | None = NEXT


class ReportedValueList(BaseModel):
    """Values that a plan's document states, in its order."""

    items: list[ReportedValue]
    next: str | None = NEXT
