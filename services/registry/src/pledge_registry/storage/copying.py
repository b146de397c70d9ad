"""COPY: many rows at once, inside the transaction that is open already."""

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any

from sqlalchemy import Table, insert

from pledge_shared.database.connections import WriteConnection

__all__ = ["append_rows", "copy_text", "prefixed", "text_of"]

_FEW = 20
"""Up to here a statement that is prepared already is quicker than a COPY."""

_NULL = r"\N"
_ESCAPED = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def text_of(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows in the text format of COPY, a line feed between two of them and nowhere else."""
    texts = _TEXTS
    return "\n".join(
        [
            "\t".join([_NULL if value is None else texts[type(value)](value) for value in row])
            for row in rows
        ]
    ).encode()


def prefixed(values: Sequence[Any], rows: bytes) -> bytes:
    """Put the same values in front of each of some rows."""
    prefix = text_of([values]) + b"\t"
    return prefix + rows.replace(b"\n", b"\n" + prefix)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4_096)  # codes, periods and names come again and again
def _text(value: str) -> str:
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPED)


def _json(value: Any) -> str:
    return _text(_plain(value)) if value else str(value)


class _Texts(dict[type, Callable[[Any], str]]):
    """How values of each type are written; others as the first of these they descend from."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        self[kind] = next((self[each] for each in (str, list, dict) if issubclass(kind, each)), str)
        return self[kind]


_TEXTS = _Texts(
    {
        bool: lambda value: "t" if value else "f",
        int: str,
        Decimal: str,
        str: _text,
        list: _json,
        dict: _json,
    }
)


async def copy_text(
    connection: WriteConnection, table: Table, columns: Sequence[str], rows: Sequence[bytes]
) -> None:
    """Copy rows in text format, each piece some rows without a line feed at its end."""
    driver = await _driver(connection)
    text = BytesIO(b"\n".join(rows) + b"\n")
    await driver.copy_to_table(table.name, source=text, columns=list(columns))


async def append_rows(
    connection: WriteConnection, table: Table, rows: Sequence[dict[str, Any]]
) -> None:
    """Insert rows: in one statement while they are few, else by COPY."""
    if len(rows) > _FEW:
        driver = await _driver(connection)
        await driver.copy_records_to_table(
            table.name, columns=list(rows[0]), records=[_record(row) for row in rows]
        )
    elif rows:
        await connection.execute(insert(table), rows)


def _record(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(_plain(value) if isinstance(value, dict) else value for value in row.values())


async def _driver(connection: WriteConnection) -> Any:
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None  # noqa: S101 - an open connection has one
    assert driver.is_in_transaction()  # noqa: S101 - else rows would stay when the work fails
    return driver
