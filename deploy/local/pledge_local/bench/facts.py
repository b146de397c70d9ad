"""The rows of the fact tables: counting them, and copying them into bare tables."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import asyncpg

__all__ = ["FACT_TABLES", "BareCopy", "bare_copy", "count_rows"]

FACT_TABLES = (
    "organizations", "plans", "goals", "projects", "indicators", "targets", "actuals",
    "budget_lines",
)  # fmt: skip
"""What a plan document becomes, without the record: versions, events, audit."""


@dataclass(frozen=True, slots=True)
class BareCopy:
    """What PostgreSQL takes for the same rows without keys, checks and references."""

    rows: int
    seconds: float

    @property
    def rows_per_second(self) -> float:
        """The speed to compare with."""
        return self.rows / self.seconds


async def count_rows(connection: asyncpg.Connection) -> dict[str, int]:
    """Return how many rows each fact table has."""
    return {
        table: await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - our names
        for table in FACT_TABLES
    }


async def bare_copy(connection: asyncpg.Connection, times: int = 3) -> BareCopy:
    """Copy all fact rows, which are in memory already, into unindexed tables; the median time."""
    seconds = [0.0] * times
    rows = 0
    for table in FACT_TABLES:
        await connection.execute(f"CREATE TABLE bare_{table} (LIKE {table})")
        found = await connection.fetch(f"SELECT * FROM {table}")  # noqa: S608 - our names
        records = [tuple(row) for row in found]
        columns = list(found[0].keys()) if found else []
        rows += len(records)
        for number in range(times if found else 0):
            seconds[number] += await _copy(connection, f"bare_{table}", columns, records)
        await connection.execute(f"DROP TABLE bare_{table}")
    return BareCopy(rows, median(seconds))


async def _copy(
    connection: asyncpg.Connection, table: str, columns: list[str], records: list[tuple[Any, ...]]
) -> float:
    await connection.execute(f"TRUNCATE {table}")
    await connection.execute("CHECKPOINT")
    began = perf_counter()
    await connection.copy_records_to_table(table, columns=columns, records=records)
    return perf_counter() - began
