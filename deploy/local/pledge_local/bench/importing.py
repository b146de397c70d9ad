"""The national data set through the front door: first import, and the same file again."""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from ..errors import LocalError
from .facts import bare_copy, count_rows
from .memory import peak_of
from .nation import NATION, Extent, lines
from .registry import BenchedRegistry

__all__ = ["ImportFigures", "measure_import"]

_PIECE = 256 * 1024
_POLL_SECONDS = 0.25
_RECORD = ("versions", "events", "commits", "published_documents", "search_rows")
_WAITING = ("import_lines",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFigures:
    """What was measured.

    Attributes
    ----------
    rows
        In all fact tables after the import.
    bytes
        Of the file.
    first_seconds, again_seconds
        From the first byte sent until the import is done.
    sent_seconds
        Until all of the first was received.
    copy_seconds
        For the same rows into bare tables.
    idle_mib, peak_mib, again_peak_mib
        Memory of the service and the processes it starts.
    notices
        Notifications of the first import.
    again_wal_bytes
        What the second made PostgreSQL write.
    again_wrote
        Rows that the second added to the record, facts or waiting lines.
    events, events_seconds
        Of the feed, read page by page.
    load
        Of the machine, in the last minute.
    """

    rows: int
    bytes: int
    first_seconds: float
    sent_seconds: float
    again_seconds: float
    copy_seconds: float
    idle_mib: float
    peak_mib: float
    again_peak_mib: float
    notices: int
    again_wal_bytes: int
    again_wrote: int
    events: int
    events_seconds: float
    load: float

    @property
    def first_ratio(self) -> float:
        """Speed of the first import by that of bare COPY."""
        return self.copy_seconds / self.first_seconds

    @property
    def again_ratio(self) -> float:
        """Speed of the unchanged import by that of bare COPY."""
        return self.copy_seconds / self.again_seconds

    def as_json(self) -> dict[str, Any]:
        """Return everything by name."""
        ratios = {"first_ratio": self.first_ratio, "again_ratio": self.again_ratio}
        return asdict(self) | ratios


def measure_import(registry: BenchedRegistry, extent: Extent = NATION) -> ImportFigures:
    """Import the data set twice into an empty registry, and copy its rows into bare tables."""
    with tempfile.TemporaryDirectory(prefix="pledge-bench-") as folder:
        file = Path(folder) / "nation.ndjson"
        with file.open("wb") as written:
            written.writelines(lines(extent))
        return asyncio.run(_measure(registry, file))


async def _measure(registry: BenchedRegistry, file: Path) -> ImportFigures:
    connection = await asyncpg.connect(registry.database.superuser_url)
    try:
        return await _Measurement(registry, file, connection).run()
    finally:
        await connection.close()


class _Measurement:
    def __init__(
        self, registry: BenchedRegistry, file: Path, connection: asyncpg.Connection
    ) -> None:
        self._client = registry.client
        self._pid = registry.service.process.pid
        self._file = file
        self._connection = connection
        self._notices = 0

    async def run(self) -> ImportFigures:
        await self._connection.add_listener("registry_commits", self._count)
        with peak_of(self._pid) as idle:
            pass
        with peak_of(self._pid) as first:
            sent, done = self._import()
        await self._connection.execute("SELECT 1")  # notifications arrive with an answer
        notices = self._notices
        wal, written = await self._wal(), await self._written()
        with peak_of(self._pid) as again:
            _, unchanged = self._import()
        wal, wrote = await self._wal() - wal, await self._written() - written
        events, events_seconds = self._read_feed()
        copied = await bare_copy(self._connection)
        return ImportFigures(
            rows=copied.rows,
            bytes=self._file.stat().st_size,
            first_seconds=done,
            sent_seconds=sent,
            again_seconds=unchanged,
            copy_seconds=copied.seconds,
            idle_mib=idle.mib,
            peak_mib=first.mib,
            again_peak_mib=again.mib,
            notices=notices,
            again_wal_bytes=wal,
            again_wrote=wrote,
            events=events,
            events_seconds=events_seconds,
            load=os.getloadavg()[0],
        )

    def _count(self, *_: object) -> None:
        self._notices += 1

    def _import(self) -> tuple[float, float]:
        """Return the seconds until all was received, and until it was done."""
        began = perf_counter()
        answer = self._client.post(
            "/v1/imports",
            content=self._pieces(),
            headers={"Content-Type": "application/x-ndjson", "Idempotency-Key": str(uuid4())},
        )
        sent = perf_counter() - began
        done = _checked(answer)
        while done["state"] == "queued":
            time.sleep(_POLL_SECONDS)
            done = _checked(self._client.get(f"/v1/imports/{done['id']}"))
        if done["state"] != "succeeded":
            raise LocalError(f"The import failed: {done['issues'][:3]}")
        return sent, perf_counter() - began

    def _pieces(self) -> Iterator[bytes]:
        with self._file.open("rb") as opened:
            while piece := opened.read(_PIECE):
                yield piece

    async def _wal(self) -> int:
        found = await self._connection.fetchval("SELECT pg_current_wal_lsn() - '0/0'")
        return int(found)

    async def _written(self) -> int:
        facts = sum((await count_rows(self._connection)).values())
        others = [
            int(await self._connection.fetchval(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our names
            for table in (*_RECORD, *_WAITING)
        ]
        return facts + sum(others)

    def _read_feed(self) -> tuple[int, float]:
        began, events, after = perf_counter(), 0, None
        while True:
            query = {"limit": "200"} | ({"after": after} if after else {})
            page = _checked(self._client.get("/v1/events", params=query))
            if not page["items"]:
                return events, perf_counter() - began
            events, after = events + len(page["items"]), page["next"]


def _checked(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise LocalError(f"The registry refused: {answer.text[:500]}")
    found: dict[str, Any] = answer.json()
    return found
