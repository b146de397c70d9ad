"""Every score built anew from the registry's feed is, byte for byte, the one that is there."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services.alerts.watcher import AlertWatcher
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.services.rebuilding import (
    AlreadyRebuildingError,
    OutOfReachError,
    Rebuilt,
    rebuild,
)
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.database.connections import Database
from pledge_shared.testing.registry import FakeRegistry

from .family import events, family, indicator, reporting, scores

SAMPLES = ("gb-7", "cbist-2021", "cb-switch", "cb-cluster")

Change = Callable[[dict[str, Any]], dict[str, Any]]
Rebuild = Callable[[], Any]


def setting(**fields: Any) -> Change:
    return lambda facts: {**facts, **fields}


def drafting(rate: str) -> Change:
    """Report an actual that nobody has approved yet."""

    def change(facts: dict[str, Any]) -> dict[str, Any]:
        drafted = indicator(rate)
        drafted["actuals"][0]["approval"] = "draft"
        return {**facts, "indicators": [drafted]}

    return change


@pytest.fixture
def anew(scoring_database: ThrowawayDatabase, client: RegistryClient) -> Rebuild:
    """Rebuild the scores of the test's own database."""
    return lambda: rebuild(scoring_database.owner_url, client, lambda *_: None)


@pytest.fixture
async def followed(
    registry: FakeRegistry,
    database: Database,
    follower: RegistryFollower,
    document: Callable[[str], PlanDocument],
) -> FakeRegistry:
    """Follow the samples and a reviewed plan through edits, commit by commit."""
    record = registry.record
    made = family().model_dump()
    made["plan"]["publication"] = "reviewed"
    edits: list[Callable[[], object]] = [
        *(lambda code=code: record.load(document(code)) for code in SAMPLES),
        lambda: record.load(PlanDocument.model_validate(made)),
        lambda: record.change_projects("gb-7", ["bigdata"], setting(status="on_track")),
        lambda: record.change_projects("made", ["part-0"], reporting("80")),
        lambda: record.change_projects("made", ["part-1"], drafting("100")),
        lambda: record.delete_project("made", "beside"),
        lambda: record.change_plan("made", setting(publication="immediate")),
        lambda: (  # on one page of the feed: what is shown otherwise is no newer than it was
            record.change_plan("made", setting(publication="reviewed")),
            record.change_plan("gb-7", setting(reporting_date="2021-12-31")),
        ),
        lambda: record.bring_back("made", "beside"),
        lambda: record.put_organization("province", kind="province", name="도"),
        lambda: record.put_organization("county", kind="municipality", name="군"),
        lambda: record.put_organization("province", kind="province", name="새 도"),
        lambda: record.delete_organization("county"),
    ]
    watcher = AlertWatcher(database, lambda: date(2022, 1, 1))
    for edit in edits:
        edit()
        await follower.step()
        while await watcher.step():
            pass
    return registry


def named(done: Rebuilt) -> list[tuple[str, list[str]]]:
    return [(each.key, sorted(each.fields)) for each in done.found.differences]


async def by_hand(database: ThrowawayDatabase, *statements: str) -> None:
    connection = await asyncpg.connect(database.superuser_url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def test_every_score_is_rebuilt_byte_for_byte(
    followed: FakeRegistry, database: Database, anew: Rebuild
) -> None:
    before = await scores(database), await events(database)

    done = await anew()

    assert named(done) == []
    assert done.found.there == done.found.rebuilt
    assert (done.commits, done.scores) == (followed.record.sequence, len(before[0]))
    assert (await scores(database), await events(database)) == before


@pytest.mark.parametrize(
    ("change", "key", "fields"),
    [
        ("UPDATE scores SET rate_exact = 99 WHERE plan = 'gb-7'", "scores/gb-7/bigdata/head",
         ["rate_exact"]),
        ("UPDATE scores SET digest = 'x', goal = 'y' WHERE code = 'parent'",
         "scores/made/parent/head", ["digest", "goal"]),
        ("""UPDATE scores SET facts = jsonb_set(facts, '{weight}', '"2"') WHERE code = 'beside'""",
         "scores/made/beside/head", ["facts"]),
        ("DELETE FROM scores WHERE code = 'part-0'", "scores/made/part-0/head", ["row"]),
        ("UPDATE plans SET organization = 'elsewhere' WHERE code = 'made'", "plans/made",
         ["organization"]),
        ("UPDATE organizations SET name = '도', version = 1", "organizations/province",
         ["name", "version"]),
        ("DELETE FROM organizations", "organizations/province", ["row"]),
        ("""INSERT INTO scores SELECT (jsonb_populate_record(s, '{"code": "odd"}')).*
            FROM scores s WHERE code = 'part-0'""", "scores/made/odd/head", ["row"]),
        ("""INSERT INTO scores SELECT (jsonb_populate_record(s, jsonb_build_object('code', 'new',
            'facts', jsonb_set(facts, '{code}', '"new"')))).*
            FROM scores s WHERE code = 'part-0'""", "scores/made/new/head", ["row"]),
    ],
    ids=["rate", "digest", "facts", "missing", "plan", "renamed", "gone", "odd", "invented"],
)  # fmt: skip
@pytest.mark.usefixtures("followed")
async def test_row_changed_by_hand_is_named_and_put_right(
    change: str,
    key: str,
    fields: list[str],
    scoring_database: ThrowawayDatabase,
    anew: Rebuild,
) -> None:
    database = Database(scoring_database.app_url, pool_size=1)
    before, told = await scores(database), len(await events(database))
    await by_hand(scoring_database, change)

    done = await anew()

    assert named(done) == [(key, fields)]
    assert done.found.there != done.found.rebuilt
    assert done.left == ()
    assert await scores(database) == before
    is_told = key.startswith("scores/") and key != "scores/made/odd/head"
    assert len(await events(database)) == told + is_told
    assert named(await anew()) == []
    await database.close()


@pytest.mark.usefixtures("followed")
async def test_copy_changed_by_hand_is_named_and_stays(
    scoring_database: ThrowawayDatabase, anew: Rebuild
) -> None:
    await by_hand(
        scoring_database,
        "ALTER TABLE inputs DISABLE TRIGGER ALL",
        "UPDATE inputs SET document = document || ' ' WHERE kind = 'plan'"
        " AND digest = (SELECT input FROM plans WHERE code = 'cb-switch')",
    )

    done = await anew()

    assert [(each.table, sorted(each.fields)) for each in done.left] == [("inputs", ["document"])]
    assert done.found.differences == done.left


async def test_long_record_is_rebuilt_while_writes_arrive(
    registry: FakeRegistry, follower: RegistryFollower, database: Database, anew: Rebuild
) -> None:
    registry.record.load(family(parts=20))
    for rate in range(15):
        codes = [f"part-{number}" for number in range(20)]
        registry.record.change_projects("made", codes, reporting(str(rate)))
        await follower.step()
    arrived = asyncio.Event()

    async def write() -> None:
        rate = 0
        while not arrived.is_set():
            rate += 1
            registry.record.change_projects("made", ["part-0", "beside"], reporting(str(rate)))
            await follower.step()

    writing = asyncio.create_task(write())
    done = await anew()
    arrived.set()
    await writing

    assert named(done) == []
    assert 16 < done.commits <= registry.record.sequence
    await follower.step()
    assert (await scores(database))["beside"].version == registry.record.sequence - 15


async def test_only_one_rebuilds_at_a_time(followed: FakeRegistry, anew: Rebuild) -> None:
    results = await asyncio.gather(anew(), anew(), return_exceptions=True)

    assert {type(each) for each in results} == {Rebuilt, AlreadyRebuildingError}
    assert followed.record.sequence


async def test_restore_that_scoring_has_not_heard_of_is_refused(
    followed: FakeRegistry, follower: RegistryFollower, anew: Rebuild
) -> None:
    followed.record.restore()
    with pytest.raises(OutOfReachError):
        await anew()

    for _ in range(2):
        await follower.step()

    assert named(await anew()) == []
