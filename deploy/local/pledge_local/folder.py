"""The data folder: everything a stack keeps, outside git and recognisably ours."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from .errors import LocalError
from .postgres import end_orphan
from .unprivileged import home_for

__all__ = ["DataFolder", "RunningStack", "write_private"]

_MARKER = "pledge-data-folder"
_PASSWORDS = TypeAdapter(dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningStack:
    """Where a running stack answers, as it tells other commands."""

    pid: int
    gateway_url: str
    registry_url: str
    scoring_url: str
    registry_database_url: str
    scoring_database_url: str


_RUNNING = TypeAdapter(RunningStack)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
    draft.replace(path)


class DataFolder:
    """One stack's database, passwords, logs and state."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.logs = self.path / "logs"
        self.key_file = self.path / "administrator.key"
        self.audit_file = self.path / "audit-heads.jsonl"
        self._state = self.path / "stack.json"

    def prepare(self) -> Self:
        """Create the folder, or make sure that an existing one is ours."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not self.is_ours():
                self._claim()
            self.logs.mkdir(exist_ok=True)
        except OSError as error:
            raise LocalError(
                f"The data folder {self.path} cannot be used ({error.strerror}); "
                "choose another one with --data DIR."
            ) from error
        return self

    def is_ours(self) -> bool:
        """Tell whether a stack made this folder."""
        return (self.path / _MARKER).is_file()

    def postgres_home(self) -> Path:
        """Return where this folder's PostgreSQL keeps its files."""
        lines = (self.path / _MARKER).read_text().splitlines()
        return home_for(self.path, "".join(lines[1:]))

    def _claim(self) -> None:
        if any(self.path.iterdir()):
            raise LocalError(
                f"{self.path} holds files that are not Pledge's; "
                "choose an empty folder with --data DIR."
            )
        # Root's database runs as another user, who must be able to pass through, not look in.
        self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        (self.path / _MARKER).write_text(
            f"Made by ./pledge; --fresh removes this folder.\n{uuid4().hex}\n"
        )

    def remove(self) -> None:
        """Delete the folder with all it holds, if it is ours and no stack runs on it."""
        if not self.path.exists():
            return
        if not self.is_ours():
            raise LocalError(f"{self.path} is not a data folder of Pledge, so it is not removed.")
        with self.locked():
            home = self.postgres_home()
            end_orphan(home / "cluster")
            for folder in (home, self.path):
                shutil.rmtree(folder, ignore_errors=folder == home)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one stack; the lock ends with the process, however it ends."""
        with (self.path / "lock").open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LocalError(self._in_use()) from None
            yield

    def _in_use(self) -> str:
        running = self._read_state()
        where = f" at {running.gateway_url} (process {running.pid})" if running else ""
        return (
            f"A stack already runs on {self.path}{where}; "
            "stop it, or start another one with --port 0 --data DIR."
        )

    def administrator_key(self) -> str | None:
        """Return the key that the first start made, if it is still kept here."""
        try:
            return self.key_file.read_text().strip()
        except OSError:
            return None

    def passwords(self, *names: str) -> Mapping[str, str]:
        """Return a password for each name, made at random the first time it is asked for."""
        file = self.path / "passwords.json"
        try:
            known = _PASSWORDS.validate_json(file.read_bytes()) if file.exists() else {}
        except ValidationError:
            raise LocalError(
                f"{file} is damaged: put it back, or begin anew with --fresh."
            ) from None
        missing = [name for name in names if name not in known]
        if missing:
            known |= {name: secrets.token_urlsafe(24) for name in missing}
            write_private(file, json.dumps(known, indent=2) + "\n")
        return {name: known[name] for name in names}

    def announce(self, running: RunningStack) -> None:
        """Tell the other commands where this stack answers; holds database passwords."""
        write_private(self._state, json.dumps(asdict(running), indent=2) + "\n")

    def withdraw(self) -> None:
        """Take the announcement back."""
        self._state.unlink(missing_ok=True)

    def running(self) -> RunningStack:
        """Return the stack that runs on this folder.

        Raises
        ------
        LocalError
            None does; a state file left by a killed stack is not believed.
        """
        if self.is_ours():
            try:
                with self.locked():
                    pass
            except LocalError:
                if running := self._read_state():
                    return running
                raise LocalError("The stack is still starting; try again in a moment.") from None
        raise LocalError(
            f"No stack runs on {self.path}; start one with ./pledge up, "
            "or name the one you mean with --data DIR."
        )

    def _read_state(self) -> RunningStack | None:
        try:
            return _RUNNING.validate_json(self._state.read_bytes())
        except (OSError, ValidationError):
            return None
