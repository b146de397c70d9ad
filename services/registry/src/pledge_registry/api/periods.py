"""Reporting periods (보고 기간) of organizations, and what they say to a key that would write."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Query, Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.workflow import (
    Locks,
    PeriodWindow,
    ReopeningRequest,
    ReportingPeriodList,
)
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.conditional import check_if_match, require_if_match
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router

from .answers import computed_answer, digest_etag, kept_response
from .dependencies import (
    CalendarsDep,
    IdempotencyKeyHeader,
    IfMatch,
    PeriodsDep,
    Reason,
    author_of,
    request_key,
)

__all__ = ["router"]

router = strict_router("periods")

_PERIODS = "/organizations/{organization}/periods"
_PERIOD = f"{_PERIODS}/{{period}}"

Manager = Annotated[Actor, actor_for(Action.MANAGE_PERIODS)]
Reader = Annotated[Actor, actor_for(Action.READ_HEAD)]
Asked = Annotated[
    str | None, Query(max_length=10, description="a fiscal period; every reporting period without")
]


@router.get(
    _PERIODS, response_model=ReportingPeriodList, summary="An organization's reporting periods"
)
async def list_periods(
    request: Request, organization: str, _: Reader, calendars: CalendarsDep, as_of: AsOf = None
) -> Response:
    answer = computed_answer(request, await calendars.list(organization, as_of))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _seen(request: Request) -> Callable[[ReportingPeriodList, int], None]:
    def check(periods: ReportingPeriodList, changes: int) -> None:
        etag = digest_etag(canonical_bytes(periods))
        check_if_match(require_if_match(request), etag, changes)

    return check


@router.put(
    _PERIOD,
    response_model=ReportingPeriodList,
    openapi_extra=body_schema(PeriodWindow),
    summary="Open a reporting period, from one day to another",
)
async def open_period(
    request: Request,
    organization: str,
    period: str,
    actor: Manager,
    window: Annotated[Any, json_body("application/json")],
    periods: PeriodsDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    made = await periods.open(organization, period, window, seen=_seen(request), author=author)
    return _written(made)


@router.post(
    f"{_PERIOD}/close",
    response_model=ReportingPeriodList,
    summary="Close a reporting period, and end its reopenings (마감)",
)
async def close_period(
    request: Request,
    organization: str,
    period: str,
    actor: Manager,
    key: IdempotencyKeyHeader,
    periods: PeriodsDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return kept_response(await periods.close(organization, period, author=author, key=once))


@router.post(
    f"{_PERIOD}/reopen",
    response_model=ReportingPeriodList,
    openapi_extra=body_schema(ReopeningRequest),
    summary="Open a closed period again, for one owner's keys and until a time",
)
async def reopen_period(
    request: Request,
    organization: str,
    period: str,
    actor: Manager,
    key: IdempotencyKeyHeader,
    wanted: Annotated[Any, json_body("application/json")],
    periods: PeriodsDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    made = await periods.reopen(organization, period, wanted, author=author, key=once)
    return kept_response(made)


@router.get(
    "/plans/{plan}/locks",
    response_model=Locks,
    summary="Which periods of a plan the caller's key may write now, and why not the others",
)
async def list_locks(
    plan: str, actor: Reader, calendars: CalendarsDep, response: Response, period: Asked = None
) -> Locks:
    response.headers["Cache-Control"] = "private, no-store"
    return await calendars.locks(plan, period, actor)


def _written(periods: ReportingPeriodList) -> Response:
    body = canonical_bytes(periods)
    return Response(body, headers={"ETag": digest_etag(body)}, media_type="application/json")
