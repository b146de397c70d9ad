"""Reads of reference data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table, or_, select

from pledge_shared.database.connections import ReadConnection

from .tables import institutions, regions

__all__ = ["list_institutions", "list_regions"]


async def list_regions(
    connection: ReadConnection, wanted: Mapping[str, str | None], on: date | None
) -> list[dict[str, Any]]:
    """Return 법정동 codes by code, days as text; ``on`` asks for those in force on a day."""
    return await _rows(connection, regions, wanted, on)


async def list_institutions(
    connection: ReadConnection, wanted: Mapping[str, str | None], on: date | None
) -> list[dict[str, Any]]:
    """Return 기관 codes by code, days as text; ``on`` asks for those in force on a day."""
    return await _rows(connection, institutions, wanted, on)


async def _rows(
    connection: ReadConnection, table: Table, wanted: Mapping[str, str | None], on: date | None
) -> list[dict[str, Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    for name, value in wanted.items():
        if value is not None:
            query = query.where(table.c[name] == value)
    if on is not None:
        began = or_(table.c.valid_from.is_(None), table.c.valid_from <= on)
        query = query.where(began, or_(table.c.valid_to.is_(None), table.c.valid_to >= on))
    rows = await connection.execute(query)
    return [
        {
            key: value.isoformat() if key.startswith("valid_") and value else value
            for key, value in row.items()
        }
        for row in rows.mappings()
    ]
