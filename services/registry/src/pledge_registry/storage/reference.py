"""Reads of reference data."""

from typing import Any

from sqlalchemy import Table, select

from pledge_shared.database.connections import ReadConnection

from .tables import institutions, regions

__all__ = ["list_institutions", "list_regions"]


async def list_regions(connection: ReadConnection) -> list[dict[str, Any]]:
    """Return every 법정동 code, days as text."""
    return await _rows(connection, regions)


async def list_institutions(connection: ReadConnection) -> list[dict[str, Any]]:
    """Return every 기관 code, days as text."""
    return await _rows(connection, institutions)


async def _rows(connection: ReadConnection, table: Table) -> list[dict[str, Any]]:
    rows = await connection.execute(select(table).order_by(*table.primary_key.columns))
    return [
        {
            key: value.isoformat() if key.startswith("valid_") and value else value
            for key, value in row.items()
        }
        for row in rows.mappings()
    ]
