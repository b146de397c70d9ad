"""Wires the gateway: settings, connections, routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from pledge_shared.clients.registry import RegistryClient
from pledge_shared.logs import configure_logs
from pledge_shared.security.verifier import CachedVerifier
from pledge_shared.web.application import ReadyCheck, create_application

from .api import cards, dashboards, projects
from .api.documentation import describe_everything
from .api.passed_on import passed_on_router
from .services.cards import CardReader
from .services.dashboards import Dashboards
from .services.projects import ProjectLists
from .services.relay import Relay
from .services.route_table import RouteTable, load_services
from .services.upstreams import Addresses, open_upstreams
from .settings import Settings

__all__ = ["create_app"]

_DESCRIPTION = """Answers for clients of Pledge (공약이행): cards, lists and dashboards joined from
registry and scoring, and every path of both under one address."""
_OWN = (cards.router, projects.router, dashboards.router)


def create_app(addresses: Addresses | None = None, table: RouteTable | None = None) -> FastAPI:
    """Build the application; no environment is read and nothing opened before it starts.

    Parameters
    ----------
    addresses
        Where the services behind are, in place of the settings.
    table
        Their paths, in place of their committed OpenAPI documents.

    Raises
    ------
    RouteTableError
        The paths of the services do not fit together.
    """
    paths = table or RouteTable(load_services())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with open_upstreams(addresses or _addresses_of_settings()) as upstreams:
            yield {
                "cards": CardReader(upstreams),
                "dashboards": Dashboards(upstreams),
                "project_lists": ProjectLists(upstreams),
                "relay": Relay(upstreams),
                "verifier": CachedVerifier(RegistryClient(upstreams.registry).find_actor),
            }

    app = create_application(
        title="Pledge gateway",
        description=_DESCRIPTION,
        routers=(*_OWN, passed_on_router(paths)),
        lifespan=lifespan,
        ready=_ready,
        uploads=frozenset({"/v1/imports"}),
    )
    describe_everything(app, paths, _OWN)
    return app


def _addresses_of_settings() -> Addresses:
    settings = Settings()
    configure_logs("gateway", settings.log_level)
    return Addresses(registry=str(settings.registry_url), scoring=str(settings.scoring_url))


def _ready(_: FastAPI) -> tuple[tuple[str, ReadyCheck], ...]:
    """Return no checks: the gateway answers, with a problem, while a service behind it is down."""
    return ()
