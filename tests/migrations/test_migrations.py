"""Migrations build what the code expects, can be taken back, and may be started twice."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from pledge_local.throwaway import ThrowawayDatabase, ThrowawayServer
from pledge_registry.storage.all_tables import metadata as registry_metadata
from pledge_scoring.storage.all_tables import metadata as scoring_metadata
from pledge_shared.database.connections import Database, normalised_url
from pledge_shared.database.migrate import (
    Service,
    _config,
    head_revision,
    require_current,
    upgrade,
)
from pledge_shared.errors import UnavailableError

METADATA: dict[Service, MetaData] = {"registry": registry_metadata, "scoring": scoring_metadata}
SERVICES = list(METADATA)
TABLES = """SELECT array_agg(tablename::text ORDER BY tablename)
    FROM pg_tables WHERE schemaname = 'public'"""
LEFT = """SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND proname NOT IN (SELECT p.proname FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid
        JOIN pg_extension e ON e.oid = d.refobjid)"""


async def _value(url: str, query: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def _with_connection(url: str, work: Any, *arguments: Any) -> Any:
    engine = create_async_engine(normalised_url(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            found = await connection.run_sync(work, *arguments)
            await connection.commit()
            return found
    finally:
        await engine.dispose()


def _differences(connection: Connection, service: Service) -> list[Any]:
    context = MigrationContext.configure(
        connection, opts={"compare_server_default": True, "compare_type": True}
    )
    return list(compare_metadata(context, METADATA[service]))


def _downgrade(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.downgrade(config, "base")


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> Service:
    found: Service = request.param
    return found


@pytest.fixture
def migrated(postgres: ThrowawayServer, service: Service) -> Iterator[ThrowawayDatabase]:
    with postgres.migrated(service) as database:
        yield database


def test_migrations_build_the_tables_of_the_code(
    migrated: ThrowawayDatabase, service: Service
) -> None:
    differences = asyncio.run(_with_connection(migrated.owner_url, _differences, service))

    assert differences == []


def test_a_difference_would_be_seen(migrated: ThrowawayDatabase, service: Service) -> None:
    asyncio.run(_value(migrated.owner_url, "ALTER TABLE alembic_version ADD COLUMN extra int"))
    table = next(iter(METADATA[service].tables))
    asyncio.run(_value(migrated.owner_url, f"ALTER TABLE {table} ADD COLUMN extra int"))

    differences = asyncio.run(_with_connection(migrated.owner_url, _differences, service))

    assert [difference[0] for difference in differences] == ["remove_column"]


def test_migrations_can_be_taken_back_and_run_again(
    migrated: ThrowawayDatabase, service: Service
) -> None:
    tables = asyncio.run(_value(migrated.owner_url, TABLES))

    asyncio.run(_with_connection(migrated.owner_url, _downgrade, _config(service)))
    assert asyncio.run(_value(migrated.owner_url, TABLES)) == ["alembic_version"]
    assert asyncio.run(_value(migrated.owner_url, LEFT)) == 0
    upgrade(migrated.owner_url, service)

    assert asyncio.run(_value(migrated.owner_url, TABLES)) == tables
    assert asyncio.run(_with_connection(migrated.owner_url, _differences, service)) == []


def test_two_runners_at_once_migrate_once(
    empty_database: ThrowawayDatabase, service: Service
) -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(upgrade, empty_database.owner_url, service) for _ in range(2)]
        for run in runs:
            run.result()

    revisions = "SELECT array_agg(version_num::text) FROM alembic_version"
    assert asyncio.run(_value(empty_database.owner_url, revisions)) == [head_revision(service)]


def test_a_service_wants_its_newest_schema(migrated: ThrowawayDatabase, service: Service) -> None:
    async def check() -> None:
        database = Database(migrated.app_url, pool_size=1)
        try:
            await require_current(database, service)
        finally:
            await database.close()

    asyncio.run(check())
    asyncio.run(_value(migrated.owner_url, "UPDATE alembic_version SET version_num = 'older'"))
    with pytest.raises(UnavailableError):
        asyncio.run(check())


def test_databases_know_hangul(migrated: ThrowawayDatabase) -> None:
    provider = "SELECT datlocprovider::text FROM pg_database WHERE datname = current_database()"

    assert asyncio.run(_value(migrated.app_url, provider)) == "b"
    assert asyncio.run(_value(migrated.app_url, "SELECT show_trgm('전주시')"))
