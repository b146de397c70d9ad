"""At which revision the database stands."""

from sqlalchemy import text

from pledge_shared.database.connections import ReadConnection

__all__ = ["schema_revision"]


async def schema_revision(connection: ReadConnection) -> str | None:
    """Return the database's revision."""
    found: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
