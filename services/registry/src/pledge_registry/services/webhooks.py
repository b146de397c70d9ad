"""Webhooks as their administrators handle them; every change is sealed in the audit chain."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.webhooks import Webhook, WebhookPatch, WebhookRequest
from pledge_shared.database.connections import Database, ReadConnection
from pledge_shared.errors import ConflictError, FieldError, InvalidInputError, NotFoundError
from pledge_shared.validation import validated

from ..domain.chain import Action
from ..domain.feed import Place
from ..domain.targets import TargetError
from ..domain.versions import Author
from ..domain.webhooks import new_secret
from ..storage.feed import head_of_feed
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.webhooks import WebhookStore, find_webhook, list_webhooks
from .outbound import Outbound
from .work import UnitOfWork, once, unit_of_work

__all__ = ["SeenWebhook", "Webhooks", "change_once", "found", "note"]

_MOST = 100
_ETAG_SHOWN = 16


class UnknownWebhookError(NotFoundError):
    """No webhook has this id."""

    code = "unknown_webhook"
    title = "There is no such webhook"
    title_ko = "그런 웹훅이 없습니다"

    def __init__(self) -> None:
        super().__init__("No webhook has this id; list them at /v1/webhooks.")


@dataclass(frozen=True, slots=True)
class SeenWebhook:
    """A webhook and the bytes that show it."""

    webhook: Webhook

    @property
    def body(self) -> bytes:
        """The webhook as served."""
        return canonical_bytes(self.webhook)

    @property
    def etag(self) -> str:
        """The strong entity tag of the body, quotes included."""
        return f'"{self.webhook.version}-{digest_of(self.body)[:_ETAG_SHOWN]}"'


Seen = Callable[[SeenWebhook], None]
"""Raises unless the caller has seen the webhook as it is (If-Match)."""


async def found(connection: ReadConnection, webhook_id: UUID, *, lock: bool = False) -> SeenWebhook:
    """Return a webhook.

    Raises
    ------
    UnknownWebhookError
        404: there is none.
    """
    webhook = await find_webhook(connection, webhook_id, lock=lock)
    if webhook is None:
        raise UnknownWebhookError
    return SeenWebhook(webhook)


async def change_once(
    database: Database,
    webhook_id: UUID,
    author: Author,
    key: IdempotencyKey,
    change: Callable[[UnitOfWork, Webhook], Awaitable[KeptAnswer]],
) -> KeptAnswer:
    """Do something with a webhook for a request; a repeated request gets the first answer."""

    async def do(work: UnitOfWork) -> Callable[[object], KeptAnswer]:
        kept = await change(work, (await found(work.connection, webhook_id, lock=True)).webhook)
        return lambda _: kept

    return await once(database, key, author, do)


def note(work: UnitOfWork, what: str, webhook_id: UUID, **detail: str | None) -> None:
    """Have it sealed that a webhook was changed; never a secret, nor a path that may hold one."""
    work.recording.actions.append(
        Action(action=f"webhook_{what}", subject=f"/v1/webhooks/{webhook_id}", detail=detail)
    )


class Webhooks:
    """Makes, changes and shows webhooks; sends nothing itself."""

    def __init__(self, database: Database, outbound: Outbound) -> None:
        self._database = database
        self._outbound = outbound

    async def all(self) -> Sequence[Webhook]:
        """Return every webhook, oldest first."""
        async with self._database.read() as connection:
            return await list_webhooks(connection)

    async def get(self, webhook_id: UUID) -> SeenWebhook:
        """Return a webhook."""
        async with self._database.read() as connection:
            return await found(connection, webhook_id)

    async def create(
        self, wanted: WebhookRequest, author: Author, *, key: IdempotencyKey
    ) -> tuple[Webhook, str]:
        """Make a webhook that hears of what happens from now on; return it with its secret.

        Raises
        ------
        InvalidInputError
            422: its URL leads to where nothing may be sent.
        ConflictError
            409: there are 100, or the secret was shown to this very request before.
        """
        self._check(wanted)
        made: list[tuple[Webhook, str]] = []

        async def make(work: UnitOfWork) -> Callable[[object], KeptAnswer]:
            store, secret = WebhookStore(work.connection), new_secret()
            if await store.count() >= _MOST:
                raise ConflictError(f"There may be {_MOST} webhooks; delete one first.")
            _, head = await head_of_feed(work.connection)
            webhook_id = await store.add(wanted, Place.end_of(head), secret)
            made.append(((await found(work.connection, webhook_id)).webhook, secret))
            note(work, "created", webhook_id, host=urlsplit(wanted.url).hostname)
            return lambda _: KeptAnswer(201, b"")

        await once(self._database, key, author, make)
        return _shown_once(made)

    async def rotate(
        self, webhook_id: UUID, author: Author, *, key: IdempotencyKey
    ) -> tuple[Webhook, str]:
        """Give a webhook another secret; the one before signs along for 24 hours.

        Raises
        ------
        ConflictError
            409: the secret was shown to this very request before.
        """
        made: list[tuple[Webhook, str]] = []

        async def rotate(work: UnitOfWork, _: Webhook) -> KeptAnswer:
            secret = new_secret()
            await WebhookStore(work.connection).rotate(webhook_id, secret)
            made.append(((await found(work.connection, webhook_id)).webhook, secret))
            note(work, "rotated", webhook_id)
            return KeptAnswer(200, b"")

        await change_once(self._database, webhook_id, author, key, rotate)
        return _shown_once(made)

    async def patch(
        self, webhook_id: UUID, patch: Any, author: Author, *, seen: Seen
    ) -> SeenWebhook:
        """Merge a patch (RFC 7396) into a webhook.

        Raises
        ------
        PreconditionFailedError
            412, from ``seen``; before the patch is looked at.
        """
        async with unit_of_work(self._database, author) as work:
            before = await found(work.connection, webhook_id, lock=True)
            seen(before)
            values = self._changes(before.webhook, patch)
            if values:
                await WebhookStore(work.connection).change(webhook_id, **values)
                note(work, "changed", webhook_id, fields=", ".join(sorted(values)))
            return await found(work.connection, webhook_id)

    def _changes(self, before: Webhook, patch: Any) -> dict[str, Any]:
        """Return the columns that a patch changes."""
        given = validated(WebhookPatch, patch).model_dump(mode="json", exclude_unset=True)
        disables = given.pop("state", None) == "disabled" and before.state == "enabled"
        present = before.model_dump(mode="json", include=set(WebhookRequest.model_fields))
        merged = {name: value for name, value in (present | given).items() if value is not None}
        wanted = validated(WebhookRequest, merged)
        self._check(wanted)
        after = wanted.model_dump(mode="json")
        values = {name: value for name, value in after.items() if value != present[name]}
        return values | ({"state": "disabled", "disabled_reason": "by_hand"} if disables else {})

    async def delete(self, webhook_id: UUID, author: Author, *, seen: Seen) -> None:
        """Delete a webhook, its secrets and its log."""
        async with unit_of_work(self._database, author) as work:
            seen(await found(work.connection, webhook_id, lock=True))
            await WebhookStore(work.connection).delete(webhook_id)
            note(work, "deleted", webhook_id)

    async def enable(self, webhook_id: UUID, author: Author, *, key: IdempotencyKey) -> KeptAnswer:
        """Deliver again, from the event that was held back."""

        async def enable(work: UnitOfWork, webhook: Webhook) -> KeptAnswer:
            if webhook.state == "disabled":
                await WebhookStore(work.connection).enable(webhook_id)
                note(work, "enabled", webhook_id)
            return KeptAnswer(200, (await found(work.connection, webhook_id)).body)

        return await change_once(self._database, webhook_id, author, key, enable)

    def _check(self, wanted: WebhookRequest) -> None:
        try:
            self._outbound.check(wanted.url)
        except TargetError as error:
            field = FieldError("/url", "forbidden_address", str(error))
            raise InvalidInputError("Nothing is sent to such a URL.", errors=(field,)) from None


def _shown_once(made: Sequence[tuple[Webhook, str]]) -> tuple[Webhook, str]:
    if not made:  # a repeated request, whose first answer is not kept
        raise ConflictError("The secret was made and shown already; rotate it for another.")
    return made[0]
