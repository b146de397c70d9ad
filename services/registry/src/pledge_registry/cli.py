"""What an operator does to the registry without HTTP."""

import asyncio

from pledge_shared.database.connections import Database

from .services.keys import Keys

__all__ = ["ensure_first_key"]


def ensure_first_key(url: str) -> str | None:
    """Make an administrator's key if the registry has none; return it in clear text, once."""
    return asyncio.run(_ensure_first_key(url))


async def _ensure_first_key(url: str) -> str | None:
    database = Database(url, pool_size=1)
    try:
        return await Keys(database).create_first()
    finally:
        await database.close()
