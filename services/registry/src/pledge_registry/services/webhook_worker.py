"""The background task that keeps webhooks going; several processes may share the work."""

import asyncio
import contextlib

import structlog

from pledge_shared.database.connections import Database, is_down
from pledge_shared.waiting import wait_at_most

from ..storage.feed import Ticket
from ..storage.webhook_queue import Claimed, WebhookQueue
from .webhook_delivery import LEASE, Deliverer

__all__ = ["WebhookWorker"]

_AT_ONCE = 16
"""Webhooks served at the same time by one process."""

_IDLE_SECONDS = 1.0
_log = structlog.get_logger()


class WebhookWorker:
    """Takes webhooks in hand that have something to be sent, the longest waiting first."""

    def __init__(self, database: Database, deliverer: Deliverer, ticket: Ticket) -> None:
        self._database = database
        self._deliverer = deliverer
        self._ticket = ticket

    async def run(self) -> None:
        """Serve webhooks until cancelled, awake at each commit."""
        places = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            while True:
                await places.acquire()
                committed = self._ticket()
                claimed = await self._claim()
                if claimed is not None:
                    serving = group.create_task(self._serve_on(claimed))
                    serving.add_done_callback(lambda _: places.release())
                    continue
                places.release()
                await wait_at_most(committed, _IDLE_SECONDS)

    async def step(self) -> bool:
        """Serve one webhook; False when none has anything to be sent now."""
        claimed = await self._claim()
        if claimed is not None:
            await self._serve(claimed)
        return claimed is not None

    async def _claim(self) -> Claimed | None:
        now = self._deliverer.clock()
        try:
            async with self._database.write() as connection:
                return await WebhookQueue(connection).claim(now, now + LEASE)
        except Exception as error:  # noqa: BLE001 - the worker outlives whatever goes wrong
            _warn("webhooks cannot be looked for", error)
            return None

    async def _serve_on(self, claimed: Claimed | None) -> None:
        while claimed is not None:
            await self._serve(claimed)
            claimed = await self._claim()

    async def _serve(self, claimed: Claimed) -> None:
        try:
            await self._deliverer.deliver(claimed)
        except Exception as error:  # noqa: BLE001 - one webhook's trouble is no other's
            _warn("webhook cannot be served", error, webhook=str(claimed.id))
            await asyncio.sleep(_IDLE_SECONDS)
        finally:
            with contextlib.suppress(Exception):  # else the lease runs out
                async with self._database.write() as connection:
                    await WebhookQueue(connection).release(claimed, self._deliverer.clock())


def _warn(what: str, error: Exception, **more: str) -> None:
    """Log what went wrong: an absent database in a word, all else in full."""
    if is_down(error):
        _log.warning(what, error=type(error).__name__, **more)
    else:
        _log.error(what, exc_info=error, **more)
