"""Which webhook is next, in whose hands it is, and how each attempt ended.

A process takes a webhook in hand for a while, with no transaction open while it sends. Whatever
takes the webhook out of its hands (a change by a person, or the end of the while) makes its later
notes of progress come to nothing, so that at worst an event is sent twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    tuple_,
    update,
)

from pledge_shared.contracts.webhooks import DisabledReason
from pledge_shared.database.connections import ReadConnection, WriteConnection

from ..domain.feed import EventFilter, Place
from .ledger_tables import feed_head
from .webhook_tables import webhook_deliveries, webhook_secrets, webhook_sends, webhooks

__all__ = ["Asked", "Attempt", "Claimed", "WebhookQueue", "asked_of", "secrets_of"]

_KEPT = text("interval '30 days'")
_MOST_SECRETS = 5
_END = Place.end_of(0).ordinal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A webhook in a process's hands; ``lease`` is the proof."""

    id: UUID
    lease: UUID
    url: str
    wanted: EventFilter
    place: Place
    failed: int
    is_due: bool
    """Whether the feed is to be delivered, not only what was asked for by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to deliver, as the log keeps it."""

    event_id: str
    attempt: int
    outcome: str
    status: int | None
    milliseconds: int
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A single event that was asked for; without a place it is a test."""

    id: UUID
    place: Place | None


async def secrets_of(connection: ReadConnection, webhook_id: UUID, now: datetime) -> Sequence[str]:
    """Return the secrets that sign now, the newest first."""
    columns = webhook_secrets.c
    rows = await connection.scalars(
        select(columns.secret)
        .where(
            columns.webhook_id == webhook_id,
            or_(columns.expires_at.is_(None), columns.expires_at > now),
        )
        .order_by(columns.id.desc())
        .limit(_MOST_SECRETS)
    )
    return list(rows)


async def asked_of(connection: ReadConnection, webhook_id: UUID) -> Sequence[Asked]:
    """Return the single events that were asked for, in order."""
    rows = await connection.execute(
        select(webhook_sends.c.id, webhook_sends.c.sequence, webhook_sends.c.ordinal)
        .where(webhook_sends.c.webhook_id == webhook_id)
        .order_by(webhook_sends.c.id)
    )
    return [
        Asked(row.id, None if row.sequence is None else Place(row.sequence, row.ordinal))
        for row in rows
    ]


def _claim() -> Any:
    """Build the statement that takes the webhook in hand that has waited longest."""
    columns, now = webhooks.c, bindparam("now", type_=DateTime(timezone=True))
    due = and_(
        columns.state == "enabled",
        or_(columns.next_attempt_at.is_(None), columns.next_attempt_at <= now),
        tuple_(columns.sequence, columns.ordinal) < tuple_(feed_head.c.sequence, literal(_END)),
    )
    asked = exists().where(webhook_sends.c.webhook_id == columns.id)
    waiting = (
        select(columns.id, due.label("is_due"))
        .where(or_(columns.lease.is_(None), columns.leased_until <= now), or_(due, asked))
        .order_by(columns.leased_until)
        .limit(1)
        .with_for_update(of=webhooks, skip_locked=True)
        .cte("waiting")
    )
    return (
        update(webhooks)
        .where(columns.id == waiting.c.id)
        .values(
            lease=func.gen_random_uuid(),
            leased_until=bindparam("until", type_=DateTime(timezone=True)),
        )
        .returning(webhooks, waiting.c.is_due)
    )


_CLAIM = _claim()


class WebhookQueue:
    """Takes webhooks in hand and notes progress, inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def claim(self, now: datetime, until: datetime) -> Claimed | None:
        """Take in hand a webhook with something to send that no other process holds."""
        rows = await self._connection.execute(_CLAIM, {"now": now, "until": until})
        row = rows.one_or_none()
        if row is None:
            return None
        return Claimed(
            id=row.id,
            lease=row.lease,
            url=row.url,
            wanted=EventFilter(types=row.types, plans=row.plans),
            place=Place(row.sequence, row.ordinal),
            failed=row.failed,
            is_due=row.is_due,
        )

    async def log(self, webhook_id: UUID, attempt: Attempt) -> None:
        """Keep an attempt for 30 days, unless the webhook is no more."""
        columns = webhook_deliveries.c
        row = {
            columns.webhook_id: webhook_id,
            columns.event_id: attempt.event_id,
            columns.attempt: attempt.attempt,
            columns.outcome: attempt.outcome,
            columns.status: attempt.status,
            columns.milliseconds: attempt.milliseconds,
            columns.next_attempt_at: attempt.next_attempt_at,
        }
        values = [literal(value, column.type) for column, value in row.items()]
        known = select(*values).where(exists().where(webhooks.c.id == webhook_id))
        await self._connection.execute(
            delete(webhook_deliveries).where(
                columns.webhook_id == webhook_id, columns.at < func.now() - _KEPT
            )
        )
        await self._connection.execute(insert(webhook_deliveries).from_select(list(row), known))

    async def forget_asked(self, asked: Asked) -> None:
        """Note that an event that was asked for has been tried."""
        await self._connection.execute(delete(webhook_sends).where(webhook_sends.c.id == asked.id))

    async def reach(self, claimed: Claimed, place: Place, until: datetime) -> bool:
        """Move on behind what is done with; False when the webhook is in other hands."""
        return await self._note(
            claimed,
            sequence=place.sequence,
            ordinal=place.ordinal,
            failed=0,
            next_attempt_at=None,
            leased_until=until,
        )

    async def hold_back(self, claimed: Claimed, failed: int, until: datetime) -> bool:
        """Try the same event again at some time, and no later one before."""
        return await self._note(claimed, failed=failed, next_attempt_at=until)

    async def disable(self, claimed: Claimed, failed: int, reason: DisabledReason) -> bool:
        """Deliver no more until somebody enables the webhook."""
        return await self._note(
            claimed,
            failed=failed,
            next_attempt_at=None,
            state="disabled",
            disabled_reason=reason,
            version=webhooks.c.version + 1,
            changed_at=func.now(),
        )

    async def release(self, claimed: Claimed, now: datetime) -> None:
        """Let go of a webhook, to the end of the line."""
        await self._note(claimed, lease=None, leased_until=now)

    async def _note(self, claimed: Claimed, **values: Any) -> bool:
        rows = await self._connection.execute(
            update(webhooks)
            .where(webhooks.c.id == claimed.id, webhooks.c.lease == claimed.lease)
            .values(**values)
            .returning(webhooks.c.id)
        )
        return rows.one_or_none() is not None
