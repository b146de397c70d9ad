"""The budget (예산) of a project: one table of source, stage and period."""

from fastapi import Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.budget_input import BudgetInput
from pledge_shared.contracts.budget_table import BudgetRevisionList, BudgetTable, BudgetWritten
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf
from pledge_shared.web.routing import router as strict_router
from pledge_shared.web.view import ViewDep

from ..domain.budgeting import budget_table, put_budget
from .answers import version_headers
from .dependencies import DocumentsDep, EditorDep
from .editing import (
    PROJECT,
    Editing,
    JsonBody,
    ProjectRead,
    part_answer,
    read_answer,
)

__all__ = ["router"]

router = strict_router("budget")


@router.get(
    PROJECT + "/budget",
    response_model=BudgetTable,
    summary="A project's budget with its sums and the checks of its printed totals",
)
async def get_budget(
    plan: str, code: str, documents: DocumentsDep, view: ViewDep, as_of: AsOf = None
) -> Response:
    found = await documents.bundle(plan, code, as_of, view)
    table = budget_table(found.plan, found.project)
    # The plan's term is in the checks, so the project's ETag serves If-Match but no cache.
    headers = {"ETag": found.project.etag, "Cache-Control": "no-store"}
    return Response(
        canonical_bytes(table), headers=headers | version_headers(found.project),
        media_type="application/json",
    )  # fmt: skip


@router.get(
    PROJECT + "/budget/revisions",
    response_model=BudgetRevisionList,
    summary="Revisions (본예산, 추경, 이월) of a project's budget, oldest first",
)
async def list_budget_revisions(request: Request, read: ProjectRead) -> Response:
    revisions = read.facts["budget"].get("revisions", [])
    return read_answer(request, read, {"items": revisions, "next": None})


@router.put(
    PROJECT + "/budget",
    response_model=BudgetWritten,
    openapi_extra=body_schema(BudgetInput),
    summary="Replace a project's budget; amounts in any unit, stored in 원",
)
async def replace_budget(edit: Editing, body: JsonBody, editor: EditorDep) -> Response:
    written = await editor.change(edit, lambda facts: put_budget(facts, body))
    return part_answer(written, BudgetWritten, budget=written.facts.budget)
