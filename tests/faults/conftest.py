"""A registry in a process of its own, to be killed."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from pledge_local.ports import free_port
from pledge_local.services import ServiceProcess, start_service, stop_services
from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.cli import ensure_first_key


class Registry:
    """A registry process that can be killed and started again on the same port."""

    def __init__(self, database: ThrowawayDatabase, folder: Path) -> None:
        self.key = ensure_first_key(database.app_url) or ""
        self.settings = {"REGISTRY_DATABASE_URL": database.app_url}
        self._folder, self._port = folder, free_port()
        self.service = self._start()

    def _start(self) -> ServiceProcess:
        service = start_service(
            "registry",
            host="127.0.0.1",
            port=self._port,
            log=self._folder / "registry.log",
            settings=self.settings,
        )
        service.await_ready()
        return service

    def kill(self) -> None:
        self.service.process.send_signal(signal.SIGKILL)
        self.service.process.wait(10)

    def start_again(self) -> None:
        self.service = self._start()


@pytest.fixture
def registry(registry_database: ThrowawayDatabase, tmp_path: Path) -> Iterator[Registry]:
    running = Registry(registry_database, tmp_path)
    yield running
    stop_services([running.service])
