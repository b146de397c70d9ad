"""Schedules of evaluations (정기 평가): quarterly, every half year, or yearly."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header, Request, Response

from pledge_shared.contracts.evaluation_schedules import (
    EvaluationSchedule,
    EvaluationSchedulePage,
    EvaluationSchedulePlan,
    EvaluationScheduleRequest,
)
from pledge_shared.security.policy import Action, Actor
from pledge_shared.validation import validated
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.conditional import check_if_match, document_response, require_if_match
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import Cursor, Limit, from_state
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router

from ..services.evaluation.schedules import FoundSchedule, Schedules

__all__ = ["router"]

router = strict_router("evaluations")

SchedulesDep = Annotated[Schedules, from_state("schedules")]
Reader = Annotated[Actor, actor_for(Action.READ_HEAD)]
Evaluator = Annotated[Actor, actor_for(Action.RUN_EVALUATION)]
Body = Annotated[Any, json_body("application/json")]
IfMatch = Annotated[str | None, Header(description="the schedule's ETag; 428 without")]

ONE = "/evaluation-schedules/{code}"
_UNSTORED = {"Cache-Control": "private, no-store"}


@router.post(
    "/evaluation-schedules",
    status_code=201,
    response_model=EvaluationSchedule,
    openapi_extra=body_schema(EvaluationScheduleRequest),
    summary="Have an evaluation run after every quarter, half or year (정기 평가)",
)
async def create_schedule(actor: Evaluator, body: Body, schedules: SchedulesDep) -> Response:
    made = await schedules.create(validated(EvaluationScheduleRequest, body), actor)
    return _written(201, made, {"Location": f"/v1/evaluation-schedules/{made.document.code}"})


@router.get("/evaluation-schedules", summary="Schedules by code; with a key")
async def list_schedules(
    _: Reader, response: Response, schedules: SchedulesDep, limit: Limit, cursor: Cursor = None
) -> EvaluationSchedulePage:
    response.headers.update(_UNSTORED)
    return await schedules.page(cursor=cursor, limit=limit)


@router.get(ONE, response_model=EvaluationSchedule, summary="A schedule, and when it runs next")
async def get_schedule(request: Request, code: str, _: Reader, schedules: SchedulesDep) -> Response:
    found = await schedules.get(code)
    return document_response(request, found.body, found.etag, _UNSTORED)


@router.put(
    ONE,
    response_model=EvaluationSchedule,
    openapi_extra=body_schema(EvaluationSchedulePlan),
    summary="Change a schedule, or disable it; its runs stay",
)
async def put_schedule(
    request: Request,
    code: str,
    actor: Evaluator,
    body: Body,
    schedules: SchedulesDep,
    _: IfMatch = None,
) -> Response:
    plan = validated(EvaluationSchedulePlan, body)
    return _written(200, await schedules.change(code, plan, actor, seen=_seen(request)))


def _seen(request: Request) -> Callable[[FoundSchedule], None]:
    header = require_if_match(request)

    def check(found: FoundSchedule) -> None:
        check_if_match(header, found.etag, found.document.revision)

    return check


def _written(status: int, found: FoundSchedule, headers: dict[str, str] | None = None) -> Response:
    sent = {"ETag": found.etag, **_UNSTORED, **(headers or {})}
    return Response(found.body, status, sent, "application/json")
