"""Schemes (평가편람): what is published, how it weighs, what changed, whether a new one holds."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.achievements import SchemeList
from pledge_shared.contracts.scalars import SchemeName
from pledge_shared.contracts.schemes import (
    SchemeDifference,
    SchemeEdition,
    SchemeVerdict,
    SchemeWeights,
)
from pledge_shared.contracts.scoring import SchemeDocument
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.conditional import document_response
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router

from ..services import scheme_catalogue
from ..services.scheme_verdict import verdict

__all__ = ["router"]

router = strict_router("schemes")

ONE = "/schemes/{name}/{version}"


@router.get("/schemes", summary="Every scheme version (평가편람)")
async def list_schemes() -> SchemeList:
    return SchemeList(items=scheme_catalogue.schemes())


@router.post(
    "/schemes/validate",
    openapi_extra=body_schema(SchemeEdition),
    summary="Whether a scheme could be used, and every place to correct; nothing is stored",
)
async def validate_scheme(
    _: Annotated[Actor, actor_for(Action.IDENTIFY)],
    body: Annotated[Any, json_body("application/json")],
) -> SchemeVerdict:
    return verdict(body)


@router.get(
    ONE,
    response_model=SchemeDocument | SchemeEdition,
    summary="One scheme version, as published",
)
async def get_scheme(request: Request, name: str, version: str) -> Response:
    found = scheme_catalogue.scheme(f"{name}/{version}")
    etag = f'"{scheme_catalogue.scheme_digest_of(found)}"'
    return document_response(request, canonical_bytes(found), etag)


@router.get(f"{ONE}/weights", summary="Weights as declared and normalised")
async def get_weights(name: str, version: str) -> SchemeWeights:
    return scheme_catalogue.weights(f"{name}/{version}")


@router.get(
    f"{ONE}/diff",
    summary="What became of another scheme version, field by field with the sources",
)
async def get_difference(
    name: str,
    version: str,
    against: Annotated[
        SchemeName, Query(description="the earlier one", examples=["manifesto-2020/1"])
    ],
) -> SchemeDifference:
    return scheme_catalogue.difference(f"{name}/{version}", against)
