"""담당자: personal data, kept apart from every document."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .scalars import Name, StrictModel, nothing_required

__all__ = [
    "Access",
    "AccessKind",
    "AccessPage",
    "Contact",
    "ContactFields",
    "ContactPatch",
    "ContactReference",
]

Telephone = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[0-9+()~ -]{3,40}$", strip_whitespace=True)
]
"""Digits, blanks and ``+()~-``."""


class ContactFields(StrictModel):
    """What is known of a person who answers for projects."""

    name: Name
    telephone: Telephone | None = None


class ContactPatch(ContactFields):
    """A merge patch of a contact: either field; null takes the telephone away."""

    model_config = ConfigDict(json_schema_extra=nothing_required)


class ContactReference(StrictModel):
    """What documents hold of a contact: an opaque id, never a name."""

    contact_ref: UUID


class Contact(BaseModel):
    """A contact as one reader may see it."""

    contact_ref: UUID
    name: str
    telephone: str | None
    masked: Annotated[bool, Field(description="true: parts of name and telephone are hidden")]


AccessKind = Literal["created", "read", "changed", "erased"]


class Access(BaseModel):
    """접속기록: who did what with whose personal data, when and from where."""

    id: UUID
    account: Annotated[UUID, Field(description="id of the key")]
    at: Annotated[datetime, Field(description="by the database's clock")]
    source: Annotated[str, Field(description="address the request came from")]
    contact_ref: UUID
    action: AccessKind


class AccessPage(BaseModel):
    """Accesses, newest first."""

    items: list[Access]
    next: Annotated[str | None, Field(description="cursor of the next page; null on the last")]
