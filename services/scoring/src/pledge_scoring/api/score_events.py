"""The feed of scores, to poll."""

from typing import Annotated

from fastapi import Query, Request, Response

from pledge_shared.contracts.achievements import ScoreEventPage
from pledge_shared.web.parameters import Limit
from pledge_shared.web.routing import router as strict_router

from .dependencies import ScoreFeedDep

__all__ = ["router"]

router = strict_router("events")

_LONGEST_WAIT = 30.0


@router.get("/score-events", summary="Changed scores in order, none ever skipped (CloudEvents 1.0)")
async def list_score_events(
    request: Request,
    response: Response,
    feed: ScoreFeedDep,
    limit: Limit,
    after: Annotated[
        str | None,
        Query(max_length=100, description="`next` of an earlier answer; without: from the start"),
    ] = None,
    wait: Annotated[
        float, Query(ge=0, le=_LONGEST_WAIT, description="seconds to wait for the first event")
    ] = 0,
) -> ScoreEventPage:
    response.headers["Cache-Control"] = "no-store"
    return await feed.page(after, limit=limit, wait=wait, is_gone=request.is_disconnected)
