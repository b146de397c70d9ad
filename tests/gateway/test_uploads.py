"""Bodies of any length: handed on while they arrive."""

import asyncio
from collections.abc import AsyncIterator

from httpx import AsyncBaseTransport, ConnectError, Request, Response
from starlette.applications import Starlette
from starlette.requests import Request as Received
from starlette.responses import JSONResponse
from starlette.routing import Route
from typing_extensions import override

from pledge_gateway.services.upstreams import Addresses
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.fake_service import FakeService

from .conftest import OpenGateway

KEY = "pk_" + "A" * 43
HOLDER = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "name": "a desk",
    "role": "administrator",
    "owner": "desk",
}
HEADERS = {
    "Authorization": f"Bearer {KEY}",
    "Content-Type": "application/x-ndjson",
    "Idempotency-Key": "once",
}


class Taker:
    """A registry that tells what it has received so far."""

    def __init__(self) -> None:
        self.received = b""
        self.arrived = asyncio.Event()
        self.headers: dict[str, str] = {}
        self.app = Starlette(
            routes=[
                Route("/v1/keys/self", self._holder),
                Route("/v1/imports", self._take, methods=["POST"]),
            ]
        )

    async def _holder(self, _: Received) -> JSONResponse:
        return JSONResponse(HOLDER)

    async def _take(self, request: Received) -> JSONResponse:
        self.headers = dict(request.headers)
        async for piece in request.stream():
            self.received += piece
            self.arrived.set()
        return JSONResponse({"state": "queued"}, 202, {"Location": "/v1/imports/1"})


class AwayForBodies(AsyncBaseTransport):
    """Knows keys, and hangs up on whoever sends something."""

    def __init__(self, taker: Taker) -> None:
        self._behind = transport_to(taker.app)

    @override
    async def handle_async_request(self, request: Request) -> Response:
        if request.method == "POST":
            raise ConnectError("nobody listens")
        return await self._behind.handle_async_request(request)


async def test_lines_reach_the_registry_before_the_last_is_sent(
    open_gateway: OpenGateway, scoring: FakeService
) -> None:
    registry = Taker()
    addresses = Addresses(
        "http://registry",
        "http://scoring",
        registry_transport=transport_to(registry.app),
        scoring_transport=transport_to(scoring.app),
    )

    async def lines() -> AsyncIterator[bytes]:
        yield b'{"first": 1}\n'
        async with asyncio.timeout(5):
            await registry.arrived.wait()
        yield b'{"second": 2}\n'

    async with open_gateway(addresses) as client:
        r = await client.post("/v1/imports?prune=true", content=lines(), headers=HEADERS)

    assert (r.status_code, r.headers["Location"]) == (202, "/v1/imports/1")
    assert registry.received == b'{"first": 1}\n{"second": 2}\n'
    assert registry.headers["idempotency-key"] == "once"
    assert registry.headers["x-request-id"] == r.headers["X-Request-Id"]


async def test_a_registry_that_is_away_is_503(
    open_gateway: OpenGateway, scoring: FakeService
) -> None:
    addresses = Addresses(
        "http://registry",
        "http://scoring",
        registry_transport=AwayForBodies(Taker()),
        scoring_transport=transport_to(scoring.app),
    )
    async with open_gateway(addresses) as client:
        r = await client.post("/v1/imports", content=b"{}\n{}\n", headers=HEADERS)

    assert (r.status_code, r.json()["code"]) == (503, "upstream_unavailable")


async def test_a_body_without_a_key_is_not_read(
    open_gateway: OpenGateway, scoring: FakeService
) -> None:
    registry = Taker()
    addresses = Addresses(
        "http://registry",
        "http://scoring",
        registry_transport=transport_to(registry.app),
        scoring_transport=transport_to(scoring.app),
    )
    sent = {name: value for name, value in HEADERS.items() if name != "Authorization"}
    async with open_gateway(addresses) as client:
        r = await client.post("/v1/imports", content=b"{}\n", headers=sent)

    assert (r.status_code, registry.received) == (401, b"")
