"""Alerts built anew are, byte for byte, those that stand, and nobody is told of them again."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services.rebuilding import Rebuilt, rebuild
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.testing.registry import FakeRegistry

from .conftest import Standing, Told, Watch
from .made import document, facts

Rebuild = Callable[[], Awaitable[Rebuilt]]
BEHIND, FALLING, STALE, NULL = "BEHIND_SCHEDULE", "FALLING", "STALE", "NOT_COMPUTABLE"


@pytest.fixture
def anew(
    scoring_database: ThrowawayDatabase, client: RegistryClient, watched: FakeRegistry
) -> Rebuild:
    assert watched.record.sequence
    return lambda: rebuild(scoring_database.owner_url, client, lambda *_: None)


@pytest.fixture
async def watched(registry: FakeRegistry, watch: Watch) -> FakeRegistry:
    """Watch every kind of alert come about, commit by commit and day by day."""
    record = registry.record

    def reporting(rate: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda _: facts("falls", {"2021": rate})

    quiet: dict[str, int | None] = {"2020": 100, "2021": None, "2022": None}
    made: dict[str, dict[str, int | None]]
    made = {"late": {"2021": 50}, "quiet": quiet, "null": {"2021": None}, "falls": {"2021": 100}}
    record.load(document(made, reporting_date="2021-12-31"))
    await watch(date(2021, 12, 31))
    record.change_plan("made", lambda head: {**head, "reporting_date": "2022-06-30"})
    await watch(date(2022, 7, 1))
    record.change_projects("made", ["falls"], reporting(94))
    await watch(date(2022, 12, 30))
    await watch(date(2022, 12, 31))
    return registry


async def by_hand(database: ThrowawayDatabase, statement: str) -> None:
    connection = await asyncpg.connect(database.superuser_url)
    await connection.execute(statement)
    await connection.close()


async def test_every_alert_is_rebuilt_byte_for_byte(
    anew: Rebuild, told: Told, standing: Standing
) -> None:
    before = await told(), await standing()
    assert [(each.project, each.code) for each in before[1]] == [
        ("falls", FALLING),
        ("late", BEHIND),
        ("null", NULL),
        ("quiet", STALE),
    ]

    done = await anew()

    assert done.found.differences == ()
    assert done.found.there == done.found.rebuilt
    assert (await told(), await standing()) == before


@pytest.mark.parametrize(
    "tampered",
    [
        ("DELETE FROM alerts WHERE code = 'FALLING'", "alerts/made/falls/FALLING/project",
         [("raised", "falls", FALLING)]),
        ("UPDATE alerts SET computed = '99.00' WHERE project = 'late'",
         "alerts/made/late/BEHIND_SCHEDULE/project", []),
        ("""INSERT INTO alerts SELECT (jsonb_populate_record(a, '{"project": "falls"}')).*
            FROM alerts a WHERE project = 'late'""",
         "alerts/made/falls/BEHIND_SCHEDULE/project", [("cleared", "falls", BEHIND)]),
        ("UPDATE alerts SET values = '{}' WHERE project = 'quiet'",
         "alerts/made/quiet/STALE/indicators/one", []),
    ],
)  # fmt: skip
async def test_alert_that_was_tampered_with_is_found_and_put_right(
    anew: Rebuild,
    told: Told,
    standing: Standing,
    scoring_database: ThrowawayDatabase,
    tampered: tuple[str, str, list[tuple[str, str, str]]],
) -> None:
    change, key, told_then = tampered
    before, stood = await told(), [(each.key, each.values) for each in await standing()]
    await by_hand(scoring_database, change)

    done = await anew()

    assert [each.key for each in done.found.differences] == [key]
    assert done.left == ()
    assert [(each.key, each.values) for each in await standing()] == stood
    assert (await told())[len(before) :] == told_then


async def test_what_was_not_looked_at_yet_is_looked_at_before_comparing(
    watched: FakeRegistry, anew: Rebuild, told: Told, watch: Watch
) -> None:
    before = len(await told())
    watched.record.change_projects("made", ["late"], lambda _: facts("late", {"2021": 100}))

    done = await anew()
    await watch(date(2022, 12, 31))
    await anew()

    assert done.found.differences == ()
    assert (await told())[before:] == [("cleared", "late", BEHIND)]
