"""The change feed as clients read it: cursors, CloudEvents, and waiting for more."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from pledge_shared.contracts.events import CloudEvent, EventData
from pledge_shared.database.connections import Database, ReadConnection
from pledge_shared.feed import IsGone, cursor_of, page_or_wait, place_of, still_there
from pledge_shared.heads import Head

from ..domain.feed import ANY, EventFilter, FeedEvent, Place
from ..storage.feed import Ticket, head_of_feed, read_slice

__all__ = ["Feed", "FeedPage", "cloud_event", "read_place"]

_LOOKING_SECONDS = 0.5
"""How long events that nobody wants are passed over before the reader is told to come again."""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Some events, the cursor behind them, and the head of the chain."""

    items: Sequence[CloudEvent]
    next: str
    head: Head


class Feed:
    """Reads the feed."""

    def __init__(self, database: Database, ticket: Ticket) -> None:
        self._database = database
        self._ticket = ticket

    async def page(
        self,
        after: str | None,
        *,
        limit: int,
        wanted: EventFilter = ANY,
        wait: float = 0.0,
        is_gone: IsGone = still_there,
    ) -> FeedPage:
        """Return the events behind a cursor, waiting up to ``wait`` seconds for the first.

        Raises
        ------
        InvalidParameterError
            400: the cursor was not handed out here.
        FeedEpochChangedError
            410: it was, but before a backup was restored.
        """
        place = after

        async def read() -> FeedPage:
            nonlocal place  # events that nobody wants are passed over once, not at each look
            until = monotonic() + _LOOKING_SECONDS
            while True:
                page, is_end = await self._read(place, limit, wanted)
                place = page.next
                if page.items or is_end or monotonic() > until:
                    return page

        return await page_or_wait(read, self._ticket, wait, is_gone=is_gone)

    async def check(self, after: str | None) -> None:
        """Refuse a cursor as `page` does, without reading events."""
        async with self._database.read() as connection:
            await read_place(connection, after)

    async def _read(
        self, after: str | None, limit: int, wanted: EventFilter
    ) -> tuple[FeedPage, bool]:
        """Return a page, and whether nothing is behind it."""
        async with self._database.read() as connection:
            place = await read_place(connection, after)
            found = await read_slice(connection, place, limit, wanted)
        if wanted:
            place = found.end
        elif found.events:  # its id is as good a cursor, and one that readers know
            place = found.events[-1].place
        items = [cloud_event(event, found.epoch) for event in found.events]
        page = FeedPage(items, cursor_of(found.epoch, *place), found.head)
        return page, found.end.sequence >= found.head.sequence


async def read_place(connection: ReadConnection, cursor: str | None) -> Place:
    """Return the place a cursor stands for, refusing it as `Feed.page` does."""
    return Place(*place_of(cursor, *await head_of_feed(connection)))


def cloud_event(event: FeedEvent, epoch: UUID) -> CloudEvent:
    """Return an event as it is told to clients."""
    return CloudEvent(
        id=cursor_of(epoch, *event.place),
        source="/registry",
        type=f"pledge.{event.kind}.{event.change}",
        subject=_subject(event),
        time=event.at,
        data=EventData(
            kind=event.kind,
            id=event.entity_id,
            plan=event.plan,
            code=event.code,
            version=event.version,
            digest=event.digest,
            sequence=event.sequence,
        ),
    )


def _subject(event: FeedEvent) -> str:
    if event.kind == "project":
        return f"plans/{event.plan}/projects/{event.code}"
    return f"{event.kind}s/{event.code}"
