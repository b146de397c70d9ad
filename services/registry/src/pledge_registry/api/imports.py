"""Importing plan documents."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from pledge_shared.canonical import digest_of
from pledge_shared.contracts.imports import Import
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.errors import FieldError, InvalidInputError
from pledge_shared.security.policy import Action, Actor
from pledge_shared.strict_json import parse_json
from pledge_shared.validation import validated
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import Switch
from pledge_shared.web.routing import check_media_type
from pledge_shared.web.routing import router as strict_router

from ..services.import_requests import ImportRequest
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from .dependencies import IdempotencyKeyHeader, ImportsDep, Reason, author_of

__all__ = ["router"]

router = strict_router("imports")

_JSON, _NDJSON = "application/json", "application/x-ndjson"
_MOST_IN_ARRAY = 100_000
_MOST_DOCUMENTS = 1_000

Importer = Annotated[Actor, actor_for(Action.IMPORT_PLAN)]


async def _documents(request: Request) -> Sequence[PlanDocument]:
    """Read one plan document, an array of them, or one a line (NDJSON)."""
    media_type = check_media_type(request, _JSON, _NDJSON)
    body = await request.body()
    if media_type == _NDJSON:
        lines = [line for line in body.split(b"\n") if line.strip()]
        values = [parse_json(line, max_array=_MOST_IN_ARRAY) for line in lines]
    else:
        value = parse_json(body, max_array=_MOST_IN_ARRAY)
        values = value if isinstance(value, list) else [value]
    if not 1 <= len(values) <= _MOST_DOCUMENTS:
        message = f"Send between 1 and {_MOST_DOCUMENTS} plan documents."
        raise InvalidInputError(message, errors=(FieldError("", "no_document", message),))
    several = len(values) > 1
    return [
        validated(PlanDocument, value, at=f"/{index}" if several else "")
        for index, value in enumerate(values)
    ]


_BODY = body_schema(PlanDocument)
_CONTENT = _BODY["requestBody"]["content"]
_ONE = _CONTENT[_JSON]["schema"]
_CONTENT[_JSON]["schema"] = {"oneOf": [_ONE, {"type": "array", "items": _ONE}]}
_CONTENT[_NDJSON] = {"schema": {"type": "string"}}

ValidateOnly = Annotated[Switch, Query(description="give the verdict, change nothing")]
Prune = Annotated[Switch, Query(description="delete the plan's projects that are not in the file")]


@router.post(
    "/imports",
    response_model=Import,
    responses={202: {"model": Import, "description": "Queued; see Location"}},
    openapi_extra=_BODY,
    summary="Import plan documents: all or nothing, only what differs is written",
)
async def create_import(
    request: Request,
    actor: Importer,
    key: IdempotencyKeyHeader,
    documents: Annotated[Sequence[PlanDocument], Depends(_documents)],
    imports: ImportsDep,
    validate_only: ValidateOnly = False,
    prune: Prune = False,
    reason: Reason = None,
) -> Response:
    wanted = ImportRequest(
        documents=documents,
        author=author_of(request, actor, reason),
        prune=prune,
        in_background="respond-async" in request.headers.get("prefer", ""),
    )
    if validate_only:
        return _answer(await imports.validate(wanted))
    digest = digest_of(await request.body() + str(request.url.query).encode())
    return _answer(await imports.submit(wanted, IdempotencyKey(actor.id, key, digest)))


def _answer(kept: KeptAnswer) -> Response:
    headers = {"Location": kept.location} if kept.location else None
    return Response(kept.body, kept.status, headers, "application/json")


@router.get("/imports/{import_id}", response_model=Import, summary="An import and how it ended")
async def get_import(import_id: UUID, imports: ImportsDep, _: Importer) -> Response:
    return Response(await imports.get(import_id), media_type="application/json")
