"""공약 조정 심의: adjustments of projects, from the proposal to the decision."""

from typing import Annotated, Any

from fastapi import Path, Query, Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.adjustments import (
    AdjustmentCase,
    AdjustmentPage,
    AdjustmentRequest,
    Consultation,
    Decision,
    Withdrawal,
)
from pledge_shared.contracts.codes import AdjustmentState
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf, Cursor, Limit
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router

from ..services.adjustments import Requester
from .answers import computed_answer, joined, kept_response, list_answer
from .dependencies import (
    AdjustmentListsDep,
    AdjustmentsDep,
    CodeFilter,
    IdempotencyKeyHeader,
    author_of,
    request_key,
)

__all__ = ["router"]

router = strict_router("adjustments")

ADJUSTMENTS = "/plans/{plan}/adjustments"
ADJUSTMENT = f"{ADJUSTMENTS}/{{number}}"

Proposer = Annotated[Actor, actor_for(Action.PROPOSE_ADJUSTMENT)]
Decider = Annotated[Actor, actor_for(Action.DECIDE_ADJUSTMENT)]
Reader = Annotated[Actor, actor_for(Action.READ_HEAD)]
Body = Annotated[Any, json_body("application/json")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="of the adjustment, from 1")]
StateFilter = Annotated[AdjustmentState | None, Query(description="only those that stand here")]


async def _requester(request: Request, actor: Actor, key: str) -> Requester:
    once = await request_key(request, actor, key)
    return Requester(actor, author_of(request, actor, None), once)


@router.post(
    ADJUSTMENTS,
    status_code=201,
    response_model=AdjustmentCase,
    openapi_extra=body_schema(AdjustmentRequest),
    summary="Propose to change a project (조정 요청)",
)
async def propose_adjustment(
    request: Request,
    plan: str,
    actor: Proposer,
    key: IdempotencyKeyHeader,
    body: Body,
    adjustments: AdjustmentsDep,
) -> Response:
    by = await _requester(request, actor, key)
    return kept_response(await adjustments.propose(plan, body, by))


@router.post(
    f"{ADJUSTMENT}/consult",
    response_model=AdjustmentCase,
    openapi_extra=body_schema(Consultation),
    summary="Note what the departments said that were asked (협의)",
)
async def consult_on_adjustment(
    request: Request,
    plan: str,
    number: Number,
    actor: Proposer,
    key: IdempotencyKeyHeader,
    body: Body,
    adjustments: AdjustmentsDep,
) -> Response:
    by = await _requester(request, actor, key)
    return kept_response(await adjustments.consult((plan, number), body, by))


@router.post(
    f"{ADJUSTMENT}/decide",
    response_model=AdjustmentCase,
    openapi_extra=body_schema(Decision),
    summary="Approve or reject (심의); what is approved changes the project in the same commit",
)
async def decide_adjustment(
    request: Request,
    plan: str,
    number: Number,
    actor: Decider,
    key: IdempotencyKeyHeader,
    body: Body,
    adjustments: AdjustmentsDep,
) -> Response:
    by = await _requester(request, actor, key)
    return kept_response(await adjustments.decide((plan, number), body, by))


@router.post(
    f"{ADJUSTMENT}/withdraw",
    response_model=AdjustmentCase,
    openapi_extra=body_schema(Withdrawal),
    summary="Take a proposal back (철회)",
)
async def withdraw_adjustment(
    request: Request,
    plan: str,
    number: Number,
    actor: Proposer,
    key: IdempotencyKeyHeader,
    body: Body,
    adjustments: AdjustmentsDep,
) -> Response:
    by = await _requester(request, actor, key)
    return kept_response(await adjustments.withdraw((plan, number), body, by))


@router.get(ADJUSTMENTS, response_model=AdjustmentPage, summary="A plan's adjustments, by number")
async def list_adjustments(
    request: Request,
    plan: str,
    _: Reader,
    lists: AdjustmentListsDep,
    limit: Limit,
    state: StateFilter = None,
    project: CodeFilter = None,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    page = await lists.page(
        plan, state=state, project=project, cursor=cursor, limit=limit, as_of=as_of
    )
    items = joined([canonical_bytes(case.shown()) for case in page.items])
    return list_answer(request, items, page.next)


@router.get(
    ADJUSTMENT, response_model=AdjustmentCase, summary="One adjustment: old text, new text, steps"
)
async def get_adjustment(
    request: Request,
    plan: str,
    number: Number,
    _: Reader,
    lists: AdjustmentListsDep,
    as_of: AsOf = None,
) -> Response:
    return computed_answer(request, (await lists.get(plan, number, as_of)).shown())
