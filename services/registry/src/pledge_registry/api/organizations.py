"""Reads of organizations (기관)."""

from fastapi import Request, Response

from pledge_shared.contracts.plan import Organization
from pledge_shared.contracts.registry import OrganizationList, VersionList
from pledge_shared.web.parameters import AsOf, Cursor, Limit
from pledge_shared.web.routing import router as strict_router

from .answers import joined, list_answer, stored_answer, versions_answer
from .dependencies import DocumentsDep, VersionNumber

__all__ = ["router"]

router = strict_router("organizations")


@router.get("/organizations", response_model=OrganizationList, summary="Every organization (기관)")
async def list_organizations(
    request: Request, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    found = await documents.all_of("organization", as_of)
    return list_answer(request, joined([item.body for item in found]), None)


@router.get(
    "/organizations/{organization}", response_model=Organization, summary="One organization"
)
async def get_organization(
    request: Request, organization: str, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    return stored_answer(request, await documents.organization(organization, as_of))


@router.get(
    "/organizations/{organization}/versions",
    response_model=VersionList,
    summary="An organization's versions, newest first",
)
async def list_organization_versions(
    request: Request,
    organization: str,
    documents: DocumentsDep,
    limit: Limit,
    cursor: Cursor = None,
) -> Response:
    entity = await documents.organization(organization)
    return versions_answer(request, await documents.history(entity, cursor=cursor, limit=limit))


@router.get(
    "/organizations/{organization}/versions/{number}",
    response_model=Organization,
    summary="One version of an organization",
)
async def get_organization_version(
    request: Request, organization: str, number: VersionNumber, documents: DocumentsDep
) -> Response:
    entity = await documents.organization(organization)
    return stored_answer(request, await documents.version(entity, number))
