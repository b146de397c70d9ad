"""The change feed: events in the order of their commits, and a wake-up when there are more."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import select, tuple_

from pledge_shared.database.connections import ReadConnection, asyncpg_dsn

from .ledger import CHANNEL
from .ledger_tables import commits, events, feed_head

__all__ = ["FeedEvent", "Wakeup", "epoch_of", "events_after"]

_log = structlog.get_logger()
_RECONNECT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One change of one document."""

    sequence: int
    ordinal: int
    at: datetime
    change: str
    kind: str
    entity_id: UUID
    version: int
    plan: str | None
    code: str
    digest: str


async def epoch_of(connection: ReadConnection) -> UUID:
    """Return the installation's epoch; it changes when a backup is restored."""
    epoch: UUID = (await connection.execute(select(feed_head.c.epoch))).scalar_one()
    return epoch


async def events_after(
    connection: ReadConnection, sequence: int, ordinal: int, limit: int
) -> Sequence[FeedEvent]:
    """Return the next events behind a place in the feed."""
    rows = await connection.execute(
        select(
            commits.c.sequence,
            events.c.ordinal,
            commits.c.at,
            events.c.change,
            events.c.kind,
            events.c.entity_id,
            events.c.version,
            events.c.plan,
            events.c.code,
            events.c.digest,
        )
        .join(events, events.c.commit_id == commits.c.id)
        .where(
            commits.c.sequence >= sequence,
            tuple_(commits.c.sequence, events.c.ordinal) > tuple_(sequence, ordinal),
        )
        .order_by(commits.c.sequence, events.c.ordinal)
        .limit(limit)
    )
    return [FeedEvent(**row) for row in rows.mappings()]


class Wakeup:
    """Listens for commits on a connection of its own and wakes whoever waits for more events.

    It only saves time: a waiter looks again by itself, so a lost notice delays and loses nothing.
    """

    def __init__(self, url: str) -> None:
        self._url = asyncpg_dsn(url)
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Listen until cancelled, connecting again whenever the connection is lost."""
        while True:
            try:
                await self._listen()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _log.warning("feed listener lost its connection", error=type(error).__name__)
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen(self) -> None:
        lost = asyncio.Event()
        connection = await asyncpg.connect(self._url, timeout=5)
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, self._notify)
            self._wake()
            await lost.wait()
        finally:
            with contextlib.suppress(Exception):
                await connection.close(timeout=1)

    def _notify(self, *_: object) -> None:
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def ticket(self) -> asyncio.Event:
        """Return what the next commit sets; take it before looking, so that none slips between."""
        return self._changed
