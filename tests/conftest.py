"""One PostgreSQL for the whole run, and a migrated database for each test that asks for one."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Protocol

import pytest

from pledge_local.throwaway import ThrowawayDatabase, ThrowawayServer

_FACTS = "throwaway_server"
_SERVER = pytest.StashKey[ThrowawayServer]()
_PARTS = pytest.StashKey[ExitStack]()


class _Worker(Protocol):
    """A process of pytest-xdist, as its controller sees it."""

    config: pytest.Config
    workerinput: dict[str, Any]


def _server(config: pytest.Config) -> ThrowawayServer:
    """Return the run's server; it is started by the process that was started by the user."""
    if _SERVER not in config.stash:
        facts = getattr(config, "workerinput", {}).get(_FACTS)
        if facts is None:
            config.stash[_PARTS] = ExitStack()
            started = config.stash[_PARTS].enter_context(ThrowawayServer.start())
            config.stash[_SERVER] = started
        else:
            config.stash[_SERVER] = ThrowawayServer.from_facts(facts)
    return config.stash[_SERVER]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: _Worker) -> None:
    """Tell a worker where the controller's server is."""
    node.workerinput[_FACTS] = _server(node.config).facts()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, if this process started it."""
    if _PARTS in config.stash:
        config.stash[_PARTS].close()


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> ThrowawayServer:
    """Return the run's server."""
    return _server(pytestconfig)


@pytest.fixture
def registry_database(postgres: ThrowawayServer) -> Iterator[ThrowawayDatabase]:
    """Lend a migrated registry database; commits and notifications are real."""
    with postgres.migrated("registry") as database:
        yield database


@pytest.fixture
def scoring_database(postgres: ThrowawayServer) -> Iterator[ThrowawayDatabase]:
    """Lend a migrated scoring database; commits and notifications are real."""
    with postgres.migrated("scoring") as database:
        yield database


@pytest.fixture
def empty_database(postgres: ThrowawayServer) -> Iterator[ThrowawayDatabase]:
    """Lend a database without tables."""
    with postgres.empty() as database:
        yield database
