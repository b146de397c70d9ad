"""Reads of plans (계획): head, tree, sums of money, versions, and all documents at once."""

from typing import Annotated

from fastapi import Query, Request, Response

from pledge_shared.canonical import dump_json
from pledge_shared.contracts.codes import PlanKind
from pledge_shared.contracts.funding import PlanFunding
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.registry import PlanDocuments, PlanList, PlanTree, VersionList
from pledge_shared.web.parameters import AsOf, Cursor, Limit
from pledge_shared.web.routing import router as strict_router
from pledge_shared.web.view import ViewDep

from ..domain.entity_filters import PlanFilter
from ..services.funding import plan_funding
from ..services.tree import plan_tree
from .answers import computed_answer, joined, stored_answer, versions_answer
from .dependencies import DocumentsDep, EntityPagesDep, OrganizationFilter, VersionNumber
from .entity_answers import page_answer

__all__ = ["router"]

router = strict_router("plans")

Since = Annotated[int, Query(ge=0, le=10**18, description="only what a later commit changed")]


@router.get("/plans", response_model=PlanList, summary="Plans (계획)")
async def list_plans(
    request: Request,
    pages: EntityPagesDep,
    limit: Limit,
    organization: OrganizationFilter = None,
    kind: PlanKind | None = None,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    wanted = PlanFilter(organization=organization, kind=kind)
    page = await pages.plans(wanted, cursor=cursor, limit=limit, as_of=as_of)
    return page_answer(request, page)


@router.get("/plans/{plan}", response_model=Plan, summary="One plan with its goals")
async def get_plan(
    request: Request, plan: str, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    return stored_answer(request, await documents.plan(plan, as_of))


@router.get("/plans/{plan}/versions", response_model=VersionList, summary="A plan's versions")
async def list_plan_versions(
    request: Request,
    plan: str,
    documents: DocumentsDep,
    limit: Limit,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    entity = await documents.ever_plan(plan, as_of)
    return versions_answer(request, await documents.history(entity, cursor=cursor, limit=limit))


@router.get("/plans/{plan}/versions/{number}", response_model=Plan, summary="One version of a plan")
async def get_plan_version(
    request: Request,
    plan: str,
    number: VersionNumber,
    documents: DocumentsDep,
    as_of: AsOf = None,
) -> Response:
    entity = await documents.ever_plan(plan, as_of)
    return stored_answer(request, await documents.version(entity, number))


@router.get(
    "/plans/{plan}/tree", response_model=PlanTree, summary="Goals, projects and sub-projects"
)
async def get_plan_tree(
    request: Request, plan: str, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    return computed_answer(request, await plan_tree(documents, plan, as_of))


@router.get(
    "/plans/{plan}/funding",
    response_model=PlanFunding,
    summary="Money by source, stage and period, in 원",
)
async def get_plan_funding(
    request: Request, plan: str, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    return computed_answer(request, await plan_funding(documents, plan, as_of))


@router.get(
    "/plans/{plan}/documents",
    response_model=PlanDocuments,
    summary="A plan's head and its projects' documents, for machines",
)
async def get_plan_documents(
    plan: str,
    documents: DocumentsDep,
    limit: Limit,
    view: ViewDep,
    since: Since = 0,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    found = await documents.plan_documents(
        plan, since=since, cursor=cursor, limit=limit, as_of=as_of, view=view
    )
    items = joined([item.body for item in found.projects])
    rest = dump_json({"removed": list(found.removed), "next": found.next})
    body = b'{"plan":' + found.plan.body + b',"items":' + items + b"," + rest[1:]
    headers = {"Pledge-Sequence": str(found.sequence), "Cache-Control": "no-store"}
    return Response(body, headers=headers, media_type="application/json")
