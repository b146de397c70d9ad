"""API keys: only their hashes are stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update

from pledge_shared.database.connections import ReadConnection, WriteConnection
from pledge_shared.security.keys import PREFIX_LENGTH, hash_key, new_key
from pledge_shared.security.policy import Actor, Role

from .ledger_tables import api_keys

__all__ = ["add_key", "any_key", "find_actor", "list_keys", "revoke_key"]

_SHOWN = (
    api_keys.c.id,
    api_keys.c.name,
    api_keys.c.role,
    api_keys.c.owner,
    api_keys.c.prefix,
    api_keys.c.created_at,
    api_keys.c.revoked_at,
)

_ACTOR = select(api_keys.c.id, api_keys.c.name, api_keys.c.role, api_keys.c.owner).where(
    api_keys.c.hash == bindparam("of_hash"), api_keys.c.revoked_at.is_(None)
)
"""Asked with every write, so it is built once."""


async def add_key(
    connection: WriteConnection, name: str, role: Role, owner: str
) -> tuple[str, dict[str, Any]]:
    """Store a new key; return it in clear text, for the last time, and its row."""
    key = new_key()
    rows = await connection.execute(
        insert(api_keys)
        .values(name=name, role=role, owner=owner, prefix=key[:PREFIX_LENGTH], hash=hash_key(key))
        .returning(*_SHOWN)
    )
    return key, dict(rows.mappings().one())


async def find_actor(connection: ReadConnection, key: str) -> Actor | None:
    """Return whose key it is, unless it is unknown or revoked."""
    rows = await connection.execute(_ACTOR, {"of_hash": hash_key(key)})
    row = rows.one_or_none()
    return None if row is None else Actor(row.id, row.name, Role(row.role), row.owner)


async def any_key(connection: ReadConnection) -> bool:
    """Tell whether any key was ever made."""
    return bool(await connection.scalar(select(func.count()).select_from(api_keys)))


async def list_keys(connection: ReadConnection) -> Sequence[dict[str, Any]]:
    """Return every key's facts, oldest first."""
    rows = await connection.execute(select(*_SHOWN).order_by(api_keys.c.id))
    return [dict(row) for row in rows.mappings()]


async def revoke_key(connection: WriteConnection, key_id: UUID) -> datetime | None:
    """Revoke a key; return when it was, None when there is no such key."""
    rows = await connection.execute(
        update(api_keys)
        .where(api_keys.c.id == key_id)
        .values(revoked_at=func.coalesce(api_keys.c.revoked_at, func.now()))
        .returning(api_keys.c.revoked_at)
    )
    revoked_at: datetime | None = rows.scalar_one_or_none()
    return revoked_at
