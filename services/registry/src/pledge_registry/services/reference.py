"""Reference data: codes other documents refer to."""

from typing import Any

from pledge_shared.database.connections import Database

from ..storage.reference import list_institutions, list_regions

__all__ = ["Reference"]


class Reference:
    """Reads reference data."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def regions(self) -> list[dict[str, Any]]:
        """Return 법정동 codes with their validity."""
        async with self._database.read() as connection:
            return await list_regions(connection)

    async def institutions(self) -> list[dict[str, Any]]:
        """Return 기관 codes of governments."""
        async with self._database.read() as connection:
            return await list_institutions(connection)
