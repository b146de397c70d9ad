"""Rows of contacts, and the log of everybody who handled one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from pledge_shared.database.connections import ReadConnection, WriteConnection

from .contact_tables import access_log, contacts
from .ledger_tables import idempotency_keys

__all__ = ["ContactRow", "ContactStore", "accesses", "contact_exists", "find_contact"]


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as it is stored."""

    id: UUID
    name: str
    telephone: str | None
    revision: int


_ROW = (contacts.c.id, contacts.c.name, contacts.c.telephone, contacts.c.revision)


async def find_contact(
    connection: ReadConnection, contact_id: UUID, *, lock: bool = False
) -> ContactRow | None:
    """Return a contact, or None; ``lock`` lets nobody else change it meanwhile."""
    query = select(*_ROW).where(contacts.c.id == contact_id)
    rows = await connection.execute(query.with_for_update() if lock else query)
    row = rows.one_or_none()
    return None if row is None else ContactRow(*row)


async def contact_exists(connection: ReadConnection, contact_id: UUID) -> bool:
    """Tell whether there is such a contact."""
    found = select(contacts.c.id).where(contacts.c.id == contact_id)
    return await connection.scalar(found) is not None


async def accesses(
    connection: ReadConnection,
    *,
    contact: UUID | None,
    account: UUID | None,
    before: UUID | None,
    limit: int,
) -> Sequence[dict[str, Any]]:
    """Return who handled contacts, newest first."""
    columns = access_log.c
    query = select(
        columns.id,
        columns.account,
        columns.at,
        columns.source,
        columns.contact_id.label("contact_ref"),
        columns.action,
    )
    if contact is not None:
        query = query.where(columns.contact_id == contact)
    if account is not None:
        query = query.where(columns.account == account)
    if before is not None:
        query = query.where(columns.id < before)
    rows = await connection.execute(query.order_by(columns.id.desc()).limit(limit))
    return [dict(row) for row in rows.mappings()]


class ContactStore:
    """Writes contacts inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def add(self, name: str, telephone: str | None) -> UUID:
        """Add a contact; return its id."""
        added = insert(contacts).values(name=name, telephone=telephone)
        new_id: UUID = (await self._connection.execute(added.returning(contacts.c.id))).scalar_one()
        return new_id

    async def change(self, row: ContactRow) -> None:
        """Bring a contact to its next revision."""
        await self._connection.execute(
            update(contacts)
            .where(contacts.c.id == row.id)
            .values(name=row.name, telephone=row.telephone, revision=row.revision)
        )

    async def erase(self, contact_id: UUID, location: str) -> None:
        """Remove a contact, and the kept request that made it."""
        await self._connection.execute(delete(contacts).where(contacts.c.id == contact_id))
        await self._connection.execute(
            delete(idempotency_keys).where(idempotency_keys.c.location == location)
        )

    async def log(self, contact_id: UUID, action: str, *, account: UUID, source: str) -> None:
        """Note who handled a contact, and from where; the time is the database's."""
        await self._connection.execute(
            insert(access_log).values(
                account=account, source=source, contact_id=contact_id, action=action
            )
        )
