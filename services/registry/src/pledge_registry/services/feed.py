"""The change feed as clients read it: cursors, CloudEvents, and waiting for more."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pledge_shared.contracts.events import CloudEvent, EventData
from pledge_shared.database.connections import Database
from pledge_shared.feed import IsGone, cursor_of, page_or_wait, place_of, still_there
from pledge_shared.publication import View

from ..storage.feed import FeedEvent, Wakeup, epoch_of, events_after
from ..storage.reading import DocumentReader

__all__ = ["Feed", "FeedPage"]


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

    async def page(
        self, after: str | None, *, limit: int, wait: float = 0.0, is_gone: IsGone = still_there
    ) -> FeedPage:
        """Return the events behind a cursor, waiting up to ``wait`` seconds for the first.

        Raises
        ------
        InvalidParameterError
            400: the cursor was not handed out here.
        FeedEpochChangedError
            410: it was, but before a backup was restored.
        """
        return await page_or_wait(
            lambda: self._read(after, limit), self._wakeup.ticket, wait, is_gone=is_gone
        )

    async def check(self, after: str | None) -> None:
        """Refuse a cursor as `page` does, without reading events."""
        async with self._database.read() as connection:
            place_of(after, await epoch_of(connection))

    async def _read(self, after: str | None, limit: int) -> FeedPage:
        async with self._database.read() as connection:
            epoch = await epoch_of(connection)
            sequence, ordinal = place_of(after, epoch)
            found = await events_after(connection, sequence, ordinal, limit)
            head = await DocumentReader(connection, View.PUBLISHED).head()
        if found:
            sequence, ordinal = found[-1].sequence, found[-1].ordinal
        behind = cursor_of(epoch, sequence, ordinal)
        return FeedPage([_cloud_event(event, epoch) for event in found], behind, head)


def _cloud_event(event: FeedEvent, epoch: UUID) -> CloudEvent:
    return CloudEvent(
        id=cursor_of(epoch, event.sequence, event.ordinal),
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
