"""The two services behind the gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from pledge_shared.clients._http import Upstream

__all__ = ["Upstreams", "open_upstreams"]


@dataclass(frozen=True, slots=True)
class Upstreams:
    """Connections to registry and scoring.

    Calls that may take long (event polls, imports) have connections of their own, so that a
    crowd of waiting pollers cannot keep a card from being read.
    """

    registry: Upstream
    scoring: Upstream
    patient_registry: Upstream
    patient_scoring: Upstream


@asynccontextmanager
async def open_upstreams(
    registry_url: str,
    scoring_url: str,
    *,
    registry: httpx.AsyncBaseTransport | None = None,
    scoring: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[Upstreams]:
    """Open connections for the life of the application; transports replace the network in tests."""
    async with (
        Upstream("registry", registry_url, transport=registry) as quick_registry,
        Upstream("scoring", scoring_url, transport=scoring) as quick_scoring,
        Upstream("registry", registry_url, transport=registry) as patient_registry,
        Upstream("scoring", scoring_url, transport=scoring) as patient_scoring,
    ):
        yield Upstreams(quick_registry, quick_scoring, patient_registry, patient_scoring)
