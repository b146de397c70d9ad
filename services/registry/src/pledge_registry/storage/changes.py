"""A project as it is stored, and as it shall be."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pledge_shared.contracts.project import ProjectFacts

from ..domain.documents import ProjectDocument

__all__ = ["FreshRows", "ProjectChange", "ProjectRow"]

FreshRows = Mapping[str, bytes]
"""Rows of a project by table as COPY reads them, without what is known only later: ids."""


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project as its row and its latest document say."""

    id: UUID
    code: str
    version: int
    deleted: bool
    parent: str | None
    goal: str | None
    document: ProjectDocument

    @property
    def digest(self) -> str:
        """The digest of its facts."""
        return self.document.digest

    @property
    def facts(self) -> ProjectFacts:
        """What its document says; reading it takes time."""
        return self.document.project


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectChange:
    """A project's next state; ``after`` None deletes it, ``before`` None creates or restores it."""

    id: UUID
    version: int
    before: ProjectDocument | None
    after: ProjectDocument | None
    rows: FreshRows | None = None
    """Of a project that is created, where they were made beforehand."""

    @property
    def old(self) -> ProjectFacts | None:
        """The facts before; of many changes, ask the documents for what they know already."""
        return None if self.before is None else self.before.project

    @property
    def new(self) -> ProjectFacts | None:
        """The facts after."""
        return None if self.after is None else self.after.project

    @property
    def document(self) -> ProjectDocument:
        """What its version records: a tombstone keeps the last facts."""
        document = self.after or self.before
        assert document is not None  # noqa: S101 - what was never there is not deleted
        return document

    @property
    def digest(self) -> str:
        """The digest of what its version records."""
        return self.document.digest
