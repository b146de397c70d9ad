"""Following the registry: once, whatever is killed, restored or away in between."""

import asyncio

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.services.progress import Progress
from pledge_shared.clients._http import UpstreamError
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.database.connections import Database
from pledge_shared.testing.registry import FakeRegistry

from .family import events, family, scores


async def test_following_again_changes_nothing(
    registry: FakeRegistry,
    follower: RegistryFollower,
    database: Database,
    scoring_database: ThrowawayDatabase,
) -> None:
    registry.record.load(family())
    await follower.step()
    before = await scores(database)
    await forget_cursor(scoring_database)

    await follower.step()

    assert await scores(database) == before
    assert len(await events(database)) == 4


async def forget_cursor(database: ThrowawayDatabase) -> None:
    connection = await asyncpg.connect(database.app_url)
    await connection.execute("UPDATE feed_position SET cursor = NULL, sequence = 0")
    await connection.close()


async def test_killed_between_fetch_and_commit_repeats_nothing_wrong(
    registry: FakeRegistry,
    follower: RegistryFollower,
    database: Database,
    scoring_database: ThrowawayDatabase,
) -> None:
    registry.record.load(family())
    holder = await asyncpg.connect(scoring_database.app_url)
    async with holder.transaction():
        await holder.execute("SELECT 1 FROM feed_position FOR UPDATE")
        step = asyncio.create_task(follower.step())
        await until_blocked(scoring_database)
        step.cancel()
        await asyncio.wait({step})
    await holder.close()
    assert (await scores(database), await events(database)) == ({}, [])

    await follower.step()

    assert len(await scores(database)) == 4
    assert [each.change for each in await events(database)] == ["created"] * 4


async def until_blocked(database: ThrowawayDatabase) -> None:
    """Return when some transaction waits for a lock."""
    waiting = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
    """
    watcher = await asyncpg.connect(database.app_url)
    for _ in range(1_000):
        if await watcher.fetchval(waiting):
            break
        await asyncio.sleep(0.01)
    else:
        pytest.fail("nothing ever waited for the lock")
    await watcher.close()


async def test_two_followers_score_once(
    registry: FakeRegistry, client: RegistryClient, database: Database
) -> None:
    registry.record.load(family())
    both = [RegistryFollower(database, client, Progress()) for _ in range(2)]

    await asyncio.gather(*(follower.step() for follower in both))

    assert [each.change for each in await events(database)] == ["created"] * 4


async def test_restored_registry_is_followed_from_the_beginning(
    registry: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    registry.record.load(family())
    await follower.step()
    before = await scores(database)
    registry.record.restore()

    await follower.step()
    assert await scores(database) == {}
    await follower.step()

    assert await scores(database) == before


async def test_away_registry_is_followed_again_when_it_is_back(
    registry: FakeRegistry, client: RegistryClient, database: Database
) -> None:
    registry.record.load(family())
    registry.away = True
    progress = Progress()
    follower = RegistryFollower(database, client, progress)
    with pytest.raises(UpstreamError):
        await follower.step()

    running = asyncio.create_task(follower.run())
    await asyncio.sleep(0.2)
    assert (running.done(), progress.registry_reached) == (False, False)
    registry.away = False
    await progress.reached(1, 5)

    assert len(await scores(database)) == 4
    running.cancel()
    await asyncio.wait({running})
