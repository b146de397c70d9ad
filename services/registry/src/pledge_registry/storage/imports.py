"""Rows of imports, queued ones among them."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update

from pledge_shared.database.connections import ReadConnection, WriteConnection

from ..domain.versions import Author
from .import_tables import import_lines, import_progress, imports

__all__ = ["Ended", "ImportRow", "ImportStore"]

Ended = Literal["succeeded", "failed", "validated"]

_ABANDONED = text("now() - interval '1 day'")
"""Imports that began to be received before this will never be completed."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import as asked for, and its outcome once there is one."""

    id: UUID
    actor: UUID
    prune: bool
    validate_only: bool
    reason: str | None
    request_id: str | None
    outcome: bytes | None
    done: int | None
    total: int | None

    @property
    def author(self) -> Author:
        """Who asked for it."""
        return Author(self.actor, self.reason, self.request_id)


_ROW = (
    imports.c.id,
    imports.c.actor,
    imports.c.prune,
    imports.c.validate_only,
    imports.c.reason,
    imports.c.request_id,
    imports.c.outcome,
    import_progress.c.done,
    import_progress.c.total,
)
_ROWS = select(*_ROW).select_from(imports.outerjoin(import_progress))


class ImportStore:
    """Keeps imports inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def add(
        self,
        author: Author,
        *,
        prune: bool,
        validate_only: bool = False,
        state: Literal["receiving", "queued"] = "queued",
    ) -> UUID:
        """Note an import that is about to be received, or done."""
        rows = await self._connection.execute(
            insert(imports)
            .values(
                state=state,
                actor=author.actor,
                reason=author.reason,
                request_id=author.request_id,
                prune=prune,
                validate_only=validate_only,
            )
            .returning(imports.c.id)
        )
        new_id: UUID = rows.scalar_one()
        return new_id

    async def queue(self, import_id: UUID, total: int) -> None:
        """Leave an import, whose lines are all there, for the worker."""
        await self._connection.execute(
            insert(import_progress).values(import_id=import_id, done=0, total=total)
        )
        await self._connection.execute(
            update(imports).where(imports.c.id == import_id).values(state="queued")
        )

    async def claim(self) -> ImportRow | None:
        """Lock the oldest queued import that no other worker holds."""
        rows = await self._connection.execute(
            _ROWS.where(imports.c.state == "queued")
            .order_by(imports.c.id)
            .limit(1)
            .with_for_update(of=imports, skip_locked=True)
        )
        row = rows.one_or_none()
        return None if row is None else ImportRow(*row)

    async def finish(self, import_id: UUID, state: Ended, outcome: bytes) -> None:
        """Note how an import ended and drop what it was made from."""
        await self._connection.execute(
            delete(import_lines).where(import_lines.c.import_id == import_id)
        )
        await self._connection.execute(
            update(imports)
            .where(imports.c.id == import_id)
            .values(state=state, outcome=outcome, finished_at=func.now())
        )

    async def progress(self, import_id: UUID, done: int) -> None:
        """Note how many documents are done; on another connection than the import's."""
        await self._connection.execute(
            update(import_progress)
            .where(import_progress.c.import_id == import_id)
            .values(done=done)
        )

    async def forget(self, import_id: UUID) -> None:
        """Remove an import whose sender left in the middle."""
        await self._connection.execute(delete(imports).where(imports.c.id == import_id))

    async def forget_abandoned(self) -> None:
        """Remove imports that were being received when their service ended."""
        await self._connection.execute(
            delete(imports).where(imports.c.state == "receiving", imports.c.created_at < _ABANDONED)
        )

    @staticmethod
    async def find(connection: ReadConnection, import_id: UUID) -> ImportRow | None:
        """Return an import."""
        rows = await connection.execute(
            _ROWS.where(imports.c.id == import_id, imports.c.state != "receiving")
        )
        row = rows.one_or_none()
        return None if row is None else ImportRow(*row)
