"""Server-sent events from a real server: the transport of the other tests cannot stream."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import fastapi.routing
import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI
from httpx import AsyncClient
from starlette.types import Receive, Scope, Send

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.app import open_state
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

STREAM = "/v1/events/stream"


@pytest_asyncio.fixture(loop_scope="session")
async def served(
    app: FastAPI, registry_database: ThrowawayDatabase, key: str
) -> AsyncIterator[RegistryCaller]:
    """Serve an empty registry on a free port."""
    async with open_state(registry_database.app_url) as state:

        async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": dict(state)}, receive, send)

        config = uvicorn.Config(
            with_state, lifespan="off", log_config=None, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            serving = asyncio.create_task(server._serve([listener]))
            base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            async with AsyncClient(base_url=base_url) as client:
                yield RegistryCaller(client, key)
            server.should_exit = True
            await serving


async def _read(
    client: AsyncClient, count: int, path: str = STREAM, **headers: str
) -> list[dict[str, Any]]:
    """Read some events of the stream, then hang up."""
    found: list[dict[str, Any]] = []
    event: dict[str, Any] = {}
    async with asyncio.timeout(10), client.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if name:
                event[name] = value
            else:
                found += [event] if "data" in event else []  # what has no data is no event
                event = {}
            if len(found) == count:
                break
    return found


async def test_the_stream_carries_the_events_of_the_feed(served: RegistryCaller) -> None:
    await served.imported(make_document("plan", make_project("a")))
    polled = (await served.get("/v1/events")).json()["items"]

    streamed = await _read(served.client, 3)

    assert [json.loads(event["data"]) for event in streamed] == polled
    assert [event["id"] for event in streamed] == [event["id"] for event in polled]
    assert [event["event"] for event in streamed] == [event["type"] for event in polled]


async def test_a_stream_goes_on_where_it_stopped(served: RegistryCaller) -> None:
    await served.imported(make_document("plan", make_project("a")))
    stopped = (await _read(served.client, 2))[-1]["id"]

    rest = asyncio.create_task(_read(served.client, 2, **{"Last-Event-ID": stopped}))
    await served.patch("/v1/plans/plan/projects/a", {"title": "새 이름"})

    assert [event["event"] for event in await rest] == [
        "pledge.project.created",
        "pledge.project.changed",
    ]


async def test_a_stream_is_awake_at_the_commit(served: RegistryCaller) -> None:
    waiting = asyncio.create_task(_read(served.client, 2))
    await asyncio.sleep(0.3)

    await served.imported(make_document("plan"))

    async with asyncio.timeout(1):
        assert len(await waiting) == 2


async def test_a_wrong_place_is_refused_before_the_stream_begins(served: RegistryCaller) -> None:
    answer = await served.client.get(STREAM, headers={"Last-Event-ID": "nowhere"})

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_stream_may_carry_part_of_the_feed(served: RegistryCaller) -> None:
    await served.imported(make_document("plan", make_project("a"), make_project("b")))

    found = await _read(served.client, 2, f"{STREAM}?plan=plan&type=pledge.project.created")

    assert [event["event"] for event in found] == ["pledge.project.created"] * 2


async def test_a_silent_stream_says_that_it_is_there(
    served: RegistryCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fastapi.routing, "_PING_INTERVAL", 0.05)
    said = []
    async with asyncio.timeout(10), served.client.stream("GET", STREAM) as answer:
        async for line in answer.aiter_lines():
            said += [line] if line else []
            if len(said) == 3:
                break

    assert said == ["retry: 2000", ": ping", ": ping"]
