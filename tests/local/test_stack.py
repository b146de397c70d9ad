"""The supervisor, as the user meets it: a process that is started, interrupted and killed."""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from pledge_local.errors import LocalError
from pledge_local.folder import DataFolder, RunningStack
from pledge_local.processes import spawn, stop
from pledge_local.project import ROOT, SOURCES

PATIENCE = 60.0


def _wait_for(what: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def _processes() -> dict[int, tuple[int, str]]:
    """Return parent and command line of every process that is not a zombie."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            command = stat.with_name("cmdline").read_text()
            if state != "Z":
                found[int(stat.parent.name)] = int(parent), command
    return found


class Started:
    """``./pledge up`` in a process of its own."""

    def __init__(self, data: Path, *options: str) -> None:
        self.folder = DataFolder(data)
        self.parts: dict[int, str] = {}
        self._log = data.with_name(f"printed-{time.monotonic_ns()}")
        inherited = {name: each for name, each in os.environ.items() if "DATABASE_URL" not in name}
        self.process = spawn(
            [sys.executable, "-P", "-m", "pledge_local", "up", "--data", str(data), *options],
            log=self._log,
            env=inherited | {"PYTHONPATH": os.pathsep.join(str(ROOT / each) for each in SOURCES)},
            on_orphaned=signal.SIGTERM,
        )

    def running(self) -> RunningStack:
        """Wait until it is up."""
        _wait_for(self._is_announced)
        self.parts = {
            pid: command
            for pid, (parent, command) in _processes().items()
            if parent == self.process.pid
        }
        return self.folder.running()

    def _is_announced(self) -> bool:
        assert self.process.poll() is None, self.printed()
        with suppress(LocalError):
            return self.folder.running().pid == self.process.pid
        return False

    def remaining(self) -> set[int]:
        """Return which of its parts still run."""
        return self.parts.keys() & _processes().keys()

    def end(self, sent: signal.Signals) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(sent)
        return self.process.wait(PATIENCE)

    def printed(self) -> str:
        """Return everything it printed."""
        return self._log.read_text()


@contextmanager
def _started(data: Path, *options: str) -> Iterator[Started]:
    started = Started(data, "--port", "0", *options)
    try:
        yield started
    finally:
        stop(started.process, signal.SIGTERM, seconds=PATIENCE)


@pytest.fixture
def data() -> Iterator[Path]:
    """Lend a data folder and remove it with everything that belongs to it."""
    with tempfile.TemporaryDirectory(prefix="pledge test 공약 ") as folder:
        if os.geteuid() == 0:
            Path(folder).chmod(0o711)
        path = Path(folder) / "data"
        yield path
        DataFolder(path).remove()


def test_an_interrupted_stack_stops_all_its_parts(data: Path) -> None:
    with _started(data) as started:
        running = started.running()
        for url in (running.gateway_url, running.registry_url, running.scoring_url):
            assert httpx.get(f"{url}/readyz", trust_env=False).status_code == 200
        assert len(started.parts) == 4

        assert started.end(signal.SIGTERM) == 0

        assert not started.remaining()
        assert not (data / "stack.json").exists()


def test_a_killed_supervisor_leaves_nothing_behind_and_can_start_again(data: Path) -> None:
    with _started(data) as killed:
        killed.running()
        key = (data / "administrator.key").read_text().strip()
        assert key in killed.printed()
        killed.process.kill()
        _wait_for(lambda: not killed.remaining(), seconds=10)

    with _started(data) as again:
        again.running()
        assert key not in again.printed()
    assert (data / "administrator.key").read_text().strip() == key
    assert (data / "administrator.key").stat().st_mode & 0o777 == 0o600


def test_a_database_whose_passwords_were_lost_is_one_sentence(data: Path) -> None:
    with _started(data) as first:
        first.running()
        assert first.end(signal.SIGTERM) == 0
    (data / "passwords.json").unlink()

    with _started(data) as second:
        assert second.process.wait(PATIENCE) == 1

        complaint = second.printed().splitlines()[-1]
        assert complaint.startswith("The database does not take the passwords in ")
        assert "--fresh" in complaint
        assert "Traceback" not in second.printed()


def test_a_second_stack_is_refused_and_a_dead_service_ends_the_first(data: Path) -> None:
    with _started(data) as first:
        first.running()
        with _started(data) as second:
            assert second.process.wait(PATIENCE) == 1
            assert "--port 0 --data DIR" in second.printed()
        assert first.process.poll() is None

        (scoring,) = (pid for pid, command in first.parts.items() if "pledge_scoring" in command)
        os.kill(scoring, signal.SIGKILL)

        assert first.process.wait(PATIENCE) == 1
        assert "The scoring ended by itself" in first.printed()
        assert not first.remaining()
