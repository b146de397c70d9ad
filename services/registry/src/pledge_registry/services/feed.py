"""The change feed as clients read it: cursors, CloudEvents, and waiting for more."""

import re
from asyncio import get_running_loop
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pledge_shared.contracts.events import CloudEvent, EventData
from pledge_shared.database.connections import Database
from pledge_shared.errors import InvalidParameterError

from ..errors import FeedEpochChangedError
from ..storage.feed import FeedEvent, Wakeup, epoch_of, events_after, wait_for
from ..storage.reading import DocumentReader

__all__ = ["Feed", "FeedPage"]

_CURSOR = re.compile(r"([0-9a-f-]{36})\.([0-9]{1,18})\.([0-9]{1,9})")
_LOOK_AGAIN_SECONDS = 1.0
_START = (0, -1)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Some events, the cursor behind them, and the newest sequence number there is."""

    items: Sequence[CloudEvent]
    next: str
    head: int


class Feed:
    """Reads the feed."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def page(self, after: str | None, *, limit: int, wait: float = 0.0) -> FeedPage:
        """Return the events behind a cursor, waiting up to ``wait`` seconds for the first.

        Raises
        ------
        InvalidParameterError
            400: the cursor was not handed out here.
        FeedEpochChangedError
            410: it was, but before a backup was restored.
        """
        until = get_running_loop().time() + wait
        while True:
            ticket = self._wakeup.ticket()
            page = await self._read(after, limit)
            left = until - get_running_loop().time()
            if page.items or left <= 0:
                return page
            await wait_for(ticket, min(left, _LOOK_AGAIN_SECONDS))

    async def check(self, after: str | None) -> None:
        """Refuse a cursor as `page` does, without reading events."""
        async with self._database.read() as connection:
            _place(after, await epoch_of(connection))

    async def _read(self, after: str | None, limit: int) -> FeedPage:
        async with self._database.read() as connection:
            epoch = await epoch_of(connection)
            sequence, ordinal = _place(after, epoch)
            found = await events_after(connection, sequence, ordinal, limit)
            head = await DocumentReader(connection).head()
        if found:
            sequence, ordinal = found[-1].sequence, found[-1].ordinal
        # Ordinals start at 0; the place before the first event is written as 0.0.
        behind = f"{epoch}.{sequence}.{max(ordinal, 0)}"
        return FeedPage([_cloud_event(event, epoch) for event in found], behind, head)


def _place(after: str | None, epoch: UUID) -> tuple[int, int]:
    if after is None:
        return _START
    match = _CURSOR.fullmatch(after)
    if match is None:
        raise InvalidParameterError("Use the `next` of an earlier answer as `after`.")
    if match[1] != str(epoch):
        raise FeedEpochChangedError
    return int(match[2]), int(match[3])


def _cloud_event(event: FeedEvent, epoch: UUID) -> CloudEvent:
    return CloudEvent(
        id=f"{epoch}.{event.sequence}.{event.ordinal}",
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
