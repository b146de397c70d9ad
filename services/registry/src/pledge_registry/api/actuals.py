"""What was reported (실적②) for each indicator and period, and every revision of it."""

from fastapi import Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.indicator import Actual, ActualFields
from pledge_shared.contracts.parts import (
    ActualList,
    ActualRevision,
    ActualRevisionList,
    ActualWritten,
    PartWritten,
)
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf, Cursor, Limit
from pledge_shared.web.routing import router as strict_router
from pledge_shared.web.view import ViewDep

from ..domain import editing
from ..services.approvals import with_approvals
from ..services.revisions import OfActual
from .answers import joined, list_answer
from .dependencies import DocumentsDep, EditorDep, RevisionsDep
from .editing import JsonBody, ProjectRead, Reporting, part_answer, read_answer
from .indicators import INDICATOR, find_read, of_period

__all__ = ["router"]

router = strict_router("actuals")

ACTUALS = INDICATOR + "/actuals"
ACTUAL = ACTUALS + "/{period}"


@router.get(ACTUALS, response_model=ActualList, summary="An indicator's actuals (실적②)")
async def list_actuals(request: Request, read: ProjectRead, indicator: str) -> Response:
    items = find_read(read, indicator)["actuals"]
    return read_answer(request, read, {"items": items, "next": None})


@router.get(ACTUAL, response_model=Actual, summary="The actual of one period")
async def get_actual(request: Request, read: ProjectRead, indicator: str, period: str) -> Response:
    return read_answer(request, read, of_period(find_read(read, indicator)["actuals"], period))


@router.put(
    ACTUAL,
    response_model=ActualWritten,
    openapi_extra=body_schema(ActualFields),
    summary="Report the actual (실적) of one indicator and period",
)
async def put_actual(
    edit: Reporting,
    indicator: str,
    period: str,
    body: JsonBody,
    editor: EditorDep,
    documents: DocumentsDep,
) -> Response:
    (reported,) = await with_approvals(documents, edit.plan, [body])
    written = await editor.change(
        edit, lambda facts: editing.put_actual(facts, indicator, period, reported)
    )
    actuals = editing.find_indicator(written.facts, indicator).actuals
    return part_answer(written, ActualWritten, actual=editing.find_period(actuals, period))


@router.delete(ACTUAL, response_model=PartWritten, summary="Withdraw the actual of one period")
async def delete_actual(
    edit: Reporting, indicator: str, period: str, editor: EditorDep
) -> Response:
    written = await editor.change(edit, lambda facts: editing.drop_actual(facts, indicator, period))
    return part_answer(written, PartWritten)


@router.get(
    ACTUAL + "/revisions",
    response_model=ActualRevisionList,
    summary="Every revision of an actual, newest first: when, by which key, why",
)
async def list_actual_revisions(
    request: Request,
    plan: str,
    code: str,
    indicator: str,
    period: str,
    revisions: RevisionsDep,
    limit: Limit,
    view: ViewDep,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    place = OfActual(plan, code, indicator, period)
    page = await revisions.list(place, cursor=cursor, limit=limit, as_of=as_of, view=view)
    items = joined([canonical_bytes(ActualRevision(**row)) for row in page.items])
    return list_answer(request, items, page.next)
