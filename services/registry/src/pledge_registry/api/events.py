"""The change feed: pages to poll, and the same as server-sent events."""

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

from fastapi import Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from pledge_shared.contracts.events import EventPage, EventType
from pledge_shared.errors import FeedEpochChangedError
from pledge_shared.heads import HEADER
from pledge_shared.web.parameters import Limit
from pledge_shared.web.routing import router as strict_router

from ..domain.feed import EventFilter
from ..domain.versions import Kind
from .dependencies import CodeFilter, FeedDep

__all__ = ["router"]

router = strict_router("events")

After = Annotated[
    str | None,
    Query(max_length=100, description="`next` of an earlier answer; from the beginning without"),
]
_LONGEST_WAIT = 30.0
_STREAM_WAIT = 15.0
_RECONNECT_MILLISECONDS = 2_000


async def _filter(
    plan: CodeFilter = None,
    kind: Annotated[Kind | None, Query(description="of document")] = None,
    event_type: Annotated[
        EventType | None, Query(alias="type", description="of event, as it stands in `type`")
    ] = None,
) -> EventFilter:
    return EventFilter(
        plans=() if plan is None else (plan,),
        kinds=() if kind is None else (kind,),
        types=() if event_type is None else (event_type,),
    )


Wanted = Annotated[EventFilter, Depends(_filter)]


@router.get("/events", summary="Changes in order, none ever skipped (CloudEvents 1.0)")
async def list_events(
    request: Request,
    response: Response,
    feed: FeedDep,
    limit: Limit,
    wanted: Wanted,
    after: After = None,
    wait: Annotated[
        float, Query(ge=0, le=_LONGEST_WAIT, description="seconds to wait for the first event")
    ] = 0,
) -> EventPage:
    page = await feed.page(
        after, limit=limit, wanted=wanted, wait=wait, is_gone=request.is_disconnected
    )
    response.headers["Pledge-Sequence"] = str(page.head.sequence)
    response.headers[HEADER] = str(page.head)
    response.headers["Cache-Control"] = "no-store"
    return EventPage(items=list(page.items), next=page.next)


async def _place(
    feed: FeedDep,
    after: After = None,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> str | None:
    """Return where a stream begins; a wrong place is refused while there is still a status."""
    place = last_event_id or after
    await feed.check(place)
    return place


@router.get(
    "/events/stream",
    response_class=EventSourceResponse,
    summary="The same as server-sent events; Last-Event-ID goes on where it stopped",
)
async def stream_events(
    feed: FeedDep, wanted: Wanted, place: Annotated[str | None, Depends(_place)]
) -> AsyncIterator[ServerSentEvent]:
    yield ServerSentEvent(retry=_RECONNECT_MILLISECONDS)
    # The framework says ": ping" whenever nothing was said for 15 seconds. An epoch that ends, ends
    # the stream: whoever comes again with Last-Event-ID is told so with a status.
    with suppress(FeedEpochChangedError):
        while True:
            page = await feed.page(place, limit=200, wanted=wanted, wait=_STREAM_WAIT)
            place = page.next
            for event in page.items:
                yield ServerSentEvent(data=event, event=event.type, id=event.id)
