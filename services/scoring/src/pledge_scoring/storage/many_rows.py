"""Rows of a table written by one statement, however many they are: they come as one JSON value.

A statement for each row costs a message, a plan and some twenty values to encode; it is what
takes longest of writing scores.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, Table, Text, bindparam, cast, func, select
from sqlalchemy import literal_column as literally
from sqlalchemy.dialects.postgresql import Insert, insert

from pledge_shared.database.connections import WriteConnection

__all__ = ["insert_of_rows", "write_rows"]


def insert_of_rows(table: Table, **computed: ColumnElement[Any]) -> Insert:
    """Return the statement that inserts given rows; some columns the database computes."""
    names = [column.name for column in table.columns if column.name not in computed]
    given = cast(bindparam("rows", type_=Text), JSON)
    of_table: ColumnElement[Any] = literally(f"NULL::{table.name}")
    rows = func.json_populate_recordset(of_table, given).table_valued(*names)
    values = select(*(rows.c[name] for name in names), *computed.values())
    return insert(table).from_select([*names, *computed], values)


async def write_rows(
    connection: WriteConnection, statement: Insert, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write rows, their columns by name; one that is not named is null."""
    await connection.execute(statement, {"rows": json.dumps(rows, default=str)})
