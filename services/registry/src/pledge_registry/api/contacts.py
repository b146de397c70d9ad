"""Contacts (담당자): the only routes that carry names and telephone numbers, never cached."""

import hmac
from collections.abc import Callable
from hashlib import sha256
from ipaddress import ip_address
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.contacts import (
    Access,
    AccessPage,
    Contact,
    ContactFields,
    ContactPatch,
    ContactReference,
)
from pledge_shared.contracts.project import Project
from pledge_shared.security.policy import ALLOWED, Action, Actor
from pledge_shared.security.verifier import bearer_key
from pledge_shared.validation import validated
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.conditional import check_if_match, require_if_match
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import Cursor, Limit
from pledge_shared.web.routing import MERGE_PATCH, json_body
from pledge_shared.web.routing import router as strict_router

from ..services.contacts import SeenContact, Visitor
from ..storage.idempotency import IdempotencyKey
from .answers import joined, kept_response, list_answer, stored_answer
from .dependencies import (
    ContactsDep,
    IdempotencyKeyHeader,
    IfMatch,
    Reason,
    author_of,
    seen,
)

__all__ = ["router"]

router = strict_router("contacts")

_UNCACHED = {"Cache-Control": "no-store"}

Editor = Annotated[Actor, actor_for(Action.EDIT_PROJECT)]
Manager = Annotated[Actor, actor_for(Action.MANAGE_CONTACTS)]
Reader = Annotated[Actor, actor_for(Action.READ_CONTACT)]
Auditor = Annotated[Actor, actor_for(Action.VERIFY_AUDIT)]


def _visitor(request: Request, actor: Actor) -> Visitor:
    try:
        source = str(ip_address(request.client.host if request.client else ""))
    except ValueError:
        source = "unknown"
    return Visitor(actor.id, source, request.state.request_id)


def _digest(request: Request, fields: ContactFields) -> str:
    """Return a digest of name and number that only the caller's own key could be guessed from."""
    secret = bearer_key(request.headers.get("authorization"))
    return hmac.new(secret.encode(), canonical_bytes(fields), sha256).hexdigest()


def _seen(request: Request) -> Callable[[SeenContact], None]:
    def check(contact: SeenContact) -> None:
        check_if_match(require_if_match(request), contact.etag, contact.row.revision)

    return check


def _answer(contact: SeenContact) -> Response:
    row = contact.row
    body = Contact(
        contact_ref=row.id, name=row.name, telephone=row.telephone, masked=contact.masked
    )
    headers = {**_UNCACHED, "ETag": contact.etag}
    return Response(canonical_bytes(body), headers=headers, media_type="application/json")


@router.post(
    "/contacts",
    status_code=201,
    response_model=ContactReference,
    openapi_extra=body_schema(ContactFields),
    summary="Add a contact (담당자); the answer holds its reference only",
)
async def create_contact(
    request: Request,
    actor: Manager,
    key: IdempotencyKeyHeader,
    body: Annotated[Any, json_body("application/json")],
    contacts: ContactsDep,
) -> Response:
    fields = validated(ContactFields, body)
    once = IdempotencyKey(actor.id, key, _digest(request, fields))
    return kept_response(await contacts.create(fields, _visitor(request, actor), key=once))


@router.get(
    "/contacts/{contact_id}",
    response_model=Contact,
    summary="A contact; masked, or logged",
)
async def get_contact(
    request: Request, contact_id: UUID, actor: Reader, contacts: ContactsDep
) -> Response:
    masked = actor.role not in ALLOWED[Action.UNMASK_CONTACT]
    return _answer(await contacts.read(contact_id, _visitor(request, actor), masked=masked))


@router.put(
    "/contacts/{contact_id}",
    response_model=Contact,
    openapi_extra=body_schema(ContactFields),
    summary="Replace a contact's name and telephone",
)
async def put_contact(
    request: Request,
    contact_id: UUID,
    actor: Manager,
    body: Annotated[Any, json_body("application/json")],
    contacts: ContactsDep,
    _: IfMatch = None,
) -> Response:
    def replaced(_: ContactFields) -> ContactFields:
        return validated(ContactFields, body)

    visitor = _visitor(request, actor)
    return _answer(await contacts.change(contact_id, replaced, visitor, seen=_seen(request)))


@router.patch(
    "/contacts/{contact_id}",
    response_model=Contact,
    openapi_extra=body_schema(ContactPatch, MERGE_PATCH),
    summary="Change a contact (JSON merge patch)",
)
async def patch_contact(
    request: Request,
    contact_id: UUID,
    actor: Manager,
    patch: Annotated[Any, json_body(MERGE_PATCH)],
    contacts: ContactsDep,
    _: IfMatch = None,
) -> Response:
    def merged(fields: ContactFields) -> ContactFields:
        present = fields.model_dump()
        return validated(ContactFields, present | patch if isinstance(patch, dict) else patch)

    visitor = _visitor(request, actor)
    return _answer(await contacts.change(contact_id, merged, visitor, seen=_seen(request)))


@router.delete("/contacts/{contact_id}", status_code=204, summary="Erase a contact for good")
async def erase_contact(
    request: Request,
    contact_id: UUID,
    actor: Manager,
    contacts: ContactsDep,
    _: IfMatch = None,
) -> None:
    await contacts.erase(contact_id, _visitor(request, actor), seen=_seen(request))


PROJECT_CONTACT = "/plans/{plan}/projects/{code}/contact"


@router.put(
    PROJECT_CONTACT,
    response_model=Project,
    openapi_extra=body_schema(ContactReference),
    summary="Say which contact answers for a project",
)
async def put_project_contact(
    request: Request,
    plan: str,
    code: str,
    actor: Editor,
    body: Annotated[Any, json_body("application/json")],
    contacts: ContactsDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    def wanted() -> UUID:
        return validated(ContactReference, body).contact_ref

    author = author_of(request, actor, reason)
    document = await contacts.refer((plan, code), wanted, author, seen=seen(request))
    return stored_answer(request, document)


@router.delete(
    PROJECT_CONTACT, response_model=Project, summary="Let no contact answer for a project"
)
async def delete_project_contact(
    request: Request,
    plan: str,
    code: str,
    actor: Editor,
    contacts: ContactsDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    document = await contacts.refer((plan, code), lambda: None, author, seen=seen(request))
    return stored_answer(request, document)


Handled = Annotated[UUID | None, Query(description="only accesses to this contact")]
Account = Annotated[UUID | None, Query(description="only accesses with this key, by its id")]


@router.get(
    "/access-log",
    response_model=AccessPage,
    summary="Who handled personal data (접속기록), newest first",
)
async def list_accesses(
    request: Request,
    contacts: ContactsDep,
    limit: Limit,
    _: Auditor,
    contact: Handled = None,
    account: Account = None,
    cursor: Cursor = None,
) -> Response:
    page = await contacts.accesses(contact=contact, account=account, cursor=cursor, limit=limit)
    items = joined([canonical_bytes(Access(**row)) for row in page.items])
    return list_answer(request, items, page.next)
