"""Brings a service's database to the newest migration, in-process, one runner at a time."""

import asyncio
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ..errors import UnavailableError
from .connections import Database, normalised_url

__all__ = ["Service", "current_revision", "head_revision", "require_current", "upgrade"]

Service = Literal["registry", "scoring"]


class StaleSchemaError(UnavailableError):
    """The database was migrated by an older or newer release."""

    def __init__(self) -> None:
        super().__init__("The database schema is not this release's; run the migrations.")


_MIGRATIONS = Path(__file__).resolve().parents[4] / "migrations"
_LOCK = 0x706C6564


def _config(service: Service) -> Config:
    config = Config(_MIGRATIONS / "alembic.ini", ini_section=service)
    config.set_section_option(
        service, "script_location", str(_MIGRATIONS / service).replace("%", "%%")
    )
    return config


def head_revision(service: Service) -> str | None:
    """Return the newest revision that this code knows."""
    return ScriptDirectory.from_config(_config(service)).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """Return the revision a database stands at."""
    return MigrationContext.configure(connection).get_current_revision()


async def require_current(database: Database, service: Service) -> None:
    """Refuse to be ready on a database whose migrations are not ours.

    Raises
    ------
    StaleSchemaError
        The database stands at another revision than this code's newest.
    """
    async with database.read() as connection:
        if await connection.run_sync(current_revision) != head_revision(service):
            raise StaleSchemaError


def upgrade(url: str, service: Service) -> None:
    """Migrate to the newest revision; a second runner waits, then finds nothing to do."""
    asyncio.run(_upgrade(url, service))


async def _upgrade(url: str, service: Service) -> None:
    engine = create_async_engine(normalised_url(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            await connection.commit()
            await connection.run_sync(_run, service)
            await connection.commit()
    finally:
        await engine.dispose()


def _run(connection: Connection, service: Service) -> None:
    config = _config(service)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
