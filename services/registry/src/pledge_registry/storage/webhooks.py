"""Rows of webhooks as people see and change them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update

from pledge_shared.contracts.webhooks import Webhook, WebhookRequest
from pledge_shared.database.connections import ReadConnection, WriteConnection

from ..domain.feed import Place
from .webhook_tables import webhook_deliveries, webhook_secrets, webhook_sends, webhooks

__all__ = ["WebhookStore", "find_webhook", "list_attempts", "list_webhooks", "standing_of"]

_OLD_SECRETS_SIGN = text("interval '24 hours'")
_FREE = {"lease": None, "leased_until": func.now()}
"""Takes the webhook out of the hands of the process that delivers by what it was before."""

_old_secret_until = (
    select(func.max(webhook_secrets.c.expires_at))
    .where(webhook_secrets.c.webhook_id == webhooks.c.id)
    .scalar_subquery()
)
_SHOWN = select(
    webhooks.c.id,
    webhooks.c.url,
    webhooks.c.description,
    webhooks.c.types,
    webhooks.c.plans,
    webhooks.c.state,
    webhooks.c.disabled_reason,
    _old_secret_until.label("old_secret_until"),
    webhooks.c.version,
    webhooks.c.created_at,
    webhooks.c.changed_at,
)


async def find_webhook(
    connection: ReadConnection, webhook_id: UUID, *, lock: bool = False
) -> Webhook | None:
    """Return a webhook; ``lock`` lets nobody else change it meanwhile."""
    query = _SHOWN.where(webhooks.c.id == webhook_id)
    rows = await connection.execute(query.with_for_update() if lock else query)
    row = rows.mappings().one_or_none()
    return None if row is None else Webhook.model_validate(dict(row))


async def list_webhooks(connection: ReadConnection) -> Sequence[Webhook]:
    """Return every webhook, oldest first."""
    rows = await connection.execute(_SHOWN.order_by(webhooks.c.id))
    return [Webhook.model_validate(dict(row)) for row in rows.mappings()]


async def standing_of(
    connection: ReadConnection, webhook_id: UUID
) -> tuple[Place, datetime | None]:
    """Return a webhook's place in the feed, and when the event held back is tried again."""
    columns = (webhooks.c.sequence, webhooks.c.ordinal, webhooks.c.next_attempt_at)
    row = (await connection.execute(select(*columns).where(webhooks.c.id == webhook_id))).one()
    return Place(row.sequence, row.ordinal), row.next_attempt_at


async def list_attempts(
    connection: ReadConnection, webhook_id: UUID, *, before: UUID | None, limit: int
) -> Sequence[Mapping[str, Any]]:
    """Return attempts of a webhook's deliveries, newest first."""
    columns = webhook_deliveries.c
    query = select(webhook_deliveries).where(columns.webhook_id == webhook_id)
    if before is not None:
        query = query.where(columns.id < before)
    rows = await connection.execute(query.order_by(columns.id.desc()).limit(limit))
    return [dict(row) for row in rows.mappings()]


class WebhookStore:
    """Changes webhooks inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def count(self) -> int:
        """Return how many webhooks there are."""
        found = await self._connection.execute(select(func.count()).select_from(webhooks))
        return int(found.scalar_one())

    async def add(self, wanted: WebhookRequest, place: Place, secret: str) -> UUID:
        """Store a webhook that hears of what comes behind a place."""
        rows = await self._connection.execute(
            insert(webhooks)
            .values(**wanted.model_dump(), sequence=place.sequence, ordinal=place.ordinal)
            .returning(webhooks.c.id)
        )
        webhook_id: UUID = rows.scalar_one()
        await self._add_secret(webhook_id, secret)
        return webhook_id

    async def change(self, webhook_id: UUID, **values: Any) -> None:
        """Give a webhook new values and its next version."""
        await self._update(
            webhook_id, version=webhooks.c.version + 1, changed_at=func.now(), **values
        )

    async def enable(self, webhook_id: UUID) -> None:
        """Deliver again, from the event that was held back."""
        state = {"state": "enabled", "disabled_reason": None}
        await self.change(webhook_id, **state, failed=0, next_attempt_at=None)

    async def move(self, webhook_id: UUID, place: Place) -> None:
        """Put a webhook to another place of the feed."""
        await self._update(
            webhook_id,
            sequence=place.sequence,
            ordinal=place.ordinal,
            failed=0,
            next_attempt_at=None,
        )

    async def _update(self, webhook_id: UUID, **values: Any) -> None:
        await self._connection.execute(
            update(webhooks).where(webhooks.c.id == webhook_id).values(**values, **_FREE)
        )

    async def rotate(self, webhook_id: UUID, secret: str) -> None:
        """Sign with another secret; the one before signs along for 24 hours."""
        columns = webhook_secrets.c
        await self._connection.execute(
            delete(webhook_secrets).where(
                columns.webhook_id == webhook_id, columns.expires_at <= func.now()
            )
        )
        await self._connection.execute(
            update(webhook_secrets)
            .where(columns.webhook_id == webhook_id, columns.expires_at.is_(None))
            .values(expires_at=func.now() + _OLD_SECRETS_SIGN)
        )
        await self._add_secret(webhook_id, secret)
        await self.change(webhook_id)

    async def _add_secret(self, webhook_id: UUID, secret: str) -> None:
        await self._connection.execute(
            insert(webhook_secrets).values(webhook_id=webhook_id, secret=secret)
        )

    async def delete(self, webhook_id: UUID) -> None:
        """Remove a webhook with its secrets and its log."""
        await self._connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id))

    async def ask(self, webhook_id: UUID, places: Sequence[Place | None]) -> list[UUID]:
        """Ask for single events to be sent; None is a test event."""
        rows = await self._connection.execute(
            insert(webhook_sends).returning(webhook_sends.c.id, sort_by_parameter_order=True),
            [
                {
                    "webhook_id": webhook_id,
                    "sequence": place and place.sequence,
                    "ordinal": place and place.ordinal,
                }
                for place in places
            ],
        )
        return list(rows.scalars())
