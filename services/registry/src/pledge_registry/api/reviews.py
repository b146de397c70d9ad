"""The review of actuals (실적 검토): submitted, approved or sent back, one by one or together."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.codes import Approval
from pledge_shared.contracts.workflow import (
    ActualMoved,
    ReviewDecisions,
    ReviewList,
    ReviewOutcome,
    SentBack,
)
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf, Cursor, Limit, Switch
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router

from ..domain.workflow import Step
from ..services.reviews import ActualAddress, Caller
from .answers import joined, kept_response, list_answer
from .dependencies import (
    DecisionsDep,
    IdempotencyKeyHeader,
    IfMatch,
    Reason,
    ReviewListsDep,
    ReviewsDep,
    author_of,
    request_key,
    seen,
)

__all__ = ["router"]

router = strict_router("reviews")

_ACTUAL = "/plans/{plan}/projects/{code}/indicators/{indicator}/actuals/{period}"
_REVIEWS = "/plans/{plan}/reviews"

Reporter = Annotated[Actor, actor_for(Action.REPORT_ACTUAL)]
Reviewer = Annotated[Actor, actor_for(Action.APPROVE_ACTUAL)]
Reader = Annotated[Actor, actor_for(Action.READ_HEAD)]


async def _address(plan: str, code: str, indicator: str, period: str) -> ActualAddress:
    return ActualAddress(plan, code, indicator, period)


Address = Annotated[ActualAddress, Depends(_address)]


async def _caller(request: Request, actor: Actor, key: str, reason: str | None) -> Caller:
    once = await request_key(request, actor, key)
    return Caller(actor, author_of(request, actor, reason), once, seen(request))


@router.post(
    f"{_ACTUAL}/submit", response_model=ActualMoved, summary="Submit a draft for review (제출)"
)
async def submit_actual(
    request: Request,
    address: Address,
    actor: Reporter,
    key: IdempotencyKeyHeader,
    reviews: ReviewsDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    caller = await _caller(request, actor, key, reason)
    return kept_response(await reviews.take(Step.SUBMIT, address, caller))


@router.post(
    f"{_ACTUAL}/approve", response_model=ActualMoved, summary="Approve what was submitted (승인)"
)
async def approve_actual(
    request: Request,
    address: Address,
    actor: Reviewer,
    key: IdempotencyKeyHeader,
    reviews: ReviewsDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    caller = await _caller(request, actor, key, reason)
    return kept_response(await reviews.take(Step.APPROVE, address, caller))


@router.post(
    f"{_ACTUAL}/send-back",
    response_model=ActualMoved,
    openapi_extra=body_schema(SentBack),
    summary="Send back what was submitted, with a note (반려)",
)
async def send_actual_back(
    request: Request,
    address: Address,
    actor: Reviewer,
    key: IdempotencyKeyHeader,
    body: Annotated[Any, json_body("application/json")],
    reviews: ReviewsDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    caller = await _caller(request, actor, key, reason)
    return kept_response(await reviews.take(Step.SEND_BACK, address, caller, body))


State = Annotated[Approval, Query(description="where the actuals stand in their review")]


@router.get(_REVIEWS, response_model=ReviewList, summary="What waits for a review, or was reviewed")
async def list_reviews(
    request: Request,
    plan: str,
    actor: Reader,
    reviews: ReviewListsDep,
    limit: Limit,
    state: State = Approval.SUBMITTED,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    page = await reviews.page(plan, state, actor=actor, cursor=cursor, limit=limit, as_of=as_of)
    answer = list_answer(request, joined([canonical_bytes(item) for item in page.items]), page.next)
    answer.headers["Cache-Control"] = "private, no-store"  # it says what this key may do
    return answer


ValidateOnly = Annotated[Switch, Query(description="give the verdict, change nothing")]
Partial = Annotated[Switch, Query(description="decide what can be decided, refuse the rest")]


@router.post(
    _REVIEWS,
    response_model=ReviewOutcome,
    openapi_extra=body_schema(ReviewDecisions),
    summary="Decide about many submitted actuals, in one commit",
)
async def decide_reviews(
    request: Request,
    plan: str,
    actor: Reviewer,
    key: IdempotencyKeyHeader,
    body: Annotated[Any, json_body("application/json")],
    decisions: DecisionsDep,
    validate_only: ValidateOnly = False,
    partial: Partial = False,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    if validate_only:
        return kept_response(
            await decisions.validate(plan, body, actor=actor, author=author, partial=partial)
        )
    once = await request_key(request, actor, key)
    return kept_response(
        await decisions.make(plan, body, actor=actor, author=author, key=once, partial=partial)
    )
