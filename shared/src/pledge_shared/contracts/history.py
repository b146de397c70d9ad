"""What changed between two versions of a document."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["DocumentChange", "DocumentDiff"]


class DocumentChange(BaseModel):
    """A field before and after, and the version that made it what it became."""

    model_config = ConfigDict(from_attributes=True)

    pointer: str = Field(
        description="where; items of lists are named by what they are: `/indicators/training/unit`"
    )
    before: Any = Field(description="null when there was nothing")
    after: Any = Field(description="null when there is nothing any more")
    version: int
    sequence: int
    at: datetime
    actor: UUID = Field(description="id of the key")
    reason: str | None


class DocumentDiff(BaseModel):
    """What differs between two versions, field by field."""

    kind: str
    id: UUID
    plan: str | None
    code: str
    before: int = Field(description="number of the first version; 0: before there was one")
    after: int = Field(description="number of the second version")
    changes: list[DocumentChange]
