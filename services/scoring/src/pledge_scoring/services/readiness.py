"""Whether the service can answer."""

import asyncio

from pledge_shared.database.connections import Database
from pledge_shared.database.migrate import require_current
from pledge_shared.errors import UnavailableError

from .progress import Progress

__all__ = ["Readiness"]

_RETRY = {"Retry-After": "1"}


class Readiness:
    """Database at this release's schema, and following a registry that was reached."""

    def __init__(
        self, database: Database, progress: Progress, following: asyncio.Task[None]
    ) -> None:
        self._database = database
        self._progress = progress
        self._following = following

    async def check_database(self) -> None:
        """Refuse a database that is away, or that this code was not written for."""
        await require_current(self._database, "scoring")

    async def check_following(self) -> None:
        """Refuse to answer before the registry was heard of, or when nobody follows it.

        Raises
        ------
        UnavailableError
            Scores would be missing, or would never change again.
        """
        if self._following.done():
            raise UnavailableError("The registry's feed is not followed; restart.", headers=_RETRY)
        if not self._progress.registry_reached:
            raise UnavailableError("The registry was not reached yet.", headers=_RETRY)
