"""Events of a change feed: CloudEvents 1.0 in JSON."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["CloudEvent", "EventData", "EventPage", "EventType"]

EventType = Literal[
    "pledge.organization.created",
    "pledge.organization.changed",
    "pledge.organization.deleted",
    "pledge.plan.created",
    "pledge.plan.changed",
    "pledge.plan.deleted",
    "pledge.project.created",
    "pledge.project.changed",
    "pledge.project.deleted",
]
"""Types of the events of the registry's feed."""


class EventData(BaseModel):
    """Which document changed, and to which version."""

    model_config = ConfigDict(frozen=True)

    kind: str
    id: UUID
    plan: str | None
    code: str
    version: int
    digest: str
    sequence: int


class CloudEvent(BaseModel):
    """One change. ``id`` is also the cursor behind it."""

    model_config = ConfigDict(frozen=True)

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: EventData


class EventPage(BaseModel):
    """Events in order; ``next`` is always there, and is the ``after`` of the next request."""

    items: list[CloudEvent]
    next: str = Field(description="opaque cursor")
