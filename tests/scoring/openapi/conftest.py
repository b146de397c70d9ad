"""A scoring service on a port, which follows a registry in memory that holds all samples."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from uuid import uuid4

import httpx
import pytest

from pledge_local.throwaway import ThrowawayServer
from pledge_scoring.app import create_app
from pledge_scoring.settings import Settings
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.contracts.registry import KeyHolder
from pledge_shared.security.keys import new_key
from pledge_shared.security.policy import Role
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.invented_requests import Served
from pledge_shared.testing.listening import State, listening
from pledge_shared.testing.registry import FakeRegistry

_SCORED_SECONDS = 30
SAMPLES = ("cb-cluster", "cb-switch", "cbist-2021", "gb-7")


@pytest.fixture(scope="module")
def served(postgres: ThrowawayServer, document: Callable[[str], PlanDocument]) -> Iterator[Served]:
    """Return the address of a service of samples, and the headers that show a key.

    Whatever is sent to it may be written: its database is its own.
    """
    registry, key = FakeRegistry(), new_key()
    registry.holders[key] = KeyHolder(
        id=uuid4(), name="관리", role=Role.ADMINISTRATOR, owner="관리"
    )
    for code in SAMPLES:
        registry.record.load(document(code))
    with postgres.migrated("scoring") as database:
        settings = Settings(database_url=database.app_url, registry_url="http://registry")
        app = create_app(settings, registry=transport_to(registry.app))

        def opened() -> AbstractAsyncContextManager[State]:
            return app.router.lifespan_context(app)  # type: ignore[return-value]  # yields our state

        with listening(app, opened) as address:
            _await_scores(address)
            yield address, {"Authorization": f"Bearer {key}"}


def _await_scores(address: str) -> None:
    """Wait until the service has taken in what the registry holds."""
    end = time.monotonic() + _SCORED_SECONDS
    while httpx.get(f"{address}/readyz", trust_env=False).status_code != httpx.codes.OK:
        assert time.monotonic() < end
        time.sleep(0.05)
