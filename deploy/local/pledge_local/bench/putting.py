"""One PUT of an actual over HTTP, beside the very SQL statements it executed, sent alone.

Both run in the event loop that serves in production, and the client only writes and reads bytes:
what is measured is the service, not a client library.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import asyncpg
import httpx
import uvicorn
from sqlalchemy import event
from starlette.types import Receive, Scope, Send

from pledge_registry.app import create_app, open_state
from pledge_registry.cli import ensure_first_key
from pledge_shared.logs import configure_logs
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from ..ports import free_port
from ..throwaway import ThrowawayDatabase, ThrowawayServer

__all__ = ["PutFigures", "Size", "measure_put"]

_WARM_UP = 20
"""Requests that are not counted: statements are prepared and plans made in the first few."""
_Statement = tuple[str, Any, bool]


@dataclass(frozen=True, slots=True)
class Size:
    """How large the projects are that are written to in turn, and how many.

    Of one project the service still knows what it wrote last; of several large ones it does not.
    """

    indicators: int
    periods: int
    projects: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PutFigures:
    """Milliseconds of the requests, and of their statements alone."""

    puts: int
    statements: int
    put_median: float
    put_p99: float
    bare_median: float
    bare_p99: float

    @property
    def ratio(self) -> float:
        """The slowest in a hundred requests by the same of the bare statements."""
        return self.put_p99 / self.bare_p99

    def as_json(self) -> dict[str, float]:
        """Return everything by name."""
        return asdict(self) | {"ratio": self.ratio}


def measure_put(size: Size, puts: int) -> PutFigures:
    """Measure on a server of its own, with the durability it has in service."""
    configure_logs("registry", "WARNING")
    with (
        ThrowawayServer.start(durable=True) as server,
        server.migrated("registry") as one,
        server.empty() as other,
    ):
        key = ensure_first_key(one.app_url)
        assert key is not None  # noqa: S101 - the database is new
        loop = uvicorn.Config(create_app, log_config=None).get_loop_factory()
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(_measure(one, other, key, size, puts))


async def _measure(
    one: ThrowawayDatabase, other: ThrowawayDatabase, key: str, size: Size, puts: int
) -> PutFigures:
    async with _serving(one) as (port, _), _client(port) as client:
        await RegistryCaller(client, key).imported(make_document("plan", *_projects(size)))
    await _copy(one, other)
    took, bare = [], []
    statements: list[_Statement] = []
    replay = await asyncpg.connect(other.superuser_url)
    async with _serving(one) as (port, executed):
        async with _client(port) as client:
            caller = RegistryCaller(client, key)
            etags = [await caller.etag(_path(number)) for number in range(size.projects)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in range(_WARM_UP + puts):
            executed.clear()
            project = number % size.projects
            request = _request(key, project, etags[project], json.dumps({"value": str(number)}))
            began = perf_counter()
            writer.write(request)
            etags[project] = await _answered(reader)
            took.append(perf_counter() - began)
            statements = list(executed)
            bare.append(await _replayed(replay, statements))
        writer.close()
    await replay.close()
    took, bare = took[_WARM_UP:], bare[_WARM_UP:]
    return PutFigures(
        puts=puts,
        statements=len(statements),
        put_median=1_000 * median(took),
        put_p99=1_000 * quantiles(took, n=100)[-1],
        bare_median=1_000 * median(bare),
        bare_p99=1_000 * quantiles(bare, n=100)[-1],
    )


def _projects(size: Size) -> list[dict[str, Any]]:
    periods = [f"{2018 + n // 4}-Q{n % 4 + 1}" for n in range(size.periods)]
    values = [{"period": period, "value": "12.5"} for period in periods]
    indicators = [
        {"code": f"i-{n}", "name": "수혜 인원", "unit": "명", "targets": values, "actuals": values}
        for n in range(size.indicators)
    ]
    return [make_project(f"p-{n}", indicators=indicators) for n in range(size.projects)]


async def _copy(one: ThrowawayDatabase, other: ThrowawayDatabase) -> None:
    """Make the second database what the first is now: the same statements then fit both."""
    admin = await asyncpg.connect(one.superuser_url.replace(one.name, "postgres"))
    try:
        await admin.execute(f"DROP DATABASE {other.name}")
        await admin.execute(f"CREATE DATABASE {other.name} TEMPLATE {one.name}")
    finally:
        await admin.close()


def _client(port: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60)


def _path(project: int) -> str:
    return f"/v1/plans/plan/projects/p-{project}"


def _request(key: str, project: int, etag: str, body: str) -> bytes:
    return (
        f"PUT {_path(project)}/indicators/i-0/actuals/2018-Q1 HTTP/1.1\r\n"
        f"Host: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nIf-Match: {etag}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def _answered(reader: asyncio.StreamReader) -> str:
    """Read an answer to its end and return its ETag."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    fields = (line.partition(":") for line in head.splitlines()[1:])
    headers = {name.lower(): value.strip() for name, _, value in fields}
    body = await reader.readexactly(int(headers["content-length"]))
    if "etag" not in headers:
        raise AssertionError(body.decode())
    return headers["etag"]


@contextlib.asynccontextmanager
async def _serving(database: ThrowawayDatabase) -> AsyncIterator[tuple[int, list[_Statement]]]:
    """Serve a registry on a port, and note every statement it executes."""
    app, port = create_app(), free_port()
    async with open_state(database.app_url) as state:
        executed = _noting(state["database"])

        async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": dict(state)}, receive, send)

        server = uvicorn.Server(
            uvicorn.Config(with_state, port=port, lifespan="off", log_config=None, access_log=False)
        )
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn sets no event
            await asyncio.sleep(0.01)
        yield port, executed
        server.should_exit = True
        await serving


def _noting(database: Any) -> list[_Statement]:
    executed: list[_Statement] = []

    def note(*execution: Any) -> None:
        _, _, statement, parameters, _, many = execution
        executed.append((statement, parameters, many))

    event.listen(database._engine.sync_engine, "before_cursor_execute", note)  # noqa: SLF001 - only measured
    return executed


async def _replayed(connection: asyncpg.Connection, statements: Sequence[_Statement]) -> float:
    """Return the seconds that a transaction of these statements takes."""
    began = perf_counter()
    async with connection.transaction():
        for statement, parameters, many in statements:
            if many:
                await connection.executemany(statement, parameters)
            else:
                await connection.fetch(statement, *parameters)
    return perf_counter() - began
