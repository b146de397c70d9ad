"""Delivering one webhook's events: in the order of the feed, one request an event.

An event that cannot be delivered holds back those behind it, until it can or its last try has
failed; then the webhook is disabled, and goes on from that very event once it is enabled again.
So nothing is skipped and nothing overtakes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import SystemRandom
from uuid import UUID

import structlog

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.events import CloudEvent, EventData
from pledge_shared.contracts.webhooks import DisabledReason
from pledge_shared.database.connections import Database

from ..domain.chain import REGISTRY_ITSELF, Action
from ..domain.feed import Place, Slice
from ..domain.versions import Author
from ..domain.webhooks import next_attempt, signatures
from ..storage.feed import read_event, read_slice
from ..storage.webhook_queue import (
    Asked,
    Attempt,
    Claimed,
    WebhookQueue,
    asked_of,
    secrets_of,
)
from .feed import cloud_event
from .outbound import Answered, Outbound, Post
from .work import unit_of_work

__all__ = ["LEASE", "Deliverer"]

LEASE = timedelta(seconds=45)
"""How long a webhook stays in hand: longer than the longest request. What a process that died had
in hand is taken up by another after it."""

_AT_A_TIME = 50
"""Events of one webhook, before the next has its turn."""

_GONE, _BUSY = 410, {429, 503}
_TYPE = "application/cloudevents+json"
_chance = SystemRandom()
_log = structlog.get_logger()

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


def _jitter() -> float:
    return _chance.uniform(0.9, 1.1)


@dataclass(frozen=True, slots=True)
class _Work:
    """What there is to send for a webhook, from one snapshot."""

    secrets: Sequence[str]
    asked: Sequence[tuple[Asked, CloudEvent]]
    feed: Slice


class Deliverer:
    """Sends what a webhook is to be told, and notes how it went.

    Parameters
    ----------
    clock, jitter
        In place of the system's, for tests.
    """

    def __init__(
        self,
        database: Database,
        outbound: Outbound,
        *,
        clock: Clock = _now,
        jitter: Callable[[], float] = _jitter,
    ) -> None:
        self._database = database
        self._outbound = outbound
        self._jitter = jitter
        self.clock = clock

    async def deliver(self, claimed: Claimed) -> None:
        """Send what was asked for by hand, then some events of the feed if they are due."""
        work = await self._read(claimed)
        async with self._outbound.connected(claimed.url) as post:
            for asked, event in work.asked:
                await self._try_once(claimed, asked, event, await self._send(post, work, event))
            if claimed.is_due:
                await self._follow(claimed, work, post)

    async def _read(self, claimed: Claimed) -> _Work:
        now = self.clock()
        async with self._database.read() as connection:
            feed = await read_slice(connection, claimed.place, _AT_A_TIME, claimed.wanted)
            asked = []
            for each in await asked_of(connection, claimed.id):
                if each.place is None:
                    event = _test_event(claimed.id, each.id, feed.head.sequence, now)
                else:
                    event = cloud_event(await read_event(connection, each.place), feed.epoch)
                asked.append((each, event))
            secrets = await secrets_of(connection, claimed.id, now)
        return _Work(secrets, asked, feed)

    async def _send(self, post: Post, work: _Work, event: CloudEvent) -> Answered:
        body, at = canonical_bytes(event), int(self.clock().timestamp())
        headers = {
            "Content-Type": _TYPE,
            "User-Agent": "Pledge-Webhooks/1",
            "webhook-id": event.id,
            "webhook-timestamp": str(at),
            "webhook-signature": signatures(work.secrets, event.id, at, body),
        }
        return await post(body, headers)

    async def _try_once(
        self, claimed: Claimed, asked: Asked, event: CloudEvent, answered: Answered
    ) -> None:
        async with self._database.write() as connection:
            queue = WebhookQueue(connection)
            await queue.forget_asked(asked)
            await queue.log(claimed.id, _attempt(event.id, 1, answered))

    async def _follow(self, claimed: Claimed, work: _Work, post: Post) -> None:
        failed = claimed.failed
        places = [*(event.place for event in work.feed.events[:-1]), work.feed.end]
        for event, place in zip(work.feed.events, places, strict=False):
            told = cloud_event(event, work.feed.epoch)
            answered = await self._send(post, work, told)
            if answered.outcome != "delivered":
                await self._fail(claimed, told.id, failed + 1, answered)
                return
            if not await self._reach(claimed, place, _attempt(told.id, failed + 1, answered)):
                return
            failed = 0
        if not work.feed.events:
            await self._reach(claimed, work.feed.end)

    async def _reach(self, claimed: Claimed, place: Place, attempt: Attempt | None = None) -> bool:
        async with self._database.write() as connection:
            queue = WebhookQueue(connection)
            if attempt is not None:
                await queue.log(claimed.id, attempt)
            return await queue.reach(claimed, place, self.clock() + LEASE)

    async def _fail(self, claimed: Claimed, event_id: str, failed: int, answered: Answered) -> None:
        wish = answered.retry_after if answered.status in _BUSY else None
        again = next_attempt(failed, self.clock(), jitter=self._jitter(), wish=wish)
        if answered.status == _GONE or again is None:
            reason: DisabledReason = "gone" if answered.status == _GONE else "failing"
            await self._disable(claimed, _attempt(event_id, failed, answered), reason)
            return
        async with self._database.write() as connection:
            queue = WebhookQueue(connection)
            await queue.log(claimed.id, _attempt(event_id, failed, answered, again))
            await queue.hold_back(claimed, failed, again)

    async def _disable(self, claimed: Claimed, attempt: Attempt, reason: DisabledReason) -> None:
        async with unit_of_work(self._database, Author(REGISTRY_ITSELF)) as work:
            queue = WebhookQueue(work.connection)
            await queue.log(claimed.id, attempt)
            if await queue.disable(claimed, attempt.attempt, reason):
                detail = {"reason": reason, "event": attempt.event_id}
                subject = f"/v1/webhooks/{claimed.id}"
                work.recording.actions.append(
                    Action(action="webhook_disabled", subject=subject, detail=detail)
                )
        _log.warning("webhook disabled", webhook=str(claimed.id), reason=reason)


def _attempt(
    event_id: str, number: int, answered: Answered, again: datetime | None = None
) -> Attempt:
    return Attempt(
        event_id=event_id,
        attempt=number,
        outcome=answered.outcome,
        status=answered.status,
        milliseconds=answered.milliseconds,
        next_attempt_at=again,
    )


def _test_event(webhook_id: UUID, asked_id: UUID, head: int, at: datetime) -> CloudEvent:
    """Return an event of the same form as every other that tells of no document."""
    return CloudEvent(
        id=f"test.{asked_id}",
        source="/registry",
        type="pledge.webhook.test",
        subject=f"webhooks/{webhook_id}",
        time=at,
        data=EventData(
            kind="webhook",
            id=webhook_id,
            plan=None,
            code="test",
            version=1,
            digest=digest_of(b""),
            sequence=head,
        ),
    )
