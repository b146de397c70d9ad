"""Scheme versions: drafts are written over, what is released is only ever added."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, delete, insert, literal, select, union_all, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from pledge_shared.database.connections import ReadConnection, WriteConnection

from .tables import released_schemes, scheme_drafts

__all__ = [
    "StoredScheme",
    "add_draft",
    "change_draft",
    "find_draft",
    "find_released",
    "find_schemes",
    "release_draft",
]


@dataclass(frozen=True, slots=True)
class StoredScheme:
    """A scheme version as it is stored; ``revision`` counts the writes of its draft."""

    name: str
    document: bytes
    digest: str
    revision: int
    actor: UUID
    released: bool


async def find_schemes(connection: ReadConnection, *, drafts: bool) -> list[StoredScheme]:
    """Return released versions, with the drafts where they are asked for, by name."""
    tables = [released_schemes, scheme_drafts] if drafts else [released_schemes]
    queries = [_query(table) for table in tables]
    rows = await connection.execute(union_all(*queries).order_by("name"))
    return [StoredScheme(**row) for row in rows.mappings()]


async def find_released(connection: ReadConnection, name: str) -> StoredScheme | None:
    """Return a released version."""
    return await _one(connection, released_schemes, name)


async def find_draft(
    connection: ReadConnection, name: str, *, lock: bool = False
) -> StoredScheme | None:
    """Return a draft, held until the transaction ends where ``lock`` says so."""
    return await _one(connection, scheme_drafts, name, lock=lock)


async def add_draft(connection: WriteConnection, draft: StoredScheme) -> bool:
    """Store a draft under a name that no other draft has; tell whether it was stored."""
    added = insert_or_not(scheme_drafts).values(_values(draft)).on_conflict_do_nothing()
    done = await connection.execute(added.returning(scheme_drafts.c.name))
    return done.one_or_none() is not None


async def change_draft(connection: WriteConnection, draft: StoredScheme) -> None:
    """Write over a draft that this transaction holds."""
    values = {name: value for name, value in _values(draft).items() if name != "name"}
    mine = scheme_drafts.c.name == draft.name
    await connection.execute(update(scheme_drafts).where(mine).values(values))


async def release_draft(connection: WriteConnection, draft: StoredScheme, actor: UUID) -> None:
    """Move a draft that this transaction holds to what never changes."""
    values = {**_values(draft), "actor": actor}
    await connection.execute(insert(released_schemes).values(values))
    await connection.execute(delete(scheme_drafts).where(scheme_drafts.c.name == draft.name))


def _values(scheme: StoredScheme) -> dict[str, object]:
    return {
        "name": scheme.name,
        "document": scheme.document,
        "digest": scheme.digest,
        "revision": scheme.revision,
        "actor": scheme.actor,
    }


def _query(table: Table) -> Select[Any]:
    c = table.c
    released = literal(table is released_schemes).label("released")
    return select(c.name, c.document, c.digest, c.revision, c.actor, released)


async def _one(
    connection: ReadConnection, table: Table, name: str, *, lock: bool = False
) -> StoredScheme | None:
    query = _query(table).where(table.c.name == name)
    rows = await connection.execute(query.with_for_update() if lock else query)
    row = rows.mappings().one_or_none()
    return None if row is None else StoredScheme(**row)
