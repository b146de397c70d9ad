"""Which errors mean that the database is away, and which that we made a mistake."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from pledge_local.throwaway import ThrowawayDatabase
from pledge_shared.database.connections import Database, is_down

RAISE = "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{}'; END $$"


async def _error(url: str, statement: str) -> Exception:
    database = Database(url, pool_size=1)
    try:
        with pytest.raises((SQLAlchemyError, OSError)) as caught:
            async with database.write() as connection:
                await connection.execute(text(statement))
        return caught.value
    finally:
        await database.close()


AWAY = ("08006", "53300", "57P01", "57014", "40P01", "55P03")
OURS = ("23505", "22003", "42501", "55000")


async def test_states(empty_database: ThrowawayDatabase) -> None:
    for state in (*AWAY, *OURS):
        error = await _error(empty_database.app_url, RAISE.format(state))
        assert is_down(error) is (state in AWAY), state


async def test_a_wrong_password_and_a_missing_database(empty_database: ThrowawayDatabase) -> None:
    user, _, address = empty_database.app_url.rpartition("@")
    wrong = f"{user.rpartition(':')[0]}:guessed@{address}"

    for url in (wrong, f"{empty_database.app_url}-missing"):
        assert is_down(await _error(url, "SELECT 1"))


async def test_a_port_where_nobody_listens() -> None:
    assert is_down(await _error("postgresql://x:y@127.0.0.1:1/z", "SELECT 1"))


async def test_a_value_that_does_not_fit_is_our_mistake(empty_database: ThrowawayDatabase) -> None:
    database = Database(empty_database.app_url, pool_size=1)
    try:
        with pytest.raises(DBAPIError) as caught:
            async with database.read() as connection:
                await connection.execute(text("SELECT :n ::integer"), {"n": 2**31})
        assert not is_down(caught.value)
        assert str(2**31) not in str(caught.value.args[0]).partition("[SQL")[2]
    finally:
        await database.close()


def test_other_errors_are_no_outage() -> None:
    for error in (ValueError(), KeyError(), FileNotFoundError(), asyncpg.UniqueViolationError()):
        assert not is_down(error)
    for gone in (ConnectionResetError(), TimeoutError()):
        assert is_down(gone)
