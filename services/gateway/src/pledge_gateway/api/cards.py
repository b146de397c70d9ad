"""Cards of projects, and the explanation they link to."""

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from pledge_shared.contracts.explanation import Explanation
from pledge_shared.contracts.gateway import Card
from pledge_shared.contracts.scalars import Code
from pledge_shared.web.parameters import AsOf
from pledge_shared.web.routing import router as strict_router
from pledge_shared.web.view import ViewDep

from ..services.relay import Forwarded
from .answers import aggregate_response, reply_response
from .dependencies import CardsDep, RelayDep
from .parameters import On, ViewOptions

__all__ = ["router"]

router = strict_router("aggregates")


@router.get(
    "/plans/{plan}/projects/{code}/card",
    response_model=Card,
    summary="A project's card: facts, score, money, checks and findings (공약 관리카드)",
)
async def read_card(
    request: Request, plan: Code, code: Code, options: ViewOptions, cards: CardsDep
) -> Response:
    return aggregate_response(request, await cards.read(plan, code, options))


@router.get(
    "/projects/{project_id}/card",
    response_model=Card,
    summary="The same card, by the project's id",
)
async def read_card_by_id(
    request: Request, project_id: UUID, options: ViewOptions, cards: CardsDep
) -> Response:
    return aggregate_response(request, await cards.read_by_id(project_id, options))


@router.get(
    "/plans/{plan}/projects/{code}/explanation",
    response_model=Explanation,
    summary="How a project's rate came about, step by step",
)
async def read_explanation(
    request: Request,
    plan: Code,
    code: Code,
    relay: RelayDep,
    view: ViewDep,
    on: On = None,
    as_of: AsOf = None,
) -> Response:
    del on, as_of, view  # known here, so that they are checked; handed on as they came
    path = f"/v1/achievements/plans/{plan}/projects/{code}/explanation"
    forwarded = Forwarded.of_read(path, request.url.query, request.headers)
    return reply_response(await relay.send("scoring", forwarded, waits=False))
