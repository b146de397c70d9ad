"""The two services behind the gateway."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx

from pledge_shared.clients._http import Upstream

from .streams import Streams

__all__ = ["Addresses", "Upstreams", "open_upstreams"]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services listen; a transport replaces the network in tests."""

    registry: str
    scoring: str
    registry_transport: httpx.AsyncBaseTransport | None = None
    scoring_transport: httpx.AsyncBaseTransport | None = None


@dataclass(frozen=True, slots=True)
class Upstreams:
    """Connections to registry and scoring.

    Calls that may take long (event polls, imports) and streams have connections of their own, so
    that a crowd of waiting pollers cannot keep a card from being read.
    """

    registry: Upstream
    scoring: Upstream
    patient_registry: Upstream
    patient_scoring: Upstream
    streams: Streams

    def of(self, service: str, *, patient: bool) -> Upstream:
        """Return the connections to a service by its name."""
        if service == "registry":
            return self.patient_registry if patient else self.registry
        return self.patient_scoring if patient else self.scoring


@asynccontextmanager
async def open_upstreams(addresses: Addresses) -> AsyncIterator[Upstreams]:
    """Keep connections open for the life of the application."""
    services = {
        "registry": (addresses.registry, addresses.registry_transport),
        "scoring": (addresses.scoring, addresses.scoring_transport),
    }
    async with AsyncExitStack() as stack:

        async def connect(name: str) -> Upstream:
            url, transport = services[name]
            return await stack.enter_async_context(Upstream(name, url, transport=transport))

        yield Upstreams(
            registry=await connect("registry"),
            scoring=await connect("scoring"),
            patient_registry=await connect("registry"),
            patient_scoring=await connect("scoring"),
            streams=Streams(services),
        )
