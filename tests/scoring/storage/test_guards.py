"""What was scored is never changed, by no role."""

from collections.abc import Callable

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services.following import RegistryFollower
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.testing.registry import FakeRegistry

FINAL = ("inputs", "score_events", "score_history")


@pytest.fixture
async def scored(
    scoring_database: ThrowawayDatabase,
    registry: FakeRegistry,
    follower: RegistryFollower,
    document: Callable[[str], PlanDocument],
) -> ThrowawayDatabase:
    """Score one plan."""
    registry.record.load(document("cb-switch"))
    await follower.step()
    return scoring_database


@pytest.mark.parametrize("table", FINAL)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET digest = 'x'", "TRUNCATE {}"])
async def test_record_is_final(scored: ThrowawayDatabase, table: str, change: str) -> None:
    for url in (scored.app_url, scored.owner_url):
        connection = await asyncpg.connect(url)
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await connection.execute(f"{change.format(table)}" + " CASCADE" * ("TRUNC" in change))
        await connection.close()

        assert refusal.value.sqlstate in {"42501", "23001"}


async def test_present_scores_are_the_services_to_change(scored: ThrowawayDatabase) -> None:
    connection = await asyncpg.connect(scored.app_url)

    changed = await connection.execute("UPDATE scores SET digest = 'x'")

    await connection.close()
    assert changed == "UPDATE 1"


async def test_reader_reads_and_changes_nothing(scored: ThrowawayDatabase) -> None:
    connection = await asyncpg.connect(scored.read_url)

    assert await connection.fetchval("SELECT count(*) FROM score_history") == 1
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("UPDATE scores SET digest = 'x'")
    await connection.close()
