"""Recording versions: documents, events, and last of all the commit that seals them.

The commit takes its number under the lock of the feed's one row and holds it until the
transaction ends, so numbers become visible in order and a reader never meets one late.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.sql import Select

from pledge_shared.database.connections import WriteConnection

from ..domain.chain import Action, CommitEntry, DocumentEntry, chained
from ..domain.versions import SCHEMA_NUMBER, Author, Commit, NewVersion
from .copying import append_rows
from .ledger_tables import commits, events, feed_head, published_documents, versions
from .search_tables import search_rows

__all__ = ["CHANNEL", "EVERYTHING", "Ledger", "document_entry", "newest_version", "stored_versions"]

CHANNEL = "registry_commits"
"""Of LISTEN/NOTIFY inside the registry; it never crosses a service."""

EVERYTHING = 2**63 - 1
"""As a sequence number: all commits there are."""

_NEXT = (
    update(feed_head)
    .values(
        sequence=feed_head.c.sequence + 1,
        at=func.greatest(func.clock_timestamp(), feed_head.c.at + text("interval '1 microsecond'")),
    )
    .returning(feed_head.c.sequence, feed_head.c.at, feed_head.c.hash)
)

_SEAL = select(func.pg_notify(CHANNEL, bindparam("notice"))).add_cte(
    insert(commits)
    .values({column: bindparam(f"of_{column.name}") for column in commits.c})
    .cte("committed"),
    update(feed_head).values(hash=bindparam("of_hash")).cte("sealed"),
)

_NEW_IDS = text("SELECT uuidv7() FROM generate_series(1, :count)")


class Ledger:
    """Appends to the record inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def new_ids(self, count: int) -> list[UUID]:
        """Return fresh UUIDv7s, in order."""
        rows = await self._connection.execute(_NEW_IDS, {"count": count})
        return list(rows.scalars())

    async def append(
        self, commit_id: UUID, documents: Sequence[NewVersion], *, first: int = 0
    ) -> None:
        """Append versions and their events, numbered in the commit from ``first``."""
        published = [row for document in documents for row in _published_rows(document)]
        found = [row._asdict() for document in documents for row in document.search]
        for table, rows in (
            (versions, [_version_row(document, commit_id) for document in documents]),
            (published_documents, published),
            (search_rows, found),
            (events, [_event_row(each, commit_id, n) for n, each in enumerate(documents, first)]),
        ):
            await append_rows(self._connection, table, rows)

    async def seal(
        self,
        commit_id: UUID,
        documents: Sequence[DocumentEntry],
        author: Author,
        actions: Sequence[Action] = (),
    ) -> Commit:
        """Append the commit, whose documents are appended; the last thing a transaction does."""
        done = [asdict(action) for action in actions]
        sequence, at, previous = (await self._connection.execute(_NEXT)).one()
        entry = CommitEntry(
            id=commit_id,
            sequence=sequence,
            at=at,
            actor=author.actor,
            reason=author.reason,
            request_id=author.request_id,
            actions=done,
            documents=documents,
        )
        sealed = chained(previous, entry)
        await self._connection.execute(
            _SEAL,
            {
                "of_id": commit_id,
                "of_sequence": sequence,
                "of_at": at,
                "of_actor": author.actor,
                "of_reason": author.reason,
                "of_request_id": author.request_id,
                "of_actions": done,
                "of_hash": sealed,
                "notice": str(sequence),
            },
        )
        return Commit(commit_id, sequence, at, sealed)


def _version_row(document: NewVersion, commit_id: UUID) -> dict[str, Any]:
    return {
        "entity_id": document.entity_id,
        "version": document.version,
        "kind": document.kind,
        "plan": document.plan,
        "code": document.code,
        "commit_id": commit_id,
        "tombstone": document.change == "deleted",
        "schema_number": SCHEMA_NUMBER,
        "digest": document.digest,
        "facts": document.facts,
        "summary": dict(document.summary),
    }


def _published_rows(document: NewVersion) -> Iterator[dict[str, Any]]:
    if document.published is not None:
        facts, digest = document.published
        place = {"entity_id": document.entity_id, "version": document.version}
        yield place | {"digest": digest, "facts": facts}


def _event_row(document: NewVersion, commit_id: UUID, ordinal: int) -> dict[str, Any]:
    return {
        "commit_id": commit_id,
        "ordinal": ordinal,
        "change": document.change,
        "kind": document.kind,
        "entity_id": document.entity_id,
        "version": document.version,
        "plan": document.plan,
        "code": document.code,
        "digest": document.digest,
    }


def document_entry(document: NewVersion) -> DocumentEntry:
    """Return a version as the chain seals it."""
    return DocumentEntry(
        kind=document.kind,
        entity_id=document.entity_id,
        version=document.version,
        change=document.change,
        plan=document.plan,
        code=document.code,
        digest=document.digest,
        published=document.published[1] if document.published else None,
    )


_STORED = (
    versions.c.kind,
    versions.c.entity_id,
    versions.c.version,
    versions.c.plan,
    versions.c.code,
    commits.c.sequence,
    versions.c.tombstone,
    versions.c.digest,
    versions.c.facts,
)


def stored_versions() -> Select[tuple[object, ...]]:
    """Return the query of versions with the sequence number of their commits."""
    return select(*_STORED).join_from(versions, commits, versions.c.commit_id == commits.c.id)


def newest_version(entity_id: Any, as_of: Any) -> Select[tuple[object, ...]]:
    """Return the query of an entity's newest version at a point of the record.

    Parameters
    ----------
    entity_id
        An id, or the column of one in what the query is joined to laterally.
    """
    return (
        stored_versions()
        .where(versions.c.entity_id == entity_id, commits.c.sequence <= as_of)
        .order_by(versions.c.version.desc())
        .limit(1)
    )
