"""Keys: made, listed, revoked, and recognised."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pledge_shared.database.connections import Database
from pledge_shared.errors import ConflictError
from pledge_shared.security.policy import Actor, Role

from ..errors import UnknownKeyError
from ..storage import keys as store
from ..storage.idempotency import IdempotencyKey, KeptAnswer, find_answer, keep_answer

__all__ = ["Keys"]


class Keys:
    """Manages API keys; also the registry's own verifier."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self, name: str, role: Role, owner: str, *, once: IdempotencyKey
    ) -> tuple[str, dict[str, Any]]:
        """Make a key; its clear text is returned here and nowhere else.

        Raises
        ------
        ConflictError
            409: this request made its key already, and a key is shown only once.
        """
        async with self._database.write() as connection:
            if await find_answer(connection, once):
                raise ConflictError(
                    "The key was made and shown already; revoke it and make another."
                )
            made = await store.add_key(connection, name, role, owner)
            await keep_answer(connection, once, KeptAnswer(201, b""))
            return made

    async def create_first(self) -> str | None:
        """Make an administrator's key if there was never any key."""
        async with self._database.write() as connection:
            if await store.any_key(connection):
                return None
            name = "first administrator"
            key, _ = await store.add_key(connection, name, Role.ADMINISTRATOR, name)
            return key

    async def list(self) -> Sequence[dict[str, Any]]:
        """Return every key's facts, never a key."""
        async with self._database.read() as connection:
            return await store.list_keys(connection)

    async def revoke(self, key_id: UUID) -> None:
        """Revoke a key, once and for all."""
        async with self._database.write() as connection:
            if await store.revoke_key(connection, key_id) is None:
                raise UnknownKeyError

    async def find_actor(self, key: str) -> Actor | None:
        """Return whose key it is."""
        async with self._database.ask() as connection:
            return await store.find_actor(connection, key)
