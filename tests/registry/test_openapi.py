"""The registry holds to its own OpenAPI document, whatever is sent to each of its operations."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, assume, given, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.app import create_app, open_state

Operation = APIOperation[Any, Any, Any, Any]

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


UNTRIED = {
    "GET /v1/events/stream",  # it never ends
    "POST /v1/imports",  # whole documents take minutes to invent; the catalogue stands for them
}


REAL = {
    "organization": "gyeongbuk",
    "plan": "gb-7",
    "code": "bigdata",
    "indicator": "training",
    "period": "2019",
    "number": 1,
}
"""What is there, so that input that fits is answered with more than 404."""


LONGEST_QUERY = 2_000
"""The server itself refuses a request line of 64 KB, before the application sees it."""


class _Server(threading.Thread):
    """A registry in a thread, on a free port, over the samples."""

    def __init__(self, app: FastAPI, url: str) -> None:
        super().__init__()
        self._app = app
        self._url = url
        config = uvicorn.Config(
            self._serve, port=0, lifespan="off", log_config=None, interface="asgi3"
        )
        self.server = uvicorn.Server(config)
        self._state: dict[str, object] = {}

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "state": dict(self._state)}, receive, send)

    async def _run(self) -> None:
        async with open_state(self._url) as state:
            self._state = dict(state)
            self._app.state.database = state["database"]
            await self.server.serve()

    @override
    def run(self) -> None:
        asyncio.run(self._run())


@pytest.fixture(scope="module")
def served(
    app: FastAPI, sampled: tuple[ThrowawayDatabase, str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Return the address of a running registry, and the headers that show a key."""
    database, key = sampled
    thread = _Server(app, database.app_url)
    thread.start()
    try:
        while not thread.server.started:
            threading.Event().wait(0.05)
        (listener,) = (each for server in thread.server.servers for each in server.sockets)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield address, {"Authorization": f"Bearer {key}"}
    finally:
        thread.server.should_exit = True
        thread.join()


def _takes_anything(operation: Operation) -> bool:
    places = (operation.path_parameters, operation.query, operation.headers, operation.body)
    return any(len(place) for place in places)


def _cases() -> list[Any]:
    """Return each operation with input that fits its description, and with input that does not."""
    document = schemathesis.openapi.from_dict(create_app().openapi())
    found = [result.ok() for result in document.get_all_operations() if isinstance(result, Ok)]
    return [
        pytest.param(operation, mode, id=f"{operation.label}-{mode}")
        for operation in found
        for mode in GenerationMode
        if operation.label not in UNTRIED
        and (mode is GenerationMode.POSITIVE or _takes_anything(operation))
    ]


@pytest.mark.parametrize(("operation", "mode"), _cases())
def test_every_operation_answers_as_it_says(
    operation: Operation, mode: GenerationMode, served: tuple[str, dict[str, str]]
) -> None:
    address, headers = served

    @settings(
        max_examples=6, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case: schemathesis.Case[Operation]) -> None:
        assume(len(str(case.query)) < LONGEST_QUERY)
        case.query.pop("wait", None)  # nobody is to wait here
        if mode is GenerationMode.POSITIVE:
            for name in REAL.keys() & case.path_parameters.keys():
                case.path_parameters[name] = REAL[name]
        answer = case.call(base_url=address, headers=headers)
        case.validate_response(answer, checks=CHECKS)

    answers()
