"""Importing plan documents."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from pledge_shared.contracts.imports import Import
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import Switch
from pledge_shared.web.routing import router as strict_router

from ..services.receiving import ImportOptions
from .answers import kept_response
from .dependencies import IdempotencyKeyHeader, ImportsDep, Reason, author_of
from .import_bodies import JSON, NDJSON, ImportBody, read_body

__all__ = ["router"]

router = strict_router("imports")

Importer = Annotated[Actor, actor_for(Action.IMPORT_PLAN)]

_BODY = body_schema(PlanDocument)
_CONTENT = _BODY["requestBody"]["content"]
_ONE = _CONTENT[JSON]["schema"]
_CONTENT[JSON]["schema"] = {"oneOf": [_ONE, {"type": "array", "items": _ONE}]}
_CONTENT[NDJSON] = {"schema": {"type": "string"}}

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
    body: Annotated[ImportBody, Depends(read_body)],
    imports: ImportsDep,
    validate_only: ValidateOnly = False,
    prune: Prune = False,
    reason: Reason = None,
) -> Response:
    options = ImportOptions(
        author=author_of(request, actor, reason),
        prune=prune,
        validate_only=validate_only,
        in_background="respond-async" in request.headers.get("prefer", ""),
    )
    return kept_response(await body.submit(imports, options, actor.id, key))


@router.get("/imports/{import_id}", response_model=Import, summary="An import and how it ended")
async def get_import(import_id: UUID, imports: ImportsDep, _: Importer) -> Response:
    return Response(await imports.get(import_id), media_type="application/json")
