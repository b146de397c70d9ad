"""Roles and databases of a server, made by its superuser and safe to repeat."""

import asyncio
from collections.abc import Mapping

import asyncpg

from .postgres import SUPERUSER, Server

__all__ = ["APP", "DATABASES", "OWNER", "READ", "ROLES", "create_database", "ensure_databases"]

OWNER, APP, READ = "pledge_owner", "pledge_app", "pledge_read"
ROLES = (OWNER, APP, READ)
DATABASES = ("registry", "scoring")


def ensure_databases(server: Server, passwords: Mapping[str, str]) -> None:
    """Make the three roles and the two databases where they are missing.

    Parameters
    ----------
    server
        A running server.
    passwords
        By role, the superuser's included; every role gets the one given here.
    """
    asyncio.run(_ensure(server, passwords))


async def _ensure(server: Server, passwords: Mapping[str, str]) -> None:
    admin = await asyncpg.connect(server.url(SUPERUSER, passwords[SUPERUSER], "postgres"))
    try:
        for role in ROLES:
            await _ensure_role(admin, role, passwords[role])
        for database in DATABASES:
            if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
                await create_database(admin, database)
    finally:
        await admin.close()
    for database in DATABASES:
        await ensure_extensions(server.url(SUPERUSER, passwords[SUPERUSER], database))


async def _ensure_role(admin: asyncpg.Connection, role: str, password: str) -> None:
    exists = await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    verb = "ALTER" if exists else "CREATE"
    # DDL takes no parameters, so the server itself quotes name and password.
    pattern = f"{verb} ROLE %I LOGIN PASSWORD %L"
    statement = await admin.fetchval(
        "SELECT format($1, $2::text, $3::text)", pattern, role, password
    )
    await admin.execute(statement)


async def create_database(
    admin: asyncpg.Connection, name: str, *, template: str | None = None
) -> None:
    """Create a database that belongs to the owner and lets the two other roles in."""
    pattern = "CREATE DATABASE %I OWNER %I" + (" TEMPLATE %I" if template else "")
    names = [name, OWNER, *([template] if template else [])]
    await admin.execute(
        await admin.fetchval("SELECT format($1, VARIADIC $2::text[])", pattern, names)
    )
    for grant in (
        "REVOKE ALL ON DATABASE %I FROM PUBLIC",
        "GRANT CONNECT ON DATABASE %I TO %I, %I",
    ):
        names = [name, APP, READ]
        statement = await admin.fetchval("SELECT format($1, VARIADIC $2::text[])", grant, names)
        await admin.execute(statement)


async def ensure_extensions(superuser_url: str) -> None:
    """Install what only a superuser may and every migration may rely on."""
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    finally:
        await connection.close()
