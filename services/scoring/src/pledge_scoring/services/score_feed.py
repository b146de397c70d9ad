"""The feed of scores as clients read it: cursors, CloudEvents, and waiting for more."""

import asyncio
import contextlib
import re
from uuid import UUID

from pledge_shared.contracts.achievements import ScoreEvent, ScoreEventData, ScoreEventPage
from pledge_shared.database.connections import Database
from pledge_shared.errors import InvalidParameterError

from ..engine.numbers import EXACT_PLACES, fixed
from ..errors import FeedEpochChangedError
from ..storage.feed import ScoreEvent as StoredEvent
from ..storage.feed import epoch_of, events_after
from .progress import Progress
from .rendering.texts import percent

__all__ = ["ScoreFeed"]

_CURSOR = re.compile(r"([0-9a-f-]{36})\.([0-9]{1,18})\.([0-9]{1,9})")
_LOOK_AGAIN_SECONDS = 1.0
_START = (0, 0)
"""Before every commit: the first is number 1."""


class ScoreFeed:
    """Reads the feed; a commit of another process is found by looking again."""

    def __init__(self, database: Database, progress: Progress) -> None:
        self._database = database
        self._progress = progress

    async def page(self, after: str | None, *, limit: int, wait: float) -> ScoreEventPage:
        """Return the events behind a cursor, waiting up to ``wait`` seconds for the first.

        Raises
        ------
        InvalidParameterError
            400: the cursor was not handed out here.
        FeedEpochChangedError
            410: it was, but before a backup was restored.
        """
        until = asyncio.get_running_loop().time() + wait
        while True:
            ticket = self._progress.ticket()
            page = await self._read(after, limit)
            left = until - asyncio.get_running_loop().time()
            if page.items or left <= 0:
                return page
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ticket.wait(), min(left, _LOOK_AGAIN_SECONDS))

    async def _read(self, after: str | None, limit: int) -> ScoreEventPage:
        async with self._database.read() as connection:
            epoch = await epoch_of(connection)
            place = _place(after, epoch)
            found = await events_after(connection, *place, limit)
        sequence, ordinal = (found[-1].sequence, found[-1].ordinal) if found else place
        return ScoreEventPage(
            items=tuple(_cloud_event(event, epoch) for event in found),
            next=f"{epoch}.{sequence}.{ordinal}",
        )


def _place(after: str | None, epoch: UUID) -> tuple[int, int]:
    if after is None:
        return _START
    match = _CURSOR.fullmatch(after)
    if match is None:
        raise InvalidParameterError("Use the `next` of an earlier answer as `after`.")
    if match[1] != str(epoch):
        raise FeedEpochChangedError
    return int(match[2]), int(match[3])


def _cloud_event(event: StoredEvent, epoch: UUID) -> ScoreEvent:
    rate = event.rate
    return ScoreEvent(
        id=f"{epoch}.{event.sequence}.{event.ordinal}",
        source="/scoring",
        type=f"pledge.score.{event.change}",
        subject=f"plans/{event.plan}/projects/{event.code}",
        time=event.at,
        data=ScoreEventData(
            project_id=event.project_id,
            plan=event.plan,
            code=event.code,
            registry_version=event.version,
            registry_sequence=event.registry_sequence,
            on=event.scored_on,
            rate=percent(rate),
            rate_exact=None if rate is None else fixed(rate, EXACT_PLACES),
            reason=event.reason,
            digest=event.digest,
            sequence=event.sequence,
        ),
    )
