"""Webhooks (Standard Webhooks 1.0): who is told of changes, with what secret, and how it went."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.webhooks import (
    Delivery,
    DeliveryList,
    ReplayRequest,
    Webhook,
    WebhookList,
    WebhookPatch,
    WebhookQueued,
    WebhookRequest,
    WebhookWithSecret,
)
from pledge_shared.security.policy import Action, Actor
from pledge_shared.validation import validated
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.conditional import check_if_match, document_response, require_if_match
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import Cursor, Limit
from pledge_shared.web.routing import MERGE_PATCH, json_body
from pledge_shared.web.routing import router as strict_router

from ..services.webhooks import SeenWebhook
from .answers import computed_answer, kept_response
from .dependencies import (
    IdempotencyKeyHeader,
    IfMatch,
    Reason,
    WebhookReplayDep,
    WebhooksDep,
    author_of,
    request_key,
)

__all__ = ["router"]

router = strict_router("webhooks")

Manager = Annotated[Actor, actor_for(Action.MANAGE_WEBHOOKS)]
Body = Annotated[Any, json_body("application/json")]

ONE = "/webhooks/{webhook_id}"


@router.get("/webhooks", response_model=WebhookList, summary="Every webhook, never a secret")
async def list_webhooks(request: Request, webhooks: WebhooksDep, _: Manager) -> Response:
    return computed_answer(request, WebhookList(items=list(await webhooks.all()), next=None))


@router.post(
    "/webhooks",
    status_code=201,
    response_model=WebhookWithSecret,
    openapi_extra=body_schema(WebhookRequest),
    summary="Make a webhook; it hears of what happens from now on",
)
async def create_webhook(
    request: Request,
    actor: Manager,
    key: IdempotencyKeyHeader,
    body: Body,
    webhooks: WebhooksDep,
    reason: Reason = None,
) -> Response:
    wanted = validated(WebhookRequest, body)
    once = await request_key(request, actor, key)
    made, secret = await webhooks.create(wanted, author_of(request, actor, reason), key=once)
    return _with_secret(made, secret, 201, {"Location": f"/v1/webhooks/{made.id}"})


@router.get(ONE, response_model=Webhook, summary="One webhook")
async def get_webhook(
    request: Request, webhook_id: UUID, webhooks: WebhooksDep, _: Manager
) -> Response:
    return _answer(request, await webhooks.get(webhook_id))


@router.patch(
    ONE,
    response_model=Webhook,
    openapi_extra=body_schema(WebhookPatch, MERGE_PATCH),
    summary="Change or disable a webhook (JSON merge patch)",
)
async def patch_webhook(
    request: Request,
    webhook_id: UUID,
    actor: Manager,
    patch: Annotated[Any, json_body(MERGE_PATCH)],
    webhooks: WebhooksDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    after = await webhooks.patch(webhook_id, patch, author, seen=_seen(request))
    return _answer(request, after)


@router.delete(ONE, status_code=204, summary="Delete a webhook with its log")
async def delete_webhook(
    request: Request,
    webhook_id: UUID,
    actor: Manager,
    webhooks: WebhooksDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> None:
    author = author_of(request, actor, reason)
    await webhooks.delete(webhook_id, author, seen=_seen(request))


@router.post(
    f"{ONE}/rotate",
    response_model=WebhookWithSecret,
    summary="Sign with a new secret; the one before signs along for 24 hours",
)
async def rotate_secret(
    request: Request,
    webhook_id: UUID,
    actor: Manager,
    key: IdempotencyKeyHeader,
    webhooks: WebhooksDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return _with_secret(*await webhooks.rotate(webhook_id, author, key=once), 200, {})


@router.post(
    f"{ONE}/enable",
    response_model=Webhook,
    summary="Deliver again, from the event that was held back",
)
async def enable_webhook(
    request: Request,
    webhook_id: UUID,
    actor: Manager,
    key: IdempotencyKeyHeader,
    webhooks: WebhooksDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return kept_response(await webhooks.enable(webhook_id, author, key=once))


@router.post(
    f"{ONE}/test",
    status_code=202,
    response_model=WebhookQueued,
    summary="Send a test event, once; see how it went among the deliveries",
)
async def check_webhook(
    request: Request,
    webhook_id: UUID,
    actor: Manager,
    key: IdempotencyKeyHeader,
    replay: WebhookReplayDep,
) -> Response:
    once = await request_key(request, actor, key)
    return kept_response(await replay.test(webhook_id, author_of(request, actor, None), key=once))


@router.post(
    f"{ONE}/replay",
    status_code=202,
    response_model=WebhookQueued,
    openapi_extra=body_schema(ReplayRequest),
    summary="Send again: everything behind a cursor, or some events by their ids",
)
async def replay_events(
    request: Request,
    webhook_id: UUID,
    actor: Manager,
    key: IdempotencyKeyHeader,
    body: Body,
    replay: WebhookReplayDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return kept_response(await replay.replay(webhook_id, body, author, key=once))


@router.get(
    f"{ONE}/deliveries",
    response_model=DeliveryList,
    summary="Every attempt to deliver, newest first, and where the webhook stands in the feed",
)
async def list_deliveries(
    request: Request,
    webhook_id: UUID,
    replay: WebhookReplayDep,
    limit: Limit,
    _: Manager,
    cursor: Cursor = None,
) -> Response:
    standing = await replay.deliveries(webhook_id, cursor=cursor, limit=limit)
    answer = DeliveryList(
        items=[Delivery.model_validate(dict(row)) for row in standing.page.items],
        next=standing.page.next,
        cursor=standing.cursor,
        next_attempt_at=standing.next_attempt_at,
    )
    return computed_answer(request, answer)


def _seen(request: Request) -> Callable[[SeenWebhook], None]:
    def check(found: SeenWebhook) -> None:
        check_if_match(require_if_match(request), found.etag, found.webhook.version)

    return check


def _answer(request: Request, found: SeenWebhook) -> Response:
    headers = {"Pledge-Version": str(found.webhook.version)}
    return document_response(request, found.body, found.etag, headers)


def _with_secret(made: Webhook, secret: str, status: int, headers: dict[str, str]) -> Response:
    body = canonical_bytes(WebhookWithSecret(secret=secret, **made.model_dump()))
    sent = {**headers, "ETag": SeenWebhook(made).etag, "Cache-Control": "no-store"}
    return Response(body, status, sent, "application/json")
