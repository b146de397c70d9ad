"""Parts of a project with addresses of their own: how their lists and writes are answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

from .codes import Approval
from .indicator import Actual, Evidence, Indicator, Target
from .scalars import Number, StrictModel

__all__ = [
    "ActualList",
    "ActualRevision",
    "ActualRevisionList",
    "ActualWritten",
    "IndicatorList",
    "IndicatorWritten",
    "Items",
    "PartWritten",
    "TargetList",
    "TargetWritten",
]

Item = TypeVar("Item")


class Items(StrictModel, Generic[Item]):
    """A list of a project's parts as a whole, in its order."""

    items: tuple[Item, ...]


class PartWritten(BaseModel):
    """Where a write left the project; all there is to say when a part was taken out."""

    project_version: int
    sequence: int


class ActualWritten(PartWritten):
    """An actual as stored."""

    actual: Actual


class IndicatorWritten(PartWritten):
    """An indicator as stored."""

    indicator: Indicator


class TargetWritten(PartWritten):
    """A target as stored."""

    target: Target


class IndicatorList(BaseModel):
    """Indicators in the order of the document."""

    items: list[Indicator]
    next: str | None


class TargetList(BaseModel):
    """Targets by period."""

    items: list[Target]
    next: str | None


class ActualList(BaseModel):
    """Actuals by period."""

    items: list[Actual]
    next: str | None


class ActualRevision(BaseModel):
    """What was reported at one time for one indicator and period: when, by which key, why."""

    revision: int
    withdrawn: bool
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    text: str | None
    stage: str | None
    reported_rate: Number | None
    approval: Approval
    evidence: Sequence[Evidence]
    sequence: int
    at: datetime
    actor: UUID
    reason: str | None


class ActualRevisionList(BaseModel):
    """Revisions of an actual, newest first."""

    items: list[ActualRevision]
    next: str | None
