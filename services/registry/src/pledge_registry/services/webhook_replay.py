"""What is sent to a webhook because somebody asks, and the log of everything that was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.webhooks import ReplayRequest, Webhook, WebhookQueued
from pledge_shared.database.connections import Database, ReadConnection
from pledge_shared.errors import FieldError, InvalidInputError, InvalidParameterError
from pledge_shared.feed import cursor_of
from pledge_shared.pagination import Page, cut_page, decode_cursor
from pledge_shared.validation import validated

from ..domain.versions import Author
from ..storage.feed import head_of_feed, missing_events
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.webhooks import WebhookStore, list_attempts, standing_of
from .feed import read_place
from .webhooks import change_once, found, note
from .work import UnitOfWork

__all__ = ["Standing", "WebhookReplay"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A page of attempts, and where their webhook stands in the feed."""

    page: Page[Mapping[str, Any]]
    cursor: str
    next_attempt_at: datetime | None


class WebhookReplay:
    """Asks for events to be sent, and tells how sending went."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def test(self, webhook_id: UUID, author: Author, *, key: IdempotencyKey) -> KeptAnswer:
        """Have a test event sent, once, whether the webhook is enabled or not."""

        async def ask(work: UnitOfWork, _: Webhook) -> KeptAnswer:
            (asked,) = await WebhookStore(work.connection).ask(webhook_id, [None])
            note(work, "tested", webhook_id)
            return await _queued(work.connection, webhook_id, [f"test.{asked}"])

        return await change_once(self._database, webhook_id, author, key, ask)

    async def replay(
        self, webhook_id: UUID, wanted: Any, author: Author, *, key: IdempotencyKey
    ) -> KeptAnswer:
        """Send again: all events behind a cursor, in order, or some by their ids, each once.

        Raises
        ------
        InvalidInputError
            422: there is no event of one of the ids.
        FeedEpochChangedError
            410: a cursor or an id is of before a backup was restored.
        """

        async def replay(work: UnitOfWork, _: Webhook) -> KeptAnswer:
            request = validated(ReplayRequest, wanted)
            if request.events:
                await _ask(work, webhook_id, request.events)
            else:
                place = await read_place(work.connection, request.after)
                await WebhookStore(work.connection).move(webhook_id, place)
                note(work, "replayed", webhook_id, after=request.after)
            return await _queued(work.connection, webhook_id, request.events or ())

        return await change_once(self._database, webhook_id, author, key, replay)

    async def deliveries(self, webhook_id: UUID, *, cursor: str | None, limit: int) -> Standing:
        """Return a page of attempts, newest first, and where the webhook stands."""
        scope = f"deliveries:{webhook_id}"
        before = _attempt_id(decode_cursor(scope, cursor, 1)[0]) if cursor else None
        async with self._database.read() as connection:
            await found(connection, webhook_id)
            rows = await list_attempts(connection, webhook_id, before=before, limit=limit + 1)
            place, again = await standing_of(connection, webhook_id)
            epoch, _ = await head_of_feed(connection)
        page = cut_page(rows, limit, scope, lambda row: (str(row["id"]),))
        return Standing(page, cursor_of(epoch, *place), again)


async def _ask(work: UnitOfWork, webhook_id: UUID, events: Sequence[str]) -> None:
    places = [await read_place(work.connection, event) for event in events]
    missing = await missing_events(work.connection, places)
    if missing:
        message = "There is no such event."
        raise InvalidInputError(
            message,
            errors=tuple(
                FieldError(f"/events/{index}", "unknown_event", message)
                for index, place in enumerate(places)
                if place in missing
            ),
        )
    await WebhookStore(work.connection).ask(webhook_id, places)
    note(work, "replayed", webhook_id, events=str(len(places)))


async def _queued(
    connection: ReadConnection, webhook_id: UUID, events: Sequence[str]
) -> KeptAnswer:
    place, _ = await standing_of(connection, webhook_id)
    epoch, _ = await head_of_feed(connection)
    body = WebhookQueued(events=list(events), cursor=cursor_of(epoch, *place))
    return KeptAnswer(202, canonical_bytes(body), f"/v1/webhooks/{webhook_id}/deliveries")


def _attempt_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidParameterError("Use the `next` of an earlier answer as `cursor`.") from None
