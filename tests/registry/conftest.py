"""Registries to talk to: an empty one for each test, and one that holds all samples."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import structlog
from fastapi import FastAPI
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase, ThrowawayServer
from pledge_registry.app import State, create_app, open_state
from pledge_registry.cli import ensure_first_key
from pledge_shared.canonical import dump_json
from pledge_shared.strict_json import parse_json
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.listening import listening
from pledge_shared.testing.registry_caller import RegistryCaller

SAMPLES = ("cb-cluster", "cb-switch", "cbist-2021", "gb-7")
_FOLDER = Path(__file__).parents[2] / "data" / "samples"

Query = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all in one event loop, so that a registry can serve more than one test."""
    for item in items:
        if pytest_asyncio.is_async_test(item) and item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Keep tracebacks short: drawn with every variable they take seconds each."""
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
    )


@pytest.fixture(scope="session")
def app() -> FastAPI:
    return create_app()


@pytest.fixture(scope="session")
def sample() -> Callable[[str], dict[str, Any]]:
    """Read a sample document; each call gives a copy that a test may change."""

    def read(code: str) -> dict[str, Any]:
        document: dict[str, Any] = parse_json((_FOLDER / f"{code}.json").read_bytes())
        return document

    return read


@contextlib.asynccontextmanager
async def _calling(app: FastAPI, url: str, key: str) -> AsyncIterator[RegistryCaller]:
    async with open_state(url) as state:
        app.state.database = state["database"]
        transport = transport_to(app, state)
        async with AsyncClient(transport=transport, base_url="http://registry") as client:
            yield RegistryCaller(client, key)


def _first_key(database: ThrowawayDatabase) -> str:
    key = ensure_first_key(database.app_url)
    assert key is not None
    return key


@pytest.fixture
def key(registry_database: ThrowawayDatabase) -> str:
    """Return an administrator's key of the test's own registry."""
    return _first_key(registry_database)


@pytest_asyncio.fixture(loop_scope="session")
async def registry(
    app: FastAPI, registry_database: ThrowawayDatabase, key: str
) -> AsyncIterator[RegistryCaller]:
    """Run an empty registry of the test's own."""
    async with _calling(app, registry_database.app_url, key) as caller:
        yield caller


@pytest.fixture(scope="module")
def shared_database(postgres: ThrowawayServer) -> Iterator[tuple[ThrowawayDatabase, str]]:
    """Return an empty database for all tests of a file, with an administrator's key of it."""
    with postgres.migrated("registry") as database:
        yield database, _first_key(database)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def together(
    app: FastAPI, shared_database: tuple[ThrowawayDatabase, str]
) -> AsyncIterator[RegistryCaller]:
    """Run a registry for all tests of a file, each of which writes to a plan of its own."""
    database, key = shared_database
    async with _calling(app, database.app_url, key) as caller:
        yield caller


@pytest_asyncio.fixture(loop_scope="session")
async def query(registry_database: ThrowawayDatabase) -> AsyncIterator[Query]:
    """Ask the test's own database, as its superuser."""
    connection = await asyncpg.connect(registry_database.superuser_url)
    try:
        yield connection.fetchval
    finally:
        await connection.close()


Lend = Callable[[], contextlib.AbstractContextManager[tuple[ThrowawayDatabase, str]]]


@pytest.fixture(scope="session")
def lend_samples(
    app: FastAPI, postgres: ThrowawayServer, sample: Callable[[str], dict[str, Any]]
) -> Lend:
    """Lend databases that hold all samples, each with an administrator's key of it."""

    async def fill(database: ThrowawayDatabase, key: str) -> None:
        async with _calling(app, database.app_url, key) as caller:
            for code in SAMPLES:
                await caller.imported(dump_json(sample(code)))

    @contextlib.contextmanager
    def lend() -> Iterator[tuple[ThrowawayDatabase, str]]:
        with postgres.migrated("registry") as database:
            key = _first_key(database)
            asyncio.run(fill(database, key))
            yield database, key

    return lend


@pytest.fixture(scope="session")
def sampled(lend_samples: Lend) -> Iterator[tuple[ThrowawayDatabase, str]]:
    """Return the samples' database that tests share."""
    with lend_samples() as lent:
        yield lent


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def samples(
    app: FastAPI, sampled: tuple[ThrowawayDatabase, str]
) -> AsyncIterator[RegistryCaller]:
    """Run a registry that holds all samples; tests read it, or write what is refused."""
    database, key = sampled
    async with _calling(app, database.app_url, key) as caller:
        yield caller


@contextlib.contextmanager
def _listening(app: FastAPI, url: str) -> Iterator[str]:
    @contextlib.asynccontextmanager
    async def opened() -> AsyncIterator[State]:
        async with open_state(url) as state:
            app.state.database = state["database"]
            yield state

    with listening(app, opened) as address:
        yield address


Served = tuple[str, dict[str, str]]


@pytest.fixture(scope="module")
def served(app: FastAPI, lend_samples: Lend) -> Iterator[Served]:
    """Return the address of a running registry of samples, and the headers that show a key.

    Whatever is sent to it may be written: the samples are its own.
    """
    with lend_samples() as (database, key), _listening(app, database.app_url) as address:
        yield address, {"Authorization": f"Bearer {key}"}


@pytest.fixture
def served_empty(app: FastAPI, registry_database: ThrowawayDatabase, key: str) -> Iterator[Served]:
    """Return the same of an empty registry of the test's own."""
    with _listening(app, registry_database.app_url) as address:
        yield address, {"Authorization": f"Bearer {key}"}
