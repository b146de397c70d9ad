"""A registry of a benchmark's own: a database, the service in front of it, and a key."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from pledge_registry.cli import ensure_first_key

from ..ports import free_port
from ..services import ServiceProcess, start_service, stop_services
from ..throwaway import ThrowawayDatabase, ThrowawayServer

__all__ = ["BenchedRegistry", "benched_registry"]

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class BenchedRegistry:
    """A running registry.

    Attributes
    ----------
    client
        Calls it as an administrator.
    """

    database: ThrowawayDatabase
    service: ServiceProcess
    client: httpx.Client


@contextlib.contextmanager
def benched_registry(database: ThrowawayDatabase | None = None) -> Iterator[BenchedRegistry]:
    """Run a registry on an empty database, with the durability it has in service.

    Parameters
    ----------
    database
        Of a server that runs already, with less durability: for tests.
    """
    with contextlib.ExitStack() as parts:
        if database is None:
            server = parts.enter_context(ThrowawayServer.start(durable=True))
            database = parts.enter_context(server.migrated("registry"))
        key = ensure_first_key(database.app_url)
        folder = Path(tempfile.mkdtemp(prefix="pledge-bench-"))
        parts.callback(shutil.rmtree, folder, ignore_errors=True)
        service = start_service(
            "registry",
            host=_LOOPBACK,
            port=free_port(),
            log=folder / "registry.log",
            settings={"REGISTRY_DATABASE_URL": database.app_url},
        )
        parts.callback(stop_services, [service])
        service.await_ready()
        client = httpx.Client(
            base_url=service.url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=600,
            trust_env=False,
        )
        yield BenchedRegistry(database, service, parts.enter_context(client))
