"""Organizations (기관): lists, the tree, versions, and every write."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from pledge_shared.contracts.codes import OrganizationKind
from pledge_shared.contracts.organizations import OrganizationNode
from pledge_shared.contracts.plan import Organization, OrganizationFacts, OrganizationPatch
from pledge_shared.contracts.registry import OrganizationList, VersionList
from pledge_shared.contracts.scalars import Day
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf, Cursor, Limit
from pledge_shared.web.routing import MERGE_PATCH, json_body
from pledge_shared.web.routing import router as strict_router

from ..domain.entity_filters import OrganizationFilter
from .answers import computed_answer, kept_response, stored_answer, versions_answer
from .dependencies import (
    CodeFilter,
    DocumentsDep,
    EntityPagesDep,
    IdempotencyKeyHeader,
    IfMatch,
    OrganizationEditorDep,
    Reason,
    VersionNumber,
    author_of,
    request_key,
    seen,
)
from .entity_answers import page_answer, removed_answer

__all__ = ["router"]

router = strict_router("organizations")

ONE = "/organizations/{organization}"

Editor = Annotated[Actor, actor_for(Action.EDIT_PLAN)]
On = Annotated[Day | None, Query(description="only what is valid on this day")]


async def _filter(
    parent: CodeFilter = None, kind: OrganizationKind | None = None, on: On = None
) -> OrganizationFilter:
    return OrganizationFilter(parent=parent, kind=kind, on=on)


@router.get("/organizations", response_model=OrganizationList, summary="Organizations (기관)")
async def list_organizations(
    request: Request,
    pages: EntityPagesDep,
    wanted: Annotated[OrganizationFilter, Depends(_filter)],
    limit: Limit,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    page = await pages.organizations(wanted, cursor=cursor, limit=limit, as_of=as_of)
    return page_answer(request, page)


@router.get(ONE, response_model=Organization, summary="One organization")
async def get_organization(
    request: Request, organization: str, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    return stored_answer(request, await documents.organization(organization, as_of))


@router.get(
    f"{ONE}/tree",
    response_model=OrganizationNode,
    summary="An organization with everything below it",
)
async def get_organization_tree(
    request: Request, organization: str, pages: EntityPagesDep, on: On = None, as_of: AsOf = None
) -> Response:
    return computed_answer(request, await pages.tree(organization, on, as_of))


@router.get(
    f"{ONE}/versions",
    response_model=VersionList,
    summary="An organization's versions, newest first",
)
async def list_organization_versions(
    request: Request,
    organization: str,
    documents: DocumentsDep,
    limit: Limit,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    entity = await documents.ever_organization(organization, as_of)
    return versions_answer(request, await documents.history(entity, cursor=cursor, limit=limit))


@router.get(
    f"{ONE}/versions/{{number}}",
    response_model=Organization,
    summary="One version of an organization",
)
async def get_organization_version(
    request: Request,
    organization: str,
    number: VersionNumber,
    documents: DocumentsDep,
    as_of: AsOf = None,
) -> Response:
    entity = await documents.ever_organization(organization, as_of)
    return stored_answer(request, await documents.version(entity, number))


@router.post(
    "/organizations",
    status_code=201,
    response_model=Organization,
    openapi_extra=body_schema(OrganizationFacts),
    summary="Add an organization",
)
async def create_organization(
    request: Request,
    actor: Editor,
    key: IdempotencyKeyHeader,
    body: Annotated[Any, json_body("application/json")],
    editor: OrganizationEditorDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return kept_response(await editor.create(body, key=once, author=author))


@router.patch(
    ONE,
    response_model=Organization,
    openapi_extra=body_schema(OrganizationPatch, MERGE_PATCH),
    summary="Rename, move or recode an organization (JSON merge patch)",
)
async def patch_organization(
    request: Request,
    organization: str,
    actor: Editor,
    patch: Annotated[Any, json_body(MERGE_PATCH)],
    editor: OrganizationEditorDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    written = await editor.patch(organization, patch, seen=seen(request), author=author)
    return stored_answer(request, written)


@router.delete(ONE, status_code=204, summary="Delete an organization that nothing needs")
async def delete_organization(
    request: Request,
    organization: str,
    actor: Editor,
    editor: OrganizationEditorDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    return removed_answer(await editor.delete(organization, seen=seen(request), author=author))


@router.post(
    f"{ONE}/restore", response_model=Organization, summary="Bring a deleted organization back"
)
async def restore_organization(
    request: Request,
    organization: str,
    actor: Editor,
    key: IdempotencyKeyHeader,
    editor: OrganizationEditorDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return kept_response(await editor.restore(organization, key=once, author=author))
