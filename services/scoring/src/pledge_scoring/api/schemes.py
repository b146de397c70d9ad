"""Schemes (평가편람): what is published, how it weighs, what changed, whether a new one holds."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header, Query, Request, Response

from pledge_shared.contracts.achievements import SchemeList
from pledge_shared.contracts.scalars import SchemeName
from pledge_shared.contracts.schemes import (
    SchemeDifference,
    SchemeEdition,
    SchemeVerdict,
    SchemeWeights,
)
from pledge_shared.contracts.scoring import SchemeDocument
from pledge_shared.publication import View
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.conditional import check_if_match, document_response, require_if_match
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import from_state
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router
from pledge_shared.web.view import ViewDep

from ..services.scheme_catalogue import FoundScheme, SchemeCatalogue
from ..services.scheme_verdict import verdict
from ..services.scheme_writing import SchemeWriting

__all__ = ["router"]

router = strict_router("schemes")

CatalogueDep = Annotated[SchemeCatalogue, from_state("schemes")]
WritingDep = Annotated[SchemeWriting, from_state("scheme_writing")]
Manager = Annotated[Actor, actor_for(Action.MANAGE_SCHEMES)]
Body = Annotated[Any, json_body("application/json")]
IfMatch = Annotated[str | None, Header(description="the draft's ETag; 428 without")]

ONE = "/schemes/{name}/{version}"
_UNSTORED = {"Cache-Control": "no-store"}


@router.get("/schemes", summary="Every scheme version (평가편람); with view=head drafts, too")
async def list_schemes(catalogue: CatalogueDep, view: ViewDep) -> SchemeList:
    return SchemeList(items=await catalogue.all(drafts=view is View.HEAD))


@router.post(
    "/schemes",
    status_code=201,
    response_model=SchemeEdition,
    openapi_extra=body_schema(SchemeEdition),
    summary="Store a draft of a new scheme version; the same again has no further effect",
)
async def create_scheme(actor: Manager, body: Body, writing: WritingDep) -> Response:
    made = await writing.create(body, actor.id)
    headers = {"Location": f"/v1/schemes/{made.document.name}", "ETag": made.etag}
    return Response(made.body, 201, {**headers, **_headers(made), **_UNSTORED}, "application/json")


@router.post(
    "/schemes/validate",
    openapi_extra=body_schema(SchemeEdition),
    summary="Whether a scheme could be used, and every place to correct; nothing is stored",
)
async def validate_scheme(
    _: Annotated[Actor, actor_for(Action.IDENTIFY)], body: Body
) -> SchemeVerdict:
    return verdict(body)


@router.get(ONE, response_model=SchemeDocument | SchemeEdition, summary="One scheme version")
async def get_scheme(
    request: Request, name: str, version: str, catalogue: CatalogueDep, view: ViewDep
) -> Response:
    found = await catalogue.get(f"{name}/{version}", drafts=view is View.HEAD)
    return document_response(request, found.body, found.etag, _headers(found))


@router.put(
    ONE,
    response_model=SchemeEdition,
    openapi_extra=body_schema(SchemeEdition),
    summary="Write over a draft",
)
async def put_scheme(
    request: Request,
    name: str,
    version: str,
    actor: Manager,
    body: Body,
    writing: WritingDep,
    _: IfMatch = None,
) -> Response:
    changed = await writing.replace(f"{name}/{version}", body, actor.id, seen=_seen(request))
    return _written(changed)


@router.post(
    f"{ONE}/release",
    response_model=SchemeEdition,
    summary="Make a draft final; from then on it never changes",
)
async def release_scheme(
    request: Request,
    name: str,
    version: str,
    actor: Manager,
    writing: WritingDep,
    _: IfMatch = None,
) -> Response:
    return _written(await writing.release(f"{name}/{version}", actor.id, seen=_seen(request)))


@router.get(f"{ONE}/weights", summary="Weights as declared and normalised")
async def get_weights(
    name: str, version: str, catalogue: CatalogueDep, view: ViewDep
) -> SchemeWeights:
    return await catalogue.weights(f"{name}/{version}", drafts=view is View.HEAD)


@router.get(
    f"{ONE}/diff",
    summary="What became of another scheme version, field by field with the sources",
)
async def get_difference(
    name: str,
    version: str,
    catalogue: CatalogueDep,
    view: ViewDep,
    against: Annotated[
        SchemeName, Query(description="the earlier one", examples=["manifesto-2020/1"])
    ],
) -> SchemeDifference:
    drafts = view is View.HEAD
    return await catalogue.difference(f"{name}/{version}", against, drafts=drafts)


def _headers(found: FoundScheme) -> dict[str, str]:
    return {"Pledge-Version": str(found.revision), "Pledge-State": found.state}


def _written(found: FoundScheme) -> Response:
    headers = {"ETag": found.etag, **_headers(found), **_UNSTORED}
    return Response(found.body, headers=headers, media_type="application/json")


def _seen(request: Request) -> Callable[[FoundScheme], None]:
    def check(found: FoundScheme) -> None:
        check_if_match(require_if_match(request), found.etag, found.revision)

    return check
