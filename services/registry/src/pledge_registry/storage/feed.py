"""The change feed: events in the order of their commits, and a wake-up when there are more."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import ColumnElement, func, select, tuple_, update

from pledge_shared.database.connections import ReadConnection, WriteConnection, asyncpg_dsn
from pledge_shared.heads import Head

from ..domain.feed import ANY, EventFilter, FeedEvent, Place, Slice
from .ledger import CHANNEL
from .ledger_tables import commits, events, feed_head

__all__ = [
    "Ticket",
    "Wakeup",
    "head_of_feed",
    "missing_events",
    "read_event",
    "read_slice",
    "renew_epoch",
]

_log = structlog.get_logger()
_RECONNECT_SECONDS = 1.0
_AT_ONCE = 10_000
"""Commits that are looked through for events that are wanted: some 50 ms of the database."""

Ticket = Callable[[], asyncio.Event]
"""Gives what the next commit sets; take it before looking, so that none slips between."""


async def head_of_feed(connection: ReadConnection) -> tuple[UUID, int]:
    """Return the installation's epoch and the number of the newest commit."""
    row = (await connection.execute(select(feed_head.c.epoch, feed_head.c.sequence))).one()
    return row.epoch, row.sequence


async def renew_epoch(connection: WriteConnection) -> tuple[UUID, UUID]:
    """Begin a new epoch, so that every cursor handed out before is refused; return old and new."""
    before, _ = await head_of_feed(connection)
    renewed = update(feed_head).values(epoch=func.gen_random_uuid()).returning(feed_head.c.epoch)
    after: UUID = (await connection.execute(renewed)).scalar_one()
    return before, after


_EVENTS = select(
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
).join(events, events.c.commit_id == commits.c.id)


async def read_slice(
    connection: ReadConnection, after: Place, limit: int, wanted: EventFilter = ANY
) -> Slice:
    """Return the next events behind a place of the feed that are wanted.

    Where not all are wanted, it looks at so many commits at most: a page may then be empty although
    there is more behind its end.
    """
    columns = feed_head.c
    newest = select(columns.sequence, columns.hash, columns.epoch)
    sequence, sealed, epoch = (await connection.execute(newest)).one()
    head = Head(sequence, sealed, epoch)
    last = min(sequence, after.sequence + _AT_ONCE) if wanted else sequence
    rows = await connection.execute(
        _EVENTS.where(
            commits.c.sequence.between(after.sequence, last),
            tuple_(commits.c.sequence, events.c.ordinal) > tuple_(*after),
            *_conditions(wanted),
        )
        .order_by(commits.c.sequence, events.c.ordinal)
        .limit(limit)
    )
    found = [FeedEvent(**row) for row in rows.mappings()]
    end = found[-1].place if len(found) == limit else max(after, Place.end_of(last))
    return Slice(epoch, head, found, end)


async def read_event(connection: ReadConnection, place: Place) -> FeedEvent:
    """Return the event at a place where one is."""
    rows = await connection.execute(
        _EVENTS.where(commits.c.sequence == place.sequence, events.c.ordinal == place.ordinal)
    )
    return FeedEvent(**rows.mappings().one())


async def missing_events(connection: ReadConnection, places: Sequence[Place]) -> set[Place]:
    """Return the places at which there is no event."""
    wanted = tuple_(commits.c.sequence, events.c.ordinal).in_(places)
    rows = await connection.execute(
        select(commits.c.sequence, events.c.ordinal).join(events).where(wanted)
    )
    return set(places) - {Place(*row) for row in rows}


def _conditions(wanted: EventFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.plans:
        yield events.c.plan.in_(wanted.plans)
    if wanted.kinds:
        yield events.c.kind.in_(wanted.kinds)
    if wanted.types:
        yield func.concat("pledge.", events.c.kind, ".", events.c.change).in_(wanted.types)


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
        """Return what the next commit sets (see `Ticket`)."""
        return self._changed
