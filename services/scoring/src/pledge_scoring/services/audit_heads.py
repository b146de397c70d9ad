"""Lists the heads of the registry's audit chain that are held here."""

from pledge_shared.database.connections import Database
from pledge_shared.pagination import Page, cut_page, decode_number

from ..storage.audit_heads import HeldHead, held_heads

__all__ = ["AuditHeads"]

_SCOPE = "audit-heads"


class AuditHeads:
    """What was heard of the registry's chain while its feed was followed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, *, cursor: str | None, limit: int) -> Page[HeldHead]:
        """Return a page of held heads, newest first."""
        below = decode_number(_SCOPE, cursor) if cursor else None
        async with self._database.read() as connection:
            found = await held_heads(connection, below=below, limit=limit + 1)
        return cut_page(found, limit, _SCOPE, lambda head: (str(head.id),))
