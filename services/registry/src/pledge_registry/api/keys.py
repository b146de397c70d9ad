"""Keys: an administrator makes and revokes them; anyone may ask whose theirs is."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Response

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.registry import Key, KeyCreated, KeyHolder, KeyList, KeyRequest
from pledge_shared.security.policy import Action, Actor
from pledge_shared.validation import validated
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router

from ..storage.idempotency import IdempotencyKey
from .dependencies import IdempotencyKeyHeader, KeysDep

__all__ = ["router"]

router = strict_router("keys")

Manager = Annotated[Actor, actor_for(Action.MANAGE_KEYS)]
Anyone = Annotated[Actor, actor_for(Action.IDENTIFY)]


@router.get("/keys/self", summary="Whose key is this?")
async def get_own_key(actor: Anyone) -> KeyHolder:
    return KeyHolder(id=actor.id, name=actor.name, role=actor.role, owner=actor.owner)


@router.get("/keys", summary="Every key, never in clear text")
async def list_keys(keys: KeysDep, _: Manager) -> KeyList:
    return KeyList(items=[Key(**row) for row in await keys.list()], next=None)


@router.post(
    "/keys",
    status_code=201,
    response_model=KeyCreated,
    openapi_extra=body_schema(KeyRequest),
    summary="Make a key",
)
async def create_key(
    actor: Manager,
    key: IdempotencyKeyHeader,
    body: Annotated[Any, json_body("application/json")],
    keys: KeysDep,
) -> Response:
    wanted = validated(KeyRequest, body)
    digest = digest_of(canonical_bytes(wanted))
    once = IdempotencyKey(actor.id, key, digest)
    owner = wanted.owner or wanted.name
    made, row = await keys.create(wanted.name, wanted.role, owner, once=once)
    headers = {"Location": f"/v1/keys/{row['id']}", "Cache-Control": "no-store"}
    body = canonical_bytes(KeyCreated(key=made, **row))
    return Response(body, 201, headers, "application/json")


@router.delete("/keys/{key_id}", status_code=204, summary="Revoke a key for good")
async def revoke_key(key_id: UUID, keys: KeysDep, _: Manager) -> None:
    await keys.revoke(key_id)
