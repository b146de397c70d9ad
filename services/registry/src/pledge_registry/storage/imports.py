"""Rows of imports, queued ones among them."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import func, insert, select, update

from pledge_shared.database.connections import ReadConnection, WriteConnection

from .ledger_tables import imports

__all__ = ["ImportRow", "ImportStore"]


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import as asked for, and its outcome once there is one."""

    id: UUID
    actor: UUID
    prune: bool
    reason: str | None
    payload: bytes | None
    outcome: bytes | None


_ROW = (
    imports.c.id,
    imports.c.actor,
    imports.c.prune,
    imports.c.reason,
    imports.c.payload,
    imports.c.outcome,
)


class ImportStore:
    """Keeps imports inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def add(self, actor: UUID, reason: str | None, *, prune: bool) -> UUID:
        """Note an import that is being done right now."""
        return await self._insert(actor, reason, prune=prune, payload=None)

    async def queue(self, payload: bytes, actor: UUID, reason: str | None, *, prune: bool) -> UUID:
        """Leave an import for the worker."""
        return await self._insert(actor, reason, prune=prune, payload=payload)

    async def _insert(
        self, actor: UUID, reason: str | None, *, prune: bool, payload: bytes | None
    ) -> UUID:
        values = {"actor": actor, "reason": reason, "prune": prune, "payload": payload}
        rows = await self._connection.execute(
            insert(imports).values(state="queued", **values).returning(imports.c.id)
        )
        new_id: UUID = rows.scalar_one()
        return new_id

    async def claim(self) -> ImportRow | None:
        """Lock the oldest queued import that no other worker holds."""
        rows = await self._connection.execute(
            select(*_ROW)
            .where(imports.c.state == "queued", imports.c.payload.is_not(None))
            .order_by(imports.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = rows.one_or_none()
        return None if row is None else ImportRow(*row)

    async def finish(
        self, import_id: UUID, state: Literal["succeeded", "failed"], outcome: bytes
    ) -> None:
        """Note how an import ended and drop what it was made from."""
        await self._connection.execute(
            update(imports)
            .where(imports.c.id == import_id)
            .values(state=state, outcome=outcome, payload=None, finished_at=func.now())
        )

    @staticmethod
    async def find(connection: ReadConnection, import_id: UUID) -> ImportRow | None:
        """Return an import."""
        rows = await connection.execute(select(*_ROW).where(imports.c.id == import_id))
        row = rows.one_or_none()
        return None if row is None else ImportRow(*row)
