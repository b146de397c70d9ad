"""Heads of the registry's audit chain, held where no writer of the registry's database reaches."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from pledge_shared.database.connections import ReadConnection, WriteConnection
from pledge_shared.heads import Head

from .tables import audit_heads

__all__ = ["HeldHead", "held_heads", "hold_head"]


@dataclass(frozen=True, slots=True)
class HeldHead:
    """A head, and when it was heard of first."""

    id: int
    epoch: UUID
    sequence: int
    hash: str
    held_at: datetime


async def hold_head(connection: WriteConnection, head: Head) -> None:
    """Keep a head for good; another hash of the same commit is kept beside it."""
    await connection.execute(
        insert(audit_heads)
        .values(epoch=head.epoch, sequence=head.sequence, hash=head.hash)
        .on_conflict_do_nothing()
    )


async def held_heads(
    connection: ReadConnection, *, below: int | None, limit: int
) -> list[HeldHead]:
    """Return heads that are held, newest first."""
    query = select(audit_heads).order_by(audit_heads.c.id.desc()).limit(limit)
    if below is not None:
        query = query.where(audit_heads.c.id < below)
    rows = await connection.execute(query)
    return [HeldHead(**row) for row in rows.mappings()]
