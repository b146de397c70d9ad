"""Deleting and restoring in the registry: scores go with what is deleted, and come back with it."""

from fractions import Fraction

import pytest

from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.storage.feed import events_after
from pledge_scoring.storage.scores import Score, scores_of
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.database.connections import Database
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry import FakeRegistry


@pytest.fixture
def loaded(registry: FakeRegistry) -> FakeRegistry:
    """Hold a parent that scores from its two parts, and a project beside them."""
    projects = [
        make_project("parent", indicators=[]),
        make_project("part-0", parent="parent"),
        make_project("part-1", parent="parent"),
        make_project("beside"),
    ]
    registry.record.load(PlanDocument.model_validate(make_document("made", *projects)))
    return registry


async def scores(database: Database) -> dict[str, Score]:
    async with database.read() as connection:
        return {score.row.code: score for score in await scores_of(connection)}


def rates(found: dict[str, Score]) -> dict[str, Fraction | None]:
    return {code: score.row.rate for code, score in found.items()}


async def told_of(database: Database, code: str) -> list[str]:
    async with database.read() as connection:
        events = await events_after(connection, 0, 0, 1_000)
    return [event.change for event in events if event.code == code]


async def test_restored_project_is_scored_again(
    loaded: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    await follower.step()
    before = await scores(database)
    for code in ("part-0", "beside"):
        loaded.record.delete_project("made", code)
    await follower.step()
    without = await scores(database)

    loaded.record.bring_back("made", "part-0", "beside")
    await follower.step()

    after = await scores(database)
    assert sorted(without) == ["parent", "part-1"]
    assert None not in rates(before).values()
    assert rates(after) == rates(before)
    assert (after["beside"].version, after["beside"].sequence) == (3, 4)
    assert await told_of(database, "beside") == ["created", "deleted", "created"]


async def test_restoring_and_deleting_on_one_page_of_events(
    loaded: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    await follower.step()
    loaded.record.delete_project("made", "beside")
    loaded.record.bring_back("made", "beside")
    loaded.record.delete_project("made", "part-0")

    await follower.step()

    after = await scores(database)
    assert sorted(after) == ["beside", "parent", "part-1"]
    assert after["beside"].version == 3


async def test_deleted_plan_leaves_nothing_and_a_restored_one_is_scored_again(
    loaded: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    codes = ("part-0", "part-1", "parent", "beside")
    await follower.step()
    before = await scores(database)
    for code in codes:
        loaded.record.delete_project("made", code)
    loaded.record.delete_plan("made")
    await follower.step()
    without = await scores(database)

    loaded.record.bring_back("made")
    await follower.step()
    empty = await scores(database)
    loaded.record.bring_back("made", *codes)
    await follower.step()

    assert (without, empty) == ({}, {})
    assert rates(await scores(database)) == rates(before)
