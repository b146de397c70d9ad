"""Scoring follows a registry that was restored from a backup, and ends where it would have."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase, ThrowawayServer
from pledge_registry.app import create_app, open_state
from pledge_registry.cli import ensure_first_key, new_epoch
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.services.progress import Progress
from pledge_scoring.storage.feed import position
from pledge_scoring.storage.scores import Score, scores_of
from pledge_shared.clients._http import Upstream
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.database.connections import Database
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"


@asynccontextmanager
async def _following(
    registry_url: str, scoring_url: str, key: str
) -> AsyncIterator[tuple[RegistryCaller, RegistryFollower, Database]]:
    app, database = create_app(), Database(scoring_url, pool_size=3)
    async with open_state(registry_url) as state:
        transport = transport_to(app, state)
        async with (
            AsyncClient(transport=transport, base_url="http://registry") as client,
            Upstream("registry", "http://registry", transport=transport) as upstream,
        ):
            follower = RegistryFollower(database, RegistryClient(upstream), Progress())
            yield RegistryCaller(client, key), follower, database
    await database.close()


async def _scored(database: Database) -> tuple[dict[str, Score], str]:
    async with database.read() as connection:
        found = {score.row.code: score for score in await scores_of(connection)}
        return found, str((await position(connection)).cursor)


async def _report(registry: RegistryCaller, value: str) -> None:
    answer = await registry.put_actual(A, "reached/2021", {"value": value})
    assert answer.status_code == 200, answer.text


@pytest.fixture
def backup(
    postgres: ThrowawayServer,
    registry_database: ThrowawayDatabase,
    scoring_database: ThrowawayDatabase,
) -> Iterator[tuple[ThrowawayDatabase, str]]:
    """Lend a backup of a registry that scoring followed until long after it was made."""
    key = ensure_first_key(registry_database.app_url) or ""

    async def go_on(*values: str) -> None:
        urls = registry_database.app_url, scoring_database.app_url
        async with _following(*urls, key) as (registry, follower, _):
            await registry.imported(make_document("plan", make_project("a"), make_project("b")))
            for value in values:
                await _report(registry, value)
            await follower.step()

    asyncio.run(go_on("5"))
    with postgres.copied(registry_database) as copy:
        asyncio.run(go_on("10", "15"))
        yield copy, key


@pytest.mark.parametrize("with_new_epoch", [True, False], ids=["new-epoch", "shorter-record"])
def test_scoring_starts_over_and_ends_equal(
    backup: tuple[ThrowawayDatabase, str],
    postgres: ThrowawayServer,
    scoring_database: ThrowawayDatabase,
    *,
    with_new_epoch: bool,
) -> None:
    """The same scores as of one that follows the restored record from its beginning."""
    copy, key = backup
    if with_new_epoch:
        new_epoch(copy.owner_url)

    async def follow(scoring_url: str, *values: str) -> Any:
        async with _following(copy.app_url, scoring_url, key) as (registry, follower, database):
            for value in values:
                await _report(registry, value)
            for _ in range(3):
                await follower.step()
            return await _scored(database)

    restored = asyncio.run(follow(scoring_database.app_url, *(["20"] if with_new_epoch else [])))
    with postgres.migrated("scoring") as fresh:
        anew = asyncio.run(follow(fresh.app_url))

    assert restored == anew
    assert restored[0]["a"].version == (3 if with_new_epoch else 2)
