"""The record as an audit reads it: in order, in batches, and the rows that belong to no commit."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

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
from ..domain.verification import FeedHead
from .audit_actuals import stray_revisions, wrong_revisions
from .ledger_tables import commits, events, feed_head, published_documents, versions

__all__ = ["AuditReader", "SealedHash"]

_MOST_STRAY = 100
_COMMITS = 50
"""Commits that are read together."""

_FACTS = 50
"""Documents whose facts are in memory together."""

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
        while rows := await self._commits(sequence):
            ids = [row.id for row in rows]
            told, seen = await self._events(ids), await self._versions(ids)
            for row in rows:
                yield RecordedCommit(row, told[row.id], seen[row.id])
            sequence = rows[-1].sequence

    async def _commits(self, after: int | None) -> list[CommitRow]:
        query = select(commits).order_by(commits.c.sequence).limit(_COMMITS)
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
                seen = [dict(row) for row in part]
                wrong = await wrong_revisions(self._connection, seen)
                for row in seen:
                    rows_of = wrong.get((row["commit_id"], row["entity_id"]), ())
                    found[row["commit_id"]].append(SeenVersion.of(_version_row(row, rows_of)))
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


def _version_row(row: Mapping[str, Any], wrong_rows: Sequence[str]) -> VersionRow:
    fields = dict(row)
    form = fields.pop("published_digest"), fields.pop("published_facts")
    published = None if form[0] is None else PublishedRow(*form)
    return VersionRow(**fields, published=published, wrong_rows=wrong_rows)
