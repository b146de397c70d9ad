"""Recording versions: documents, events, and last of all the commit that gives them a place.

The commit takes its number under the lock of the feed's one row and holds it until the
transaction ends, so numbers become visible in order and a reader never meets one late.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.sql import Select

from pledge_shared.database.connections import WriteConnection

from ..domain.versions import SCHEMA_NUMBER, Commit, NewVersion
from .ledger_tables import commits, events, feed_head, versions

__all__ = ["CHANNEL", "EVERYTHING", "Ledger", "newest_version", "stored_versions"]

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
    .returning(feed_head.c.sequence, feed_head.c.at)
)


class Ledger:
    """Appends to the record inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def new_ids(self, count: int) -> list[UUID]:
        """Return fresh UUIDv7s, in order."""
        rows = await self._connection.execute(
            text("SELECT uuidv7() FROM generate_series(1, :count)"), {"count": count}
        )
        return list(rows.scalars())

    async def record(
        self,
        commit_id: UUID,
        documents: Sequence[NewVersion],
        *,
        actor: UUID,
        reason: str | None,
        request_id: str | None = None,
    ) -> Commit:
        """Append versions and their events; call it last in a transaction, and once."""
        await self._connection.execute(
            insert(versions), [_version_row(document, commit_id) for document in documents]
        )
        await self._connection.execute(
            insert(events),
            [_event_row(document, commit_id, n) for n, document in enumerate(documents)],
        )
        sequence, at = (await self._connection.execute(_NEXT)).one()
        await self._connection.execute(
            insert(commits).values(
                id=commit_id,
                sequence=sequence,
                at=at,
                actor=actor,
                reason=reason,
                request_id=request_id,
            )
        )
        await self._connection.execute(
            text("SELECT pg_notify(:channel, :sequence)"),
            {"channel": CHANNEL, "sequence": str(sequence)},
        )
        return Commit(commit_id, sequence, at)


def _version_row(document: NewVersion, commit_id: UUID) -> dict[str, object]:
    row = asdict(document)
    row["tombstone"] = row.pop("change") == "deleted"
    return row | {"commit_id": commit_id, "schema_number": SCHEMA_NUMBER}


def _event_row(document: NewVersion, commit_id: UUID, ordinal: int) -> dict[str, object]:
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


def newest_version(entity_id: Any, as_of: int) -> Select[tuple[object, ...]]:
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
