"""The difference of two versions of a project, a plan or an organization."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from pledge_shared.contracts.history import DocumentChange, DocumentDiff
from pledge_shared.publication import View
from pledge_shared.web.parameters import AsOf
from pledge_shared.web.routing import router as strict_router
from pledge_shared.web.view import ViewDep

from ..services.history import DocumentName, Range, VersionsApart
from .answers import computed_answer
from .dependencies import HistoryDep

__all__ = ["router"]

router = strict_router("history")

_LAST = 2**31 - 1


async def _between(
    first: Annotated[
        int | None, Query(alias="from", ge=0, le=_LAST, description="version; 0: nothing yet")
    ] = None,
    last: Annotated[
        int | None, Query(alias="to", ge=0, le=_LAST, description="version; the newest without")
    ] = None,
    from_as_of: AsOf = None,
    to_as_of: AsOf = None,
) -> Range:
    return Range(first=first, first_as_of=from_as_of, last=last, last_as_of=to_as_of)


Between = Annotated[Range, Depends(_between)]


@router.get(
    "/plans/{plan}/projects/{code}/diff",
    response_model=DocumentDiff,
    summary="What changed in a project between two versions: both values, who and why",
)
async def diff_project(
    request: Request, plan: str, code: str, between: Between, history: HistoryDep, view: ViewDep
) -> Response:
    name = DocumentName("project", code, plan)
    return _answer(request, await history.compare(name, between, view))


@router.get(
    "/plans/{plan}/diff",
    response_model=DocumentDiff,
    summary="What changed in a plan between two versions",
)
async def diff_plan(request: Request, plan: str, between: Between, history: HistoryDep) -> Response:
    found = await history.compare(DocumentName("plan", plan), between, View.PUBLISHED)
    return _answer(request, found)


@router.get(
    "/organizations/{organization}/diff",
    response_model=DocumentDiff,
    summary="What changed in an organization between two versions",
)
async def diff_organization(
    request: Request, organization: str, between: Between, history: HistoryDep
) -> Response:
    name = DocumentName("organization", organization)
    return _answer(request, await history.compare(name, between, View.PUBLISHED))


def _answer(request: Request, found: VersionsApart) -> Response:
    document = found.document
    diff = DocumentDiff(
        kind=document.kind,
        id=document.entity_id,
        plan=document.plan,
        code=document.code,
        before=found.first,
        after=found.last,
        changes=[DocumentChange.model_validate(change) for change in found.changes],
    )
    return computed_answer(request, diff)
