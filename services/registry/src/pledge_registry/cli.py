"""What an operator does to the registry without HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from pledge_shared.database.connections import Database

from .services.epoch import begin_epoch
from .services.keys import Keys

__all__ = ["ensure_first_key", "new_epoch"]

Result = TypeVar("Result")


def ensure_first_key(url: str) -> str | None:
    """Make an administrator's key if the registry has none; return it in clear text, once."""
    return _run(url, lambda database: Keys(database).create_first())


def new_epoch(url: str, reason: str | None = None) -> UUID:
    """Begin a new epoch of the feed, after a backup was restored; return it."""
    return _run(url, lambda database: begin_epoch(database, reason))


def _run(url: str, do: Callable[[Database], Awaitable[Result]]) -> Result:
    async def connected() -> Result:
        database = Database(url, pool_size=1)
        try:
            return await do(database)
        finally:
            await database.close()

    return asyncio.run(connected())
