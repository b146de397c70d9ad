"""The registry's own append-only file of heads: kept where no writer of the database can reach.

One JSON object a line, ``{"epoch", "sequence", "hash", "at"}``, one line a commit. Lines are only
ever added: after a restart the file is brought up to date behind its last line, and after a
restored backup it begins again at the first commit, under the new epoch.
"""

import asyncio
import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

import structlog

from pledge_shared.canonical import dump_json
from pledge_shared.database.connections import Database, is_down
from pledge_shared.heads import Head
from pledge_shared.waiting import wait_at_most

from ..storage.audit import AuditReader, SealedHash

__all__ = ["AuditFile", "HeadKeeper"]

_LAST_BYTES = 4_096
_AT_ONCE = 1_000
_LOOK_AGAIN_SECONDS = 5.0
_log = structlog.get_logger()


class AuditFile:
    """The file, by its path."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def heads(self, after: int = 0) -> Iterator[Head]:
        """Return the heads it holds of commits behind a number; broken lines hold none."""
        with contextlib.suppress(FileNotFoundError), self._path.open("rb") as lines:
            yield from (head for head in _read(lines) if head.sequence > after)

    def last(self) -> Head | None:
        """Return the last head that was written; None while there is none."""
        with contextlib.suppress(FileNotFoundError), self._path.open("rb") as file:
            file.seek(max(0, self._path.stat().st_size - _LAST_BYTES))
            *_, last = [None, *_read(file)]
            return last
        return None

    def append(self, epoch: UUID, hashes: Sequence[SealedHash]) -> None:
        """Add lines and see them to the disk; a line that a crash cut short is left as it is."""
        lines = b"".join(_line(epoch, each) for each in hashes)
        with self._path.open("ab") as file:
            file.write(lines if self._ends_a_line() else b"\n" + lines)
            file.flush()
            os.fsync(file.fileno())

    def _ends_a_line(self) -> bool:
        with self._path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 1))
            return file.read() in {b"", b"\n"}


def _line(epoch: UUID, sealed: SealedHash) -> bytes:
    head = {
        "epoch": str(epoch),
        "sequence": sealed.sequence,
        "hash": sealed.hash,
        "at": sealed.at.isoformat(),
    }
    return dump_json(head) + b"\n"


def _read(lines: Iterable[bytes]) -> Iterator[Head]:
    for line in lines:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            head = json.loads(line)
            epoch, sequence = UUID(head["epoch"]), int(head["sequence"])
            yield Head(sequence, str(head["hash"]), epoch)


class HeadKeeper:
    """Follows the commits and writes each one's head into the file."""

    def __init__(
        self, database: Database, file: AuditFile, ticket: Callable[[], asyncio.Event]
    ) -> None:
        self._database = database
        self._file = file
        self._ticket = ticket

    async def run(self) -> None:
        """Keep heads until cancelled; what fails is tried again."""
        while True:
            woken = self._ticket()
            try:
                while await self.catch_up():
                    pass
            except OSError as error:
                _log.error("the audit file cannot be written", error=type(error).__name__)
            except Exception as error:
                if not is_down(error):
                    raise
                _log.warning("the audit file waits for the database", error=type(error).__name__)
            await wait_at_most(woken, _LOOK_AGAIN_SECONDS)

    async def catch_up(self) -> bool:
        """Write the next heads that the file lacks; tell whether there may be more."""
        last = await asyncio.to_thread(self._file.last)
        async with self._database.read() as connection:
            reader = AuditReader(connection)
            head = await reader.head()
            known = last.sequence if last is not None and last.epoch == head.epoch else 0
            missing = await reader.hashes_after(known, _AT_ONCE)
        if known > head.sequence:
            _log.error("the record is shorter than the audit file", held=known, head=head.sequence)
        if missing:
            await asyncio.to_thread(self._file.append, head.epoch, missing)
        return len(missing) == _AT_ONCE
