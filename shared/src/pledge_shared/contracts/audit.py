"""The audit: commits, the head of their hash chain, and what a verification found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from .registry import NEXT

__all__ = [
    "AuditAction",
    "AuditCommit",
    "AuditDocument",
    "AuditFault",
    "AuditHead",
    "AuditLog",
    "AuditVerification",
    "HeldHeadItem",
    "HeldHeadList",
    "HeldHeads",
]


class AuditAction(BaseModel):
    """Something a transaction did beside recording documents, such as closing a period."""

    action: str
    subject: str = Field(description="path of the thing")
    detail: dict[str, Any]


class AuditDocument(BaseModel):
    """A version that a commit made."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    id: UUID
    plan: str | None
    code: str
    version: int
    change: str


class AuditCommit(BaseModel):
    """One transaction: when, by which key, why, and what it did."""

    model_config = ConfigDict(from_attributes=True)

    sequence: int
    id: UUID
    at: datetime
    actor: UUID = Field(description="id of the key")
    reason: str | None
    request_id: str | None
    actions: list[AuditAction]
    document_count: int
    documents: list[AuditDocument] = Field(
        description="those that match the filter, at most 100 of a commit"
    )
    hash: str = Field(description="seal over all of this and the hash of the commit before")


class AuditLog(BaseModel):
    """Commits, newest first."""

    items: list[AuditCommit]
    next: str | None = NEXT


class AuditHead(BaseModel):
    """The newest commit's number and hash: whoever holds it can tell later that a tail was cut."""

    model_config = ConfigDict(from_attributes=True)

    epoch: UUID = Field(description="changes when a backup is restored")
    sequence: int
    hash: str
    at: datetime


class AuditFault(BaseModel):
    """Something in the record that is not as it was recorded."""

    model_config = ConfigDict(from_attributes=True)

    code: Literal[
        "edited", "missing", "inserted", "swapped", "tail_cut", "head_mismatch", "facts_digest"
    ]
    sequence: int | None = Field(description="of the commit; null: the rows belong to none")
    commit: UUID | None
    what: str = Field(description="table, column and document, in words")


class HeldHeads(BaseModel):
    """What heads held outside the database say of the piece that was verified."""

    model_config = ConfigDict(from_attributes=True)

    source: str = Field(description="`file`: the registry's own; `caller`: given as `head`")
    agree: int
    other_epoch: int = Field(
        description="held before a backup was restored, of commits that are not there any more"
    )


class AuditVerification(BaseModel):
    """What one piece of a verification found."""

    model_config = ConfigDict(from_attributes=True)

    intact: bool = Field(description="no fault in this piece")
    head: AuditHead
    after: int
    verified_up_to: int
    next: int | None = Field(description="`after` of the next piece; null when this is the last")
    commits: int = Field(description="that were verified in this piece")
    faults: Sequence[AuditFault] = Field(description="by number of the commit, at most about 1,000")
    held: Sequence[HeldHeads]


class HeldHeadItem(BaseModel):
    """A head of the registry's chain that another service holds."""

    model_config = ConfigDict(from_attributes=True)

    epoch: UUID
    sequence: int
    hash: str
    held_at: datetime


class HeldHeadList(BaseModel):
    """Held heads, newest first."""

    items: list[HeldHeadItem]
    next: str | None = NEXT
