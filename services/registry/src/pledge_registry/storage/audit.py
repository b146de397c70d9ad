"""The record as an audit reads it: in order, in batches, and the rows that belong to no commit."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import and_, func, select

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import ReadConnection

from ..domain.audit import (
    CommitRow,
    EventRow,
    PublishedRow,
    RecordedCommit,
    SeenVersion,
    Stray,
    VersionRow,
)
from ..domain.chain import CommitEntry
from ..domain.seal_check import entries_of
from ..domain.verification import FeedHead
from .audit_actuals import stray_revisions, wrong_revisions
from .ledger_tables import commits, events, feed_head, published_documents, versions

__all__ = ["AuditReader", "SealedHash"]

_MOST_STRAY = 100
_COMMITS = 50
"""Commits that are read together, if they are small."""

_FACTS = 50
"""Documents whose facts are in memory together; also the most of several commits."""

_SEEN = (
    versions.c.commit_id,
    versions.c.entity_id,
    versions.c.version,
    versions.c.kind,
    versions.c.plan,
    versions.c.code,
    versions.c.tombstone,
    versions.c.schema_number,
    versions.c.digest,
    versions.c.facts,
    versions.c.summary,
    published_documents.c.digest.label("published_digest"),
    published_documents.c.facts.label("published_facts"),
)
_OF_VERSION = and_(
    published_documents.c.entity_id == versions.c.entity_id,
    published_documents.c.version == versions.c.version,
)
_WITH_PUBLISHED = select(*_SEEN).select_from(versions.outerjoin(published_documents, _OF_VERSION))


@dataclass(frozen=True, slots=True)
class SealedHash:
    """A commit's number, hash and time: what is held outside the database."""

    sequence: int
    hash: str
    at: datetime


class AuditReader:
    """Reads the record in one snapshot."""

    def __init__(self, connection: ReadConnection) -> None:
        self._connection = connection

    async def head(self) -> FeedHead:
        """Return the row that names the newest commit."""
        columns = feed_head.c
        row = await self._connection.execute(
            select(columns.epoch, columns.sequence, columns.at, columns.hash)
        )
        return FeedHead(*row.one())

    async def hash_of(self, sequence: int) -> str | None:
        """Return the hash of a commit; None when there is no such commit."""
        found: str | None = await self._connection.scalar(
            select(commits.c.hash).where(commits.c.sequence == sequence)
        )
        return found

    async def entry_of(self, sequence: int) -> CommitEntry | None:
        """Return what a commit's seal covers, without reading any facts."""
        rows = await self._commits(sequence - 1, 1)
        if not rows or rows[0].sequence != sequence:
            return None
        (row,) = rows
        told = (await self._events([row.id]))[row.id]
        digests = await self._connection.execute(
            select(
                published_documents.c.entity_id, versions.c.version, published_documents.c.digest
            )
            .join(versions, _OF_VERSION)
            .where(versions.c.commit_id == row.id)
        )
        published = {(entity_id, version): digest for entity_id, version, digest in digests}
        return row.entry(entries_of(told, published))

    async def hashes_after(self, sequence: int, limit: int) -> list[SealedHash]:
        """Return the hashes of the next commits behind a number."""
        columns = commits.c
        rows = await self._connection.execute(
            select(columns.sequence, columns.hash, columns.at)
            .where(columns.sequence > sequence)
            .order_by(columns.sequence)
            .limit(limit)
        )
        return [SealedHash(*row) for row in rows]

    async def commits_after(self, sequence: int | None) -> AsyncGenerator[RecordedCommit]:
        """Return all commits behind a number, in order, each with all that it recorded.

        Without a number they begin with the very first, whatever number it has.
        """
        while rows := await self._batch(sequence):
            ids = [row.id for row in rows]
            told, seen = await self._events(ids), await self._versions(ids)
            for row in rows:
                yield RecordedCommit(row, told[row.id], seen[row.id])
            sequence = rows[-1].sequence

    async def _batch(self, after: int | None) -> list[CommitRow]:
        """Return the next commits that together have few documents; always one if there is one."""
        rows = await self._commits(after, _COMMITS)
        counted = await self._connection.execute(
            select(events.c.commit_id, func.count().label("documents"))
            .where(events.c.commit_id.in_([row.id for row in rows]))
            .group_by(events.c.commit_id)
        )
        counts = {row.commit_id: row.documents for row in counted}
        sums = accumulate(counts.get(row.id, 0) for row in rows)
        return [
            row for row, total in zip(rows, sums, strict=True) if total <= _FACTS or row is rows[0]
        ]

    async def _commits(self, after: int | None, limit: int) -> list[CommitRow]:
        query = select(commits).order_by(commits.c.sequence).limit(limit)
        if after is not None:
            query = query.where(commits.c.sequence > after)
        rows = await self._connection.execute(query)
        return [CommitRow(**row) for row in rows.mappings()]

    async def _events(self, ids: Sequence[UUID]) -> dict[UUID, list[EventRow]]:
        rows = await self._connection.execute(
            select(events).where(events.c.commit_id.in_(ids)).order_by(events.c.ordinal)
        )
        found = defaultdict(list)
        for row in rows.mappings():
            found[row["commit_id"]].append(EventRow(**row))
        return found

    async def _versions(self, ids: Sequence[UUID]) -> dict[UUID, list[SeenVersion]]:
        found = defaultdict(list)
        async with self._connection.stream(
            _WITH_PUBLISHED.where(versions.c.commit_id.in_(ids)),
            execution_options={"yield_per": _FACTS},
        ) as rows:
            async for part in rows.mappings().partitions():
                read = [_version_row(dict(row)) for row in part]
                wrong = await wrong_revisions(self._connection, _readable(read))
                for row in read:
                    of_row = wrong.get((row.commit_id, row.entity_id), ())
                    seen = SeenVersion.of(replace(row, wrong_rows=of_row))
                    found[row.commit_id].append(seen)
        return found

    async def stray(self) -> list[Stray]:
        """Return the rows that belong to no commit, or to no version."""
        ids, kept = select(commits.c.id), select(versions.c.entity_id).where(_OF_VERSION)
        found: list[Stray] = []
        for table, column, strays in (
            ("events", events.c.commit_id, events.c.commit_id.not_in(ids)),
            ("versions", versions.c.commit_id, versions.c.commit_id.not_in(ids)),
            ("published_documents", published_documents.c.entity_id, ~kept.exists()),
        ):
            query = select(column, func.count()).where(strays).group_by(column).limit(_MOST_STRAY)
            found += [Stray(table, *row) for row in await self._connection.execute(query)]
        return found + await stray_revisions(self._connection, _MOST_STRAY)


def _version_row(fields: dict[str, Any]) -> VersionRow:
    form = fields.pop("published_digest"), fields.pop("published_facts")
    published = None if form[0] is None else PublishedRow(*form)
    project = _parsed(fields["facts"]) if fields["kind"] == "project" else None
    return VersionRow(**fields, published=published, project=project)


def _parsed(facts: bytes) -> ProjectFacts | None:
    try:
        return ProjectFacts.model_validate_json(facts)
    except ValidationError:
        return None


def _readable(rows: Sequence[VersionRow]) -> dict[tuple[UUID, UUID], ProjectFacts | None]:
    """Return what can be compared with rows: projects that were read, and those deleted."""
    return {
        (row.commit_id, row.entity_id): None if row.tombstone else row.project
        for row in rows
        if row.kind == "project" and (row.tombstone or row.project is not None)
    }
