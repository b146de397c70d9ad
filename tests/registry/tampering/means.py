"""The means of somebody who may do anything with the database."""

from collections.abc import Callable
from random import Random

from sqlalchemy import text

from pledge_shared.database.connections import WriteConnection
from pledge_shared.heads import Head

__all__ = ["Found", "Row", "Tampering", "number_of"]

Row = dict[str, object]
Found = tuple[set[str], int]
"""The codes that may name a fault, and the number of the commit that must be named first."""

_KEYS = {
    "commits": ("id",),
    "events": ("commit_id", "ordinal"),
    "versions": ("entity_id", "version"),
    "published_documents": ("entity_id", "version"),
    "actuals": ("project_id", "indicator", "period", "revision"),
}
_SOME = {
    "commits": "SELECT t.*, sequence AS number FROM commits t",
    "events": "SELECT t.*, c.sequence AS number FROM events t JOIN commits c ON c.id = commit_id",
    "versions": "SELECT t.*, sequence AS number FROM versions t JOIN commits c ON c.id = commit_id",
    "published_documents": """SELECT t.*, sequence AS number FROM published_documents t
        JOIN versions USING (entity_id, version) JOIN commits c ON c.id = commit_id""",
    "actuals": "SELECT t.*, sequence AS number FROM actuals t JOIN commits c ON c.id = commit_id",
}


class Tampering:
    """One transaction, which is never committed."""

    def __init__(self, connection: WriteConnection, random: Random) -> None:
        self.connection = connection
        self.random = random
        self.held: list[Head] = []

    async def run(self, statement: str, **values: object) -> None:
        await self.connection.execute(text(statement), values)

    async def update(self, table: str, change: str, row: Row, **values: object) -> None:
        """Change one row, found by its present key."""
        await self.run(f"UPDATE {table} SET {change} {_where(table)}", **_key(table, row), **values)  # noqa: S608 - the test's own words

    async def delete(self, table: str, row: Row) -> None:
        """Delete one row."""
        await self.run(f"DELETE FROM {table} {_where(table)}", **_key(table, row))  # noqa: S608 - the test's own words

    async def copy(self, table: str, columns: str, row: Row, into: str | None = None) -> None:
        """Insert a row made of another one."""
        copied = f"INSERT INTO {into or table} SELECT {columns} FROM {table} {_where(table)}"  # noqa: S608 - the test's own words
        await self.run(copied, **_key(table, row))

    async def rows(self, statement: str) -> list[Row]:
        found = await self.connection.execute(text(statement))
        return [dict(row) for row in found.mappings()]

    async def some(
        self, table: str, count: int = 1, such: Callable[[Row], bool] = lambda _: True
    ) -> list[Row]:
        """Return random rows with the numbers of their commits, in the order of these."""
        rows = await self.rows(f'{_SOME[table]} ORDER BY number, t::text COLLATE "C"')
        chosen = self.random.sample([row for row in rows if such(row)], count)
        return sorted(chosen, key=number_of)

    async def apart(self, table: str) -> list[Row]:
        """Return two rows of different commits."""
        (first,) = await self.some(table)
        (second,) = await self.some(table, such=lambda row: number_of(row) != number_of(first))
        return sorted((first, second), key=number_of)

    async def hold_heads(self, chance: float) -> None:
        """Let somebody else hold some of the heads, the newest among them."""
        rows = await self.rows("SELECT sequence AS number, hash FROM commits ORDER BY sequence")
        self.held = [
            Head(number_of(row), str(row["hash"]))
            for row in rows
            if row is rows[-1] or self.random.random() < chance
        ]

    async def move_head(self) -> None:
        """Make the newest commit there is the newest there ever was."""
        newest = "SELECT sequence, at, hash FROM commits ORDER BY sequence DESC LIMIT 1"
        await self.run(f"UPDATE feed_head SET (sequence, at, hash) = ({newest})")  # noqa: S608 - the test's own words


def number_of(row: Row) -> int:
    """Return the number of a row's commit."""
    return int(str(row["number"]))


def _where(table: str) -> str:
    return "WHERE " + " AND ".join(f"{name} = :key_{name}" for name in _KEYS[table])


def _key(table: str, row: Row) -> dict[str, object]:
    return {f"key_{name}": row[name] for name in _KEYS[table]}
