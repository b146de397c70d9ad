"""The feed of scores and alerts as clients read it: cursors, CloudEvents, and waiting for more."""

from uuid import UUID

from pledge_shared.contracts.achievements import ScoreEvent, ScoreEventData, ScoreEventPage
from pledge_shared.contracts.alerts import AlertEvent
from pledge_shared.database.connections import Database
from pledge_shared.feed import IsGone, cursor_of, page_or_wait, place_of, still_there

from ..engine.numbers import EXACT_PLACES, fixed
from ..storage.alert_feed import AlertEvent as StoredAlertEvent
from ..storage.alert_feed import alert_events_after
from ..storage.feed import ScoreEvent as StoredEvent
from ..storage.feed import events_after, head_of_feed
from .progress import Progress
from .rendering import render_alert_event
from .rendering.texts import percent

__all__ = ["ScoreFeed"]


class ScoreFeed:
    """Reads the feed; a commit of another process is found by looking again."""

    def __init__(self, database: Database, progress: Progress) -> None:
        self._database = database
        self._progress = progress

    async def page(
        self, after: str | None, *, limit: int, wait: float, is_gone: IsGone = still_there
    ) -> ScoreEventPage:
        """Return the events behind a cursor, waiting up to ``wait`` seconds for the first.

        Raises
        ------
        InvalidParameterError
            400: the cursor was not handed out here.
        FeedEpochChangedError
            410: it was, but before a backup was restored.
        """
        return await page_or_wait(
            lambda: self._read(after, limit), self._progress.ticket, wait, is_gone=is_gone
        )

    async def _read(self, after: str | None, limit: int) -> ScoreEventPage:
        async with self._database.read() as connection:
            epoch, head = await head_of_feed(connection)
            place = place_of(after, epoch, head)
            scored = await events_after(connection, *place, limit)
            alerted = await alert_events_after(connection, *place, limit)
        # A commit of the feed is of scores or of alerts: no two events have one place.
        merged: list[StoredEvent | StoredAlertEvent] = [*scored, *alerted]
        found = sorted(merged, key=_place)[:limit]
        sequence, ordinal = _place(found[-1]) if found else place
        return ScoreEventPage(
            items=tuple(_cloud_event(event, epoch) for event in found),
            next=cursor_of(epoch, sequence, ordinal),
        )


def _place(event: StoredEvent | StoredAlertEvent) -> tuple[int, int]:
    return event.sequence, event.ordinal


def _cloud_event(event: StoredEvent | StoredAlertEvent, epoch: UUID) -> ScoreEvent | AlertEvent:
    return (
        _score_event(event, epoch)
        if isinstance(event, StoredEvent)
        else render_alert_event(event, epoch)
    )


def _score_event(event: StoredEvent, epoch: UUID) -> ScoreEvent:
    rate = event.rate
    return ScoreEvent(
        id=cursor_of(epoch, event.sequence, event.ordinal),
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
