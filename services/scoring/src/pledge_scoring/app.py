"""The scoring service: `create_app` reads no environment, the lifespan opens everything."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from pledge_shared.clients._http import Upstream
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.database.connections import Database
from pledge_shared.logs import configure_logs
from pledge_shared.security.verifier import CachedVerifier
from pledge_shared.web.application import ReadyCheck
from pledge_shared.web.application import create_application as assemble

from .services.readiness import check_schema
from .settings import Settings

__all__ = ["create_app"]

_DESCRIPTION = (
    "Judges what the registry records: achievements of projects, goals, plans and organizations, "
    "with their explanation and what does not agree."
)


def create_app(
    settings: Settings | None = None, *, registry: httpx.AsyncBaseTransport | None = None
) -> FastAPI:
    """Build the service; nothing is read or opened before it starts.

    Parameters
    ----------
    settings
        In place of the environment.
    registry
        In place of the network to the registry, for tests.
    """
    return assemble(
        title="Pledge scoring",
        description=_DESCRIPTION,
        routers=[],
        lifespan=_lifespan(settings, registry),
        ready=_ready,
    )


def _lifespan(
    given: Settings | None, transport: httpx.AsyncBaseTransport | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Any]]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        settings = given or Settings()
        if given is None:
            configure_logs("scoring", settings.log_level)
        database = Database(settings.database_url)
        async with Upstream("registry", settings.registry_url, transport=transport) as upstream:
            registry = RegistryClient(upstream)
            app.state.database = database
            try:
                yield {"database": database, "verifier": CachedVerifier(registry.find_actor)}
            finally:
                await database.close()

    return lifespan


def _ready(app: FastAPI) -> Sequence[tuple[str, ReadyCheck]]:
    database: Database = app.state.database

    async def schema() -> None:
        await check_schema(database)

    return [("the database", database.check), ("the schema", schema)]
