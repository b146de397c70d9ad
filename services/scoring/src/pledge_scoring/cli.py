"""What an operator does to the scoring service without HTTP."""

import asyncio

from pledge_shared.clients._http import Upstream
from pledge_shared.clients.registry import RegistryClient

from .services.installed_methods import add_installed_methods
from .services.rebuilding import (
    AlreadyRebuildingError,
    OutOfReachError,
    Rebuilt,
    Tell,
    rebuild,
)
from .storage.rebuilding import Difference

__all__ = [
    "AlreadyRebuildingError",
    "Difference",
    "OutOfReachError",
    "Rebuilt",
    "rebuild_scoring",
]


def rebuild_scoring(owner_url: str, registry_url: str, tell: Tell) -> Rebuilt:
    """Replay the registry's feed from zero and compare; see `services.rebuilding`."""

    async def connected() -> Rebuilt:
        async with Upstream("registry", registry_url) as upstream:
            return await rebuild(owner_url, RegistryClient(upstream), tell)

    add_installed_methods()
    return asyncio.run(connected())
