"""Every path of the services behind: registered from the same table that the docs are made of."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from pledge_shared.errors import NotFoundError
from pledge_shared.security.verifier import bearer_key, unknown_key
from pledge_shared.web.authentication import verifier_of
from pledge_shared.web.conventions import is_stream_of_lines

from ..services.parts import Reply
from ..services.relay import FORWARDED, Forwarded, Relay
from ..services.route_table import PassedRoute, RouteTable
from .answers import reply_response

__all__ = ["passed_on_router"]

_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def passed_on_router(table: RouteTable) -> APIRouter:
    """Return a router with one route a path, so that a 405 names every method of it."""
    router = APIRouter()
    for route in table.routes:
        methods = [method.upper() for method in route.operations]
        router.add_api_route(route.path, _endpoint(route), methods=methods, include_in_schema=False)
    return router


def _endpoint(route: PassedRoute) -> Callable[[Request], Awaitable[Response]]:
    async def pass_on(request: Request) -> Response:
        method = request.method.lower()
        if method != "get" and route.needs_key(method):
            await _require_key(request)
        forwarded = await _forwarded(route, request)
        relay: Relay = request.state.relay
        if route.streams:
            return await _stream(relay, route.service, forwarded)
        if is_stream_of_lines(request):
            return reply_response(await relay.upload(route.service, forwarded, request.stream()))
        waits = route.waits(method)
        return reply_response(await relay.send(route.service, forwarded, waits=waits))

    return pass_on


async def _require_key(request: Request) -> None:
    """Refuse a write without a valid key here already; the service checks it again."""
    key = bearer_key(request.headers.get("authorization"))
    if await verifier_of(request).find_actor(key) is None:
        raise unknown_key()


async def _forwarded(route: PassedRoute, request: Request) -> Forwarded:
    sent = {name: value for name in FORWARDED if (value := request.headers.get(name)) is not None}
    return Forwarded(
        method=request.method,
        path=_path(route.path, request.path_params),
        query=request.url.query,
        headers={
            **sent,
            "x-request-id": request.state.request_id,
            "x-forwarded-for": request.client.host if request.client else "",
        },
        body=await _body(request),
    )


async def _body(request: Request) -> bytes | None:
    """Read a body, but for one that is handed on while it arrives."""
    if request.method == "GET" or is_stream_of_lines(request):
        return None
    return await request.body()


def _path(template: str, values: dict[str, str]) -> str:
    """Fill a path in again, so that a parameter can never become more than one segment."""
    if any(value in {".", ".."} for value in values.values()):
        raise NotFoundError("There is nothing at this path; /docs lists every path.")
    return template.format(**{name: quote(value, safe="") for name, value in values.items()})


async def _stream(relay: Relay, service: str, forwarded: Forwarded) -> Response:
    opened = await relay.stream(service, forwarded)
    if isinstance(opened, Reply):
        return reply_response(opened)
    return StreamingResponse(opened, headers=_STREAM_HEADERS, media_type="text/event-stream")
