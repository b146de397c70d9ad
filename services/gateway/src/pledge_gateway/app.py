"""Wires the gateway: settings, connections, routes."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI

from pledge_shared.logs import configure_logs
from pledge_shared.web.application import ReadyCheck, create_application

from .services.upstreams import Upstreams, open_upstreams
from .settings import Settings

__all__ = ["create_app"]

_DESCRIPTION = """Answers for clients of Pledge (공약이행): cards, lists and dashboards joined from
registry and scoring, and every path of both under one address."""

OpenUpstreams = Callable[[], AbstractAsyncContextManager[Upstreams]]


def create_app(open_connections: OpenUpstreams | None = None) -> FastAPI:
    """Build the application; nothing is read or opened before it starts.

    Parameters
    ----------
    open_connections
        Opens the connections to the services behind; by default where the settings say.
    """
    opener = open_connections or _connections_of_settings

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with opener() as upstreams:
            yield {"upstreams": upstreams}

    return create_application(
        title="Pledge gateway",
        description=_DESCRIPTION,
        routers=(),
        lifespan=lifespan,
        ready=_ready,
    )


@asynccontextmanager
async def _connections_of_settings() -> AsyncIterator[Upstreams]:
    settings = Settings()
    configure_logs("gateway", settings.log_level)
    async with open_upstreams(str(settings.registry_url), str(settings.scoring_url)) as upstreams:
        yield upstreams


def _ready(_: FastAPI) -> tuple[tuple[str, ReadyCheck], ...]:
    """Return no checks: the gateway answers, with a problem, while a service behind it is down."""
    return ()
