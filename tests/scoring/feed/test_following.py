"""Following the registry: what depends is scored again, and nothing beside."""

from fractions import Fraction

import pytest

from pledge_scoring.services import confirming, following, judging
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.storage.feed import position
from pledge_shared.database.connections import Database
from pledge_shared.testing.registry import FakeRegistry

from .family import changed_since, events, family, reporting, scores


async def test_changed_part_changes_its_parent_and_nothing_beside(
    registry: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    registry.record.load(family())
    await follower.step()
    before = await scores(database)
    registry.record.change_projects("made", ["part-0"], reporting("100"))

    await follower.step()

    after = await scores(database)
    assert await changed_since(database, 4) == [("changed", "parent"), ("changed", "part-0")]
    assert [each["parent"].row.rate for each in (before, after)] == [Fraction(50), Fraction(75)]
    assert (after["parent"].version, after["parent"].sequence) == (1, 2)
    assert after["beside"] == before["beside"]
    assert after["part-1"] == before["part-1"]


async def test_changed_plan_changes_all_its_projects(
    registry: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    registry.record.load(family())
    await follower.step()
    registry.record.change_plan("made", lambda facts: {**facts, "reporting_date": "2020-12-31"})

    await follower.step()

    after = await scores(database)
    assert len(await changed_since(database, 4)) == 4
    assert {str(score.scored_on) for score in after.values()} == {"2020-12-31"}
    assert {score.sequence for score in after.values()} == {2}


async def test_deleted_part_leaves_and_its_parent_is_scored_without_it(
    registry: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    registry.record.load(family())
    registry.record.change_projects("made", ["part-0"], reporting("100"))
    await follower.step()
    registry.record.delete_project("made", "part-0")

    await follower.step()

    after = await scores(database)
    assert sorted(after) == ["beside", "parent", "part-1"]
    assert after["parent"].row.rate == 50
    assert await changed_since(database, 4) == [("changed", "parent"), ("deleted", "part-0")]


async def test_commit_larger_than_a_page_is_known_only_when_all_of_it_was_read(
    registry: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    registry.record.load(family(parts=300))

    await follower.step()
    async with database.read() as connection:
        halfway = await position(connection)
    await follower.step()
    async with database.read() as connection:
        whole = await position(connection)

    assert (halfway.sequence, whole.sequence) == (0, 1)
    assert len(await events(database)) == len(await scores(database)) == 302
    # Two pages of events, and two pages of documents once: the second page told nothing new.
    assert registry.asked.count("/v1/plans/made/documents") == 2


async def test_new_engine_scores_again_from_the_copies_kept_here(
    registry: FakeRegistry,
    follower: RegistryFollower,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry.record.load(family())
    await follower.step()
    await follower.bring_up_to_date()
    assert len(await events(database)) == 4
    asked = len(registry.asked)

    for module in (confirming, following, judging):
        monkeypatch.setattr(module, "ENGINE_VERSION", "pledge-engine/next")
    await follower.bring_up_to_date()

    assert {score.engine_version for score in (await scores(database)).values()} == {
        "pledge-engine/next"
    }
    assert [each.change for each in await events(database)] == ["created"] * 4 + ["changed"] * 4
    assert len(registry.asked) == asked


async def test_feed_of_scores_has_no_gap(
    registry: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    registry.record.load(family())
    await follower.step()
    for number in range(1, 6):
        registry.record.change_projects("made", ["part-0", "beside"], reporting(str(number)))
        await follower.step()

    places = [(each.sequence, each.ordinal) for each in await events(database)]

    assert places == [(1, n) for n in range(4)] + [(s, n) for s in range(2, 7) for n in range(3)]
