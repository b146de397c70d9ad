"""Writes of plans (계획): their scalars, their lists, and whether they are there."""

from typing import Annotated, Any

from fastapi import Request, Response

from pledge_shared.contracts.organizations import (
    FactItems,
    FactList,
    ReportedValueItems,
    ReportedValueList,
)
from pledge_shared.contracts.plan import Plan, PlanFacts, PlanPatch
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf
from pledge_shared.web.routing import MERGE_PATCH, json_body
from pledge_shared.web.routing import router as strict_router

from ..domain.versions import Stored
from .answers import kept_response, stored_answer
from .dependencies import (
    DocumentsDep,
    IdempotencyKeyHeader,
    IfMatch,
    PlanEditorDep,
    Reason,
    author_of,
    request_key,
    seen,
)
from .entity_answers import part_answer, removed_answer

__all__ = ["Editor", "router"]

router = strict_router("plans")

ONE = "/plans/{plan}"

Editor = Annotated[Actor, actor_for(Action.EDIT_PLAN)]
Body = Annotated[Any, json_body("application/json")]


@router.post(
    "/plans",
    status_code=201,
    response_model=Plan,
    openapi_extra=body_schema(PlanFacts),
    summary="Add a plan without projects",
)
async def create_plan(
    request: Request,
    actor: Editor,
    key: IdempotencyKeyHeader,
    body: Body,
    editor: PlanEditorDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return kept_response(await editor.create(body, key=once, author=author))


@router.patch(
    ONE,
    response_model=Plan,
    openapi_extra=body_schema(PlanPatch, MERGE_PATCH),
    summary="Change a plan's scalars (JSON merge patch)",
)
async def patch_plan(
    request: Request,
    plan: str,
    actor: Editor,
    patch: Annotated[Any, json_body(MERGE_PATCH)],
    editor: PlanEditorDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    written = await editor.patch(plan, patch, seen=seen(request), author=author)
    return stored_answer(request, written)


@router.delete(ONE, status_code=204, summary="Delete a plan whose projects were all deleted")
async def delete_plan(
    request: Request,
    plan: str,
    actor: Editor,
    editor: PlanEditorDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    return removed_answer(await editor.delete(plan, seen=seen(request), author=author))


@router.post(f"{ONE}/restore", response_model=Plan, summary="Bring a deleted plan back")
async def restore_plan(
    request: Request,
    plan: str,
    actor: Editor,
    key: IdempotencyKeyHeader,
    editor: PlanEditorDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return kept_response(await editor.restore(plan, key=once, author=author))


def _facts(request: Request, document: Stored) -> Response:
    stated = PlanFacts.model_validate_json(document.facts).facts
    return part_answer(request, FactList(items=list(stated), next=None), document)


def _reported(request: Request, document: Stored) -> Response:
    stated = PlanFacts.model_validate_json(document.facts).reported_values
    return part_answer(request, ReportedValueList(items=list(stated), next=None), document)


@router.get(f"{ONE}/facts", response_model=FactList, summary="What else a plan's document states")
async def list_plan_facts(
    request: Request, plan: str, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    return _facts(request, await documents.plan(plan, as_of))


@router.put(
    f"{ONE}/facts",
    response_model=FactList,
    openapi_extra=body_schema(FactItems),
    summary="Replace what else a plan's document states",
)
async def put_plan_facts(
    request: Request,
    plan: str,
    actor: Editor,
    body: Body,
    editor: PlanEditorDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    written = await editor.put_list(plan, "facts", body, seen=seen(request), author=author)
    return _facts(request, written)


@router.get(
    f"{ONE}/reported-values",
    response_model=ReportedValueList,
    summary="Values (보고값) that a plan's document states",
)
async def list_plan_reported_values(
    request: Request, plan: str, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    return _reported(request, await documents.plan(plan, as_of))


@router.put(
    f"{ONE}/reported-values",
    response_model=ReportedValueList,
    openapi_extra=body_schema(ReportedValueItems),
    summary="Replace the values that a plan's document states",
)
async def put_plan_reported_values(
    request: Request,
    plan: str,
    actor: Editor,
    body: Body,
    editor: PlanEditorDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    written = await editor.put_list(
        plan, "reported_values", body, seen=seen(request), author=author
    )
    return _reported(request, written)
