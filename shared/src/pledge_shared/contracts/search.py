"""What a search finds."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

__all__ = ["Match", "SearchItem", "SearchPage"]


class Match(BaseModel):
    """Where a word was found; the places count Unicode characters of ``text``."""

    field: Annotated[str, Field(description="field of the document, or `lead_department`")]
    text: Annotated[str, Field(description="the text around the word; … where it was cut")]
    start: Annotated[int, Field(description="place of the word's first character in `text`")]
    end: Annotated[int, Field(description="place behind its last one")]


class SearchItem(BaseModel):
    """One hit; ``id`` is of the plan when a goal was found."""

    kind: Annotated[str, Field(description="project, goal, plan or organization")]
    id: UUID
    plan: Annotated[str | None, Field(description="plan of a project or a goal")]
    code: str
    title: str
    matched: Annotated[list[Match], Field(description="one a word, in their order")]


class SearchPage(BaseModel):
    """Hits, the best first."""

    items: list[SearchItem]
    next: str | None = Field(description="cursor of the next page; null on the last")
