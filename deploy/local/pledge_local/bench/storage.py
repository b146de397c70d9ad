"""How much the record grows: bytes of every table after so many changes of one actual each."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from ..console import output
from .nation import Extent, documents
from .registry import BenchedRegistry, benched_registry

__all__ = ["Growth", "Storage", "measure", "show_storage"]

CHANGES = 10_000
_PROJECTS = 100
_SIZES = """SELECT relname::text AS name,
        pg_table_size(oid) AS rows, pg_indexes_size(oid) AS indexes
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""
_LOG = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
_DOCUMENT = "SELECT avg(length(facts))::int FROM versions WHERE kind = 'project'"
_KILOBYTE, _MEGABYTE = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Growth:
    """What a table grew by, in bytes; ``rows`` are its rows' with what is stored beside them."""

    rows: int
    indexes: int

    @property
    def total(self) -> int:
        """Rows and indexes together."""
        return self.rows + self.indexes


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Growth by table after some changes; sizes in bytes."""

    changes: int
    document: int
    """Mean length of a project's document as JSON."""
    tables: Mapping[str, Growth]
    log: int
    """Written to the write-ahead log; it is recycled, or kept for restoring to a point in time."""

    @property
    def total(self) -> int:
        """All tables and indexes together."""
        return sum(growth.total for growth in self.tables.values())


def show_storage(changes: int = CHANGES) -> None:
    """Measure on a registry of its own, and print what each table takes."""
    with benched_registry() as registry:
        found = measure(registry, changes)
    output.print(
        f"{found.changes:,} changes of an actual, documents of {found.document:,} bytes: "
        f"{found.total / _MEGABYTE:.1f} MB, {found.total / found.changes / _KILOBYTE:.2f} kB each "
        f"(write-ahead log {found.log / _MEGABYTE:.1f} MB)"
    )
    for name, growth in sorted(found.tables.items(), key=lambda each: -each[1].total):
        if growth.total:
            output.print(
                f"  {name:<22} rows {growth.rows / _MEGABYTE:>7.2f} MB"
                f"  indexes {growth.indexes / _MEGABYTE:>6.2f} MB"
            )


def measure(registry: BenchedRegistry, changes: int, projects: int = _PROJECTS) -> Storage:
    """Import one plan of the national data set, report so many actuals, and compare sizes."""
    (document,) = documents(Extent(plans=1, projects=projects))
    url = registry.database.superuser_url
    once = {"Idempotency-Key": uuid4().hex}
    registry.client.post("/v1/imports", json=document, headers=once).raise_for_status()
    before = asyncio.run(_state(url))
    _report(registry.client, document, changes)
    after = asyncio.run(_state(url))
    grown = {
        name: Growth(size.rows - was.rows, size.indexes - was.indexes)
        for name, size in after.tables.items()
        for was in [before.tables[name]]
    }
    log = after.log - before.log
    return Storage(changes=changes, document=after.document, tables=grown, log=log)


async def _state(url: str) -> Storage:
    """Return what everything takes, once dead rows have been made free."""
    admin = await asyncpg.connect(url)
    try:
        log = await admin.fetchval(_LOG)
        await admin.execute("VACUUM")
        rows = await admin.fetch(_SIZES)
        length = await admin.fetchval(_DOCUMENT)
    finally:
        await admin.close()
    tables = {row["name"]: Growth(row["rows"], row["indexes"]) for row in rows}
    return Storage(changes=0, document=length, tables=tables, log=log)


def _report(client: httpx.Client, document: Mapping[str, Any], changes: int) -> None:
    """Report another value each time, going round over indicators, years and projects."""
    plan = f"/v1/plans/{document['plan']['code']}/projects"
    etags = {
        project["code"]: client.get(f"{plan}/{project['code']}").headers["etag"]
        for project in document["projects"]
    }
    for number, (code, place) in enumerate(islice(cycle(_places(document)), changes)):
        answer = client.put(
            f"{plan}/{code}/indicators/{place}",
            json={"value": f"{number}.5", "reported_rate": str(number % 120)},
            params={"reason": "분기 실적 보고"},
            headers={"If-Match": etags[code]},
        )
        answer.raise_for_status()
        etags[code] = answer.headers["etag"]


def _places(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a project's code and where one of its actuals is; all of them, once."""
    indicators = document["projects"][0]["indicators"]
    for indicator in indicators:
        for actual in indicator["actuals"]:
            for project in document["projects"]:
                yield project["code"], f"{indicator['code']}/actuals/{actual['period']}"
