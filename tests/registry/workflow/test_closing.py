"""Closing a period and writing at the same moment: one waits for the other."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from pledge_local.throwaway import ThrowawayDatabase

from .desk import Desk

WAITING = """SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
HELD = """SELECT pg_advisory_xact_lock_shared(hashtextextended('periods:' || id, 0))
    FROM organizations WHERE code = $1"""
WINDOW = {"opens": "2020-01-01", "closes": "2199-12-31"}


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere(
    shared_database: tuple[ThrowawayDatabase, str],
) -> AsyncIterator[asyncpg.Connection]:
    """Stand for another process that uses the same database."""
    connection = await asyncpg.connect(shared_database[0].superuser_url)
    try:
        yield connection
    finally:
        await connection.close()


async def until_waiting(connection: asyncpg.Connection, number: int) -> None:
    async with asyncio.timeout(10):
        while await connection.fetchval(WAITING) != number:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.02)


async def test_closing_waits_for_writes_and_later_writes_for_the_closing(
    desk: Desk, elsewhere: asyncpg.Connection
) -> None:
    periods = f"/v1/organizations/{desk.organization}/periods"
    etag = (await desk.admin.get(periods)).headers["etag"]
    await desk.admin.put(f"{periods}/2021", WINDOW, of=periods, etag=etag)

    async with elsewhere.transaction():
        await elsewhere.execute(HELD, desk.organization)  # a write that has not ended
        closing = asyncio.create_task(desk.admin.post(f"{periods}/2021/close"))
        await until_waiting(elsewhere, 1)
        report = asyncio.create_task(desk.report({"value": "20"}))
        await until_waiting(elsewhere, 2)
        assert not closing.done()
        assert not report.done()

    closed, refused = await closing, await report
    assert closed.json()["items"][0]["closed_at"] is not None
    assert (refused.status_code, refused.json()["code"]) == (409, "period_closed")
