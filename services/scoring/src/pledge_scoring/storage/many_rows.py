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

__all__ = ["insert_of_rows", "json_of_rows"]

Rows = Sequence[Mapping[str, Any]]


def insert_of_rows(table: Table, *, given: str = "rows", **computed: ColumnElement[Any]) -> Insert:
    """Return the statement that inserts rows; some columns the database computes.

    Parameters
    ----------
    given
        Name of the parameter that takes the rows, as `json_of_rows` writes them.
    """
    names = [column.name for column in table.columns if column.name not in computed]
    of_table: ColumnElement[Any] = literally(f"NULL::{table.name}")
    as_json = cast(bindparam(given, type_=Text), JSON)
    rows = func.json_populate_recordset(of_table, as_json).table_valued(*names)
    values = select(*(rows.c[name] for name in names), *computed.values())
    return insert(table).from_select([*names, *computed], values)


def json_of_rows(rows: Rows) -> str:
    """Write rows, their columns by name; one that is not named is null."""
    return json.dumps(rows, default=str)
