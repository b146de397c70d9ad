"""Services that hang, break off or are not there, over real sockets."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from time import monotonic

import pytest
from httpx import AsyncClient

from pledge_gateway.services.upstreams import Addresses
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.fake_service import FakeService
from pledge_shared.testing.raw_server import hang, listening, saying

OpenGateway = Callable[[Addresses], AbstractAsyncContextManager[AsyncClient]]

CARD = "/v1/plans/gb-7/projects/bigdata/card"
PATHS = (CARD, "/v1/projects", "/v1/plans/gb-7/dashboard", "/v1/codes")
LATEST = 3.0 + 0.1
BARE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
STATED = BARE + b'ETag: "a"\r\nPledge-Version: 1\r\nPledge-Sequence: 7\r\n'


@pytest.mark.parametrize("path", PATHS)
async def test_hanging_registry_is_given_up_in_time(
    open_gateway: OpenGateway, scoring: FakeService, path: str
) -> None:
    async with listening(hang) as url:
        addresses = Addresses(url, "http://scoring", scoring_transport=transport_to(scoring.app))
        async with open_gateway(addresses) as client:
            await client.get("/livez")  # the first request of all builds the routes
            began = monotonic()
            r = await client.get(
                path, params={} if path.endswith("codes") else {"allow_partial": "true"}
            )

            assert monotonic() - began < LATEST
            assert (r.status_code, r.json()["code"]) == (503, "upstream_unavailable")
            assert int(r.headers["Retry-After"]) >= 1


@pytest.mark.parametrize(("partial", "status"), [("true", 200), ("false", 503)])
async def test_hanging_scoring_leaves_the_facts_in_time(
    open_gateway: OpenGateway, registry: FakeService, partial: str, status: int
) -> None:
    async with listening(hang) as url:
        addresses = Addresses("http://registry", url, registry_transport=transport_to(registry.app))
        async with open_gateway(addresses) as client:
            await client.get("/livez")
            began = monotonic()
            asked = [client.get(path, params={"allow_partial": partial}) for path in PATHS[:3]]
            answers = await asyncio.gather(*asked)

            assert monotonic() - began < LATEST
            assert [r.status_code for r in answers] == [status] * 3


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"\x00\x01\x02 not HTTP\r\n\r\n",
        STATED + b'Content-Length: 900\r\n\r\n{"score":{"rate":"92.50"}}',
        STATED + b'Transfer-Encoding: chunked\r\n\r\n10\r\n{"score":',
        BARE + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
    ],
)
async def test_torn_answer_never_gets_through(
    open_gateway: OpenGateway, registry: FakeService, words: bytes
) -> None:
    async with listening(saying(words)) as url:
        addresses = Addresses("http://registry", url, registry_transport=transport_to(registry.app))
        async with open_gateway(addresses) as client:
            for path in (CARD, "/v1/methods"):
                r = await client.get(path)

                assert r.status_code in {502, 503}, path
                assert r.headers["Content-Type"] == "application/problem+json"


async def test_score_without_its_state_never_gets_through(
    open_gateway: OpenGateway, registry: FakeService
) -> None:
    words = BARE + b'Content-Length: 14\r\n\r\n{"score":null}'
    async with listening(saying(words)) as url:
        addresses = Addresses("http://registry", url, registry_transport=transport_to(registry.app))
        async with open_gateway(addresses) as client:
            assert (await client.get(CARD)).status_code == 502


async def test_whole_answer_over_the_same_wire_gets_through(
    open_gateway: OpenGateway, registry: FakeService
) -> None:
    words = BARE + b"Content-Length: 12\r\n\r\n" + b'{"items":[]}'
    async with listening(saying(words)) as url:
        addresses = Addresses("http://registry", url, registry_transport=transport_to(registry.app))
        async with open_gateway(addresses) as client:
            assert (await client.get("/v1/methods")).content == b'{"items":[]}'


async def test_gateway_is_ready_with_nobody_behind(open_gateway: OpenGateway) -> None:
    nobody = "http://127.0.0.1:9"
    async with open_gateway(Addresses(nobody, nobody)) as client:
        assert (await client.get("/readyz")).status_code == 200
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get(CARD)).status_code == 503
