"""The record as an audit reads it: rows as they stand now, and what can be wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pledge_shared.canonical import digest_of
from pledge_shared.contracts.project import ProjectFacts

from .chain import CommitEntry, DocumentEntry
from .versions import SCHEMA_NUMBER, summary_of

__all__ = [
    "CommitRow",
    "EventRow",
    "Fault",
    "FaultCode",
    "PublishedRow",
    "RecordedCommit",
    "SeenVersion",
    "Stray",
    "VersionRow",
]

FaultCode = Literal[
    "edited", "missing", "inserted", "swapped", "tail_cut", "head_mismatch", "facts_digest"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is not as it was recorded.

    ``sequence`` is None for rows that belong to no commit at all.
    """

    code: FaultCode
    sequence: int | None
    commit: UUID | None = None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitRow:
    """A row of ``commits``."""

    id: UUID
    sequence: int
    at: datetime
    actor: UUID
    reason: str | None
    request_id: str | None
    actions: Sequence[Mapping[str, object]]
    hash: str

    def entry(self, documents: Sequence[DocumentEntry], sequence: int | None = None) -> CommitEntry:
        """Return what the chain seals of this commit, at its own place or at another."""
        return CommitEntry(
            id=self.id,
            sequence=self.sequence if sequence is None else sequence,
            at=self.at,
            actor=self.actor,
            reason=self.reason,
            request_id=self.request_id,
            actions=self.actions,
            documents=documents,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """A row of ``events``."""

    commit_id: UUID
    ordinal: int
    change: str
    kind: str
    entity_id: UUID
    version: int
    plan: str | None
    code: str
    digest: str

    @property
    def key(self) -> tuple[UUID, int]:
        """Which version it tells of."""
        return self.entity_id, self.version


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A row of ``published_documents``."""

    digest: str
    facts: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A row of ``versions`` with its row of ``published_documents``."""

    commit_id: UUID
    entity_id: UUID
    version: int
    kind: str
    plan: str | None
    code: str
    tombstone: bool
    schema_number: int
    digest: str
    facts: bytes
    summary: Mapping[str, Any]
    published: PublishedRow | None
    project: ProjectFacts | None = None
    """What the facts of a project say; None when they cannot be read."""
    wrong_rows: Sequence[str] = ()
    """Rows written with it that do not say what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenVersion:
    """What an audit needs of a version once it has read and digested its facts."""

    entity_id: UUID
    version: int
    kind: str
    plan: str | None
    code: str
    tombstone: bool
    digest: str
    facts_digest: str
    """Of the facts as they are now."""
    published: str | None
    published_facts_digest: str | None
    derived: tuple[str, ...]
    """Columns and rows that do not say what the facts say."""

    @classmethod
    def of(cls, row: VersionRow) -> Self:
        """Digest a row; its facts are not kept."""
        published = row.published
        return cls(
            entity_id=row.entity_id,
            version=row.version,
            kind=row.kind,
            plan=row.plan,
            code=row.code,
            tombstone=row.tombstone,
            digest=row.digest,
            facts_digest=digest_of(row.facts),
            published=published.digest if published else None,
            published_facts_digest=digest_of(published.facts) if published else None,
            derived=(*_not_derived(row), *row.wrong_rows),
        )

    @property
    def key(self) -> tuple[UUID, int]:
        """Which version it is."""
        return self.entity_id, self.version

    @property
    def place(self) -> str:
        """Where it is, in words."""
        where = f"plans/{self.plan}/projects" if self.kind == "project" else f"{self.kind}s"
        return f"{where}/{self.code} version {self.version}"


def _not_derived(row: VersionRow) -> Iterator[str]:
    if not 1 <= row.schema_number <= SCHEMA_NUMBER:
        yield "versions.schema_number"
    if not _summarises(row):
        yield "versions.summary"


def _summarises(row: VersionRow) -> bool:
    """Tell whether a summary is of its facts; one of an older schema may lack what came later."""
    if row.kind != "project":
        return row.summary == {}
    if row.project is None:
        return True  # facts that cannot be read are not as recorded: their digest tells
    right = summary_of(row.project)
    if row.schema_number < SCHEMA_NUMBER:
        right = {name: value for name, value in right.items() if name in row.summary}
    return row.summary == right


@dataclass(frozen=True, slots=True)
class RecordedCommit:
    """A commit with all that was recorded in it; events by ordinal."""

    row: CommitRow
    events: Sequence[EventRow]
    versions: Sequence[SeenVersion]


@dataclass(frozen=True, slots=True)
class Stray:
    """Rows of a table whose commit, or whose version, is not there; ``of`` is its id."""

    table: str
    of: UUID
    count: int
