"""The databases that tests stand on."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from pledge_local import throwaway
from pledge_local.throwaway import ThrowawayDatabase, ThrowawayServer
from pledge_shared.database.migrate import Service

SERVICES: tuple[Service, ...] = ("registry", "scoring")


async def _value(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_trigrams_of_hangul_are_not_empty(empty_database: ThrowawayDatabase) -> None:
    assert await _value(empty_database.app_url, "SELECT show_trgm('전주시 청년')")


async def test_hangul_sorts_in_dictionary_order(empty_database: ThrowawayDatabase) -> None:
    words = "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{하,나,A,가,1,각}'::text[]) AS w"

    assert await _value(empty_database.app_url, words) == "1A가각나하"


async def test_only_the_owner_makes_tables(empty_database: ThrowawayDatabase) -> None:
    await _value(empty_database.owner_url, "CREATE TABLE made (id int)")

    for url in (empty_database.app_url, empty_database.read_url):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await _value(url, "CREATE TABLE refused (id int)")


async def test_a_wrong_password_is_refused(empty_database: ThrowawayDatabase) -> None:
    user, _, address = empty_database.owner_url.rpartition("@")
    scheme_and_user = user.rpartition(":")[0]

    with pytest.raises(asyncpg.InvalidPasswordError):
        await _value(f"{scheme_and_user}:guessed@{address}", "SELECT 1")


@pytest.mark.parametrize("service", SERVICES)
def test_a_migrated_database_is_gone_when_it_was_given_back(
    postgres: ThrowawayServer, service: Service
) -> None:
    query = "SELECT count(*) > 0 FROM alembic_version"
    with postgres.migrated(service) as database:
        assert asyncio.run(_value(database.owner_url, query))

    with pytest.raises(asyncpg.InvalidCatalogNameError):
        asyncio.run(_value(database.owner_url, query))


@pytest.mark.parametrize("service", SERVICES)
def test_two_databases_share_nothing(postgres: ThrowawayServer, service: Service) -> None:
    with postgres.migrated(service) as one, postgres.migrated(service) as other:
        asyncio.run(_value(one.owner_url, "CREATE TABLE mine (id int)"))

        assert asyncio.run(_value(one.owner_url, "SELECT to_regclass('mine') IS NOT NULL"))
        assert asyncio.run(_value(other.owner_url, "SELECT to_regclass('mine') IS NULL"))


def test_what_a_killed_process_left_behind_is_removed_by_the_next(tmp_path: Path) -> None:
    with throwaway._folder(tmp_path) as used:
        left = tmp_path / "pledge-test-left"
        left.mkdir()
        (left / "in-use").touch()  # a lock ends with its process, the file does not
        begun = tmp_path / "pledge-test-begun"
        begun.mkdir()

        with throwaway._folder(tmp_path):
            assert not left.exists()
            assert used.exists()
            assert begun.exists()  # its process has yet to lock it

    assert not used.exists()
