"""Webhooks: who is told of changes, and how each telling ended."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from .events import EventType
from .scalars import Code, Note, StrictModel

__all__ = [
    "Delivery",
    "DeliveryList",
    "DisabledReason",
    "Outcome",
    "ReplayRequest",
    "Webhook",
    "WebhookList",
    "WebhookPatch",
    "WebhookQueued",
    "WebhookRequest",
    "WebhookState",
    "WebhookWithSecret",
]

MOST_REPLAYED = 100
_MOST_PLANS = 200
_LONGEST_URL = 2_000

WebhookState = Literal["enabled", "disabled"]
DisabledReason = Literal["by_hand", "gone", "failing"]
"""Disabled by a person; by the receiver's 410; because the last try failed."""

Outcome = Literal[
    "delivered",
    "refused",
    "timeout",
    "no_address",
    "no_connection",
    "no_trust",
    "broken_answer",
    "forbidden_address",
]
"""``refused`` is an answer other than 2xx; ``no_trust`` a certificate that is not right."""

Url = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=_LONGEST_URL),
    Field(description="https, a host name in ASCII, port 443", examples=["https://a.example/hook"]),
]
Types = Annotated[
    tuple[EventType, ...], Field(max_length=20, description="only these events; all when empty")
]
Plans = Annotated[
    tuple[Code, ...],
    Field(max_length=_MOST_PLANS, description="only events of these plans; of all when empty"),
]
Description = Annotated[Note | None, Field(max_length=1_000)]


class WebhookRequest(StrictModel):
    """A webhook to be made."""

    url: Url
    description: Description = None
    types: Types = ()
    plans: Plans = ()


class WebhookPatch(StrictModel):
    """A merge patch: null takes back to the default."""

    url: Url | None = None
    description: Description = None
    types: Types | None = None
    plans: Plans | None = None
    state: Annotated[
        Literal["disabled"] | None, Field(description="stop delivering; /enable begins again")
    ] = None


class Webhook(BaseModel):
    """A webhook, never its secret. It changes with its version, not with its deliveries."""

    id: UUID
    url: str
    description: str | None
    types: list[EventType]
    plans: list[str]
    state: WebhookState
    disabled_reason: DisabledReason | None
    old_secret_until: datetime | None = Field(
        description="until then the secret before the last rotation signs too"
    )
    version: int
    created_at: datetime
    changed_at: datetime


class WebhookWithSecret(Webhook):
    """A webhook with its new secret, for the only time."""

    secret: str = Field(description="whsec_ and the base64 of 32 random bytes")


class WebhookList(BaseModel):
    """Webhooks, oldest first."""

    items: list[Webhook]
    next: str | None = Field(description="always null: there are at most 100")


class ReplayRequest(StrictModel):
    """What to send again: everything behind a cursor, in order, or some events by their ids."""

    after: Annotated[
        str | None,
        Field(max_length=100, description="cursor of the feed; null: from the beginning"),
    ] = None
    events: Annotated[
        tuple[Annotated[str, StringConstraints(strict=True, max_length=100)], ...] | None,
        Field(min_length=1, max_length=MOST_REPLAYED, description="ids, each tried once"),
    ] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError("one_of_both", "Give either `after` or `events`")
        return self


class WebhookQueued(BaseModel):
    """What will be sent: some events by id, then the feed behind the cursor."""

    events: list[str]
    cursor: str = Field(description="of the feed; events behind it are sent in order")


class Delivery(BaseModel):
    """One attempt to tell a receiver of one event."""

    event_id: str
    attempt: int = Field(description="of this event, from 1")
    at: datetime
    outcome: Outcome
    status: int | None = Field(description="HTTP status that was answered, if any")
    milliseconds: int
    next_attempt_at: datetime | None


class DeliveryList(BaseModel):
    """Attempts of the last 30 days, newest first, and where the webhook stands in the feed."""

    items: list[Delivery]
    next: str | None = Field(description="cursor of the next page; null on the last")
    cursor: str = Field(description="of the feed: behind the last event that was dealt with")
    next_attempt_at: datetime | None = Field(description="when the event held back is tried again")
