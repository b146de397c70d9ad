"""What an import answers."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

__all__ = [
    "Import",
    "ImportCounts",
    "ImportIssue",
    "ImportProgress",
    "ImportResult",
    "ImportedVersion",
]


class ImportCounts(BaseModel):
    """Projects by what happened to them."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    not_in_file: int = 0
    deleted: int = 0


class ImportedVersion(BaseModel):
    """A document that got a new version: an organization, the plan, or a project."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["organization", "plan", "project"]
    plan: str | None
    code: str
    version: int
    change: Literal["created", "changed", "deleted"]


class ImportResult(ImportCounts):
    """The counts, and every new version."""

    versions: list[ImportedVersion] = []
    sequence: int | None = None


class ImportIssue(BaseModel):
    """Something odd in a document, or what kept it out."""

    severity: Literal["error", "warning"]
    pointer: str
    code: str
    message: str


class ImportProgress(BaseModel):
    """How far a queued import is: plan documents done, and all of them."""

    done: int
    total: int


class Import(BaseModel):
    """An import: done, or waiting to be."""

    id: UUID | None
    state: Literal["queued", "succeeded", "failed", "validated"]
    result: ImportResult | None = None
    issues: list[ImportIssue] = []
    progress: ImportProgress | None = None
