"""Heads of the registry's audit chain are held while its feed is followed."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.storage.audit_heads import held_heads
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.database.connections import Database
from pledge_shared.heads import Head
from pledge_shared.testing.registry import FakeRegistry

ReadDocument = Callable[[str], PlanDocument]


async def _held(database: Database) -> list[Head]:
    async with database.read() as connection:
        rows = await held_heads(connection, below=None, limit=100)
    return [Head(row.sequence, row.hash, row.epoch) for row in rows]


async def test_the_head_is_held_with_each_step(
    registry: FakeRegistry,
    follower: RegistryFollower,
    database: Database,
    document: ReadDocument,
) -> None:
    await follower.step()
    assert await _held(database) == []  # nothing was committed yet

    registry.record.load(document("cb-switch"))
    first = registry.record.head
    await follower.step()
    registry.record.load(document("gb-7"))
    registry.record.change_plan("gb-7", lambda facts: {**facts, "title": "다른 제목"})
    await follower.step()
    await follower.step()  # nothing new, nothing held

    assert await _held(database) == [registry.record.head, first]


async def test_heads_of_another_epoch_are_kept_beside_the_old(
    registry: FakeRegistry,
    follower: RegistryFollower,
    database: Database,
    document: ReadDocument,
) -> None:
    registry.record.load(document("cb-switch"))
    before = registry.record.head
    await follower.step()
    registry.record.restore()
    for _ in range(2):  # the first hears of the restore, the second begins again
        await follower.step()

    assert await _held(database) == [registry.record.head, before]
    assert registry.record.head.epoch != before.epoch


@pytest.mark.parametrize("change", ["DELETE FROM audit_heads", "UPDATE audit_heads SET hash = 'x'"])
async def test_held_heads_are_final(scoring_database: ThrowawayDatabase, change: str) -> None:
    for url in (scoring_database.app_url, scoring_database.owner_url):
        connection = await asyncpg.connect(url)
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await connection.execute(change)
        await connection.close()
        assert refusal.value.sqlstate in {"42501", "23001"}


async def test_held_heads_are_listed_by_pages(
    registry: FakeRegistry,
    service: AsyncClient,
    known: Callable[..., Any],
    document: ReadDocument,
) -> None:
    heads = []
    for code in ("cb-switch", "gb-7", "cb-cluster"):
        registry.record.load(document(code))
        heads.append(registry.record.head)
        await known("/v1/achievements/plans/cb-switch", at_least=heads[-1].sequence)

    first = (await service.get("/v1/audit-heads", params={"limit": 2})).json()
    second = (await service.get("/v1/audit-heads", params={"cursor": first["next"]})).json()

    found = [item["hash"] for item in first["items"] + second["items"]]
    assert found == [head.hash for head in reversed(heads)]
    assert (len(first["items"]), second["next"]) == (2, None)
    assert (await service.get("/v1/audit-heads", params={"cursor": "x"})).status_code == 400
