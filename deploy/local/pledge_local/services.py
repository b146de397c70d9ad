"""The three services as child processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from .errors import LocalError
from .processes import spawn, stop, tail

__all__ = ["SERVICES", "ServiceProcess", "start_service", "stop_services"]

SERVICES = ("gateway", "registry", "scoring")
"""In the order of their ports."""

_READY_SECONDS = 60.0
_GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ServiceProcess:
    """One running service."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def check(self) -> None:
        """Raise when the process has ended."""
        if (code := self.process.poll()) is not None:
            raise LocalError(
                f"The {self.name} ended by itself (code {code}), so everything was stopped; "
                f"its last words in {self.log}:\n{tail(self.log)}"
            )

    def is_ready(self) -> bool:
        """Ask the service whether it can answer requests."""
        try:
            # Proxies of the environment have no business between two local processes.
            return httpx.get(f"{self.url}/readyz", timeout=2, trust_env=False).status_code == 200  # noqa: PLR2004 - OK
        except httpx.HTTPError:
            return False

    def await_ready(self) -> None:
        """Wait until the service says that it is ready."""
        end = time.monotonic() + _READY_SECONDS
        while not self.is_ready():
            self.check()
            if time.monotonic() > end:
                raise LocalError(
                    f"The {self.name} was not ready within {_READY_SECONDS:.0f} s; "
                    f"its last words in {self.log}:\n{tail(self.log)}"
                )
            time.sleep(0.05)


def start_service(
    name: str, *, host: str, port: int, log: Path, settings: Mapping[str, str]
) -> ServiceProcess:
    """Start one service; `settings` go into its environment."""
    if log.exists():
        log.replace(log.with_suffix(".previous.log"))
    command = [
        *(sys.executable, "-m", "uvicorn", f"pledge_{name}.app:create_app", "--factory"),
        *("--host", host, "--port", str(port), "--no-access-log"),
        *("--timeout-graceful-shutdown", str(_GRACE_SECONDS)),
    ]
    env = {**os.environ, "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1", **settings}
    process = spawn(command, log=log, env=env, on_orphaned=signal.SIGKILL)
    return ServiceProcess(name, f"http://{_reachable(host)}:{port}", process, log)


def stop_services(services: Sequence[ServiceProcess]) -> None:
    """Ask all at once, then wait for each."""
    for service in services:
        if service.process.poll() is None:
            service.process.terminate()
    for service in services:
        stop(service.process, signal.SIGTERM, seconds=_GRACE_SECONDS + 3)


def _reachable(host: str) -> str:
    """Return the address under which this machine reaches a server that listens on `host`."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"[{address}]" if ":" in address else address
