"""Scoring everything again: what comes out as before is left alone, the rest is made anew."""

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services import scoring_again
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.storage.feed import position
from pledge_shared.database.connections import Database, asyncpg_dsn
from pledge_shared.testing.registry import FakeRegistry

from .family import changed_since, family, scores


async def again(follower: RegistryFollower, database: Database) -> None:
    async with database.read() as connection:
        place = await position(connection)
    await follower.score_again(["made"], place)


async def test_scores_that_come_out_as_before_are_not_written(
    registry: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    registry.record.load(family())
    await follower.step()
    before = await scores(database)

    await again(follower, database)

    assert await scores(database) == before
    assert await changed_since(database, 4) == []


async def test_a_stored_rate_that_does_not_come_out_again_is_made_anew(
    registry: FakeRegistry,
    follower: RegistryFollower,
    database: Database,
    scoring_database: ThrowawayDatabase,
) -> None:
    registry.record.load(family())
    await follower.step()
    before = await scores(database)
    admin = await asyncpg.connect(asyncpg_dsn(scoring_database.superuser_url))
    for change in (
        "rate_exact = 50.000000000001 WHERE code = 'beside'",
        "coverage_denominator = 2 WHERE code = 'part-0'",
        "engine_version = 'older' WHERE code = 'part-1'",
    ):
        # What sets add up must differ too: a score is compared as it is read.
        await admin.execute(
            f"""UPDATE scores SET facts = jsonb_set(facts, '{{rate}}', '"49"'), {change}"""  # noqa: S608 - constants
        )
    await admin.close()

    await again(follower, database)

    assert await scores(database) == before
    assert await changed_since(database, 4) == [
        ("changed", "beside"),
        ("changed", "part-0"),
        ("changed", "part-1"),
    ]


async def test_many_plans_are_scored_again_in_processes_beside_the_service(
    registry: FakeRegistry,
    follower: RegistryFollower,
    database: Database,
    scoring_database: ThrowawayDatabase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry.record.load(family())
    await follower.step()
    before = await scores(database)
    admin = await asyncpg.connect(asyncpg_dsn(scoring_database.superuser_url))
    await admin.execute("UPDATE scores SET engine_version = 'older'")
    await admin.close()
    monkeypatch.setattr(scoring_again, "_MANY", 1)

    await again(follower, database)

    assert await scores(database) == before
    assert await changed_since(database, 4) == [
        ("changed", code) for code in ("beside", "parent", "part-0", "part-1")
    ]


@pytest.mark.parametrize("many", [1, 100])
async def test_a_plan_of_which_a_copy_is_missing_is_fetched_again(
    registry: FakeRegistry,
    follower: RegistryFollower,
    database: Database,
    scoring_database: ThrowawayDatabase,
    monkeypatch: pytest.MonkeyPatch,
    *,
    many: int,
) -> None:
    registry.record.load(family())
    await follower.step()
    before = await scores(database)
    admin = await asyncpg.connect(asyncpg_dsn(scoring_database.superuser_url))
    await admin.execute("UPDATE plans SET complete = false")
    await admin.execute("DELETE FROM scores WHERE code = 'beside'")
    await admin.close()
    monkeypatch.setattr(scoring_again, "_MANY", many)

    await again(follower, database)

    assert await scores(database) == before
