"""Following the registry: what depends is scored again, once, whatever is killed in between."""

import asyncio
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.engine.result import ProjectResult
from pledge_scoring.services import following, judging, states
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.services.inputs import score_project
from pledge_scoring.services.progress import Progress
from pledge_scoring.storage.feed import ScoreEvent, events_after, position
from pledge_scoring.storage.scores import Score, scores_of
from pledge_shared.clients._http import UpstreamError
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.plan import Plan, PlanDocument
from pledge_shared.contracts.project import Project
from pledge_shared.database.connections import Database
from pledge_shared.testing.registry import FakeRegistry

ReadDocument = Callable[[str], PlanDocument]


async def scores(database: Database) -> dict[str, Score]:
    async with database.read() as connection:
        return {score.row.code: score for score in await scores_of(connection)}


async def events(database: Database) -> list[ScoreEvent]:
    async with database.read() as connection:
        return await events_after(connection, 0, 0, 1_000)


async def changed_since(database: Database, before: int) -> list[tuple[str, str]]:
    return [(each.change, each.code) for each in (await events(database))[before:]]


def family(parts: int = 2) -> PlanDocument:
    """Return a plan with a parent that scores from its parts, and a project beside them."""
    codes = ["parent", "beside", *(f"part-{number}" for number in range(parts))]
    return PlanDocument.model_validate(
        {
            "plan": {
                "code": "made",
                "kind": "pledge",
                "title": "계획",
                "organization": "province",
                "reporting_date": "2021-12-31",
            },
            "projects": [
                {
                    "code": code,
                    "kind": "pledge",
                    "title": "사업",
                    "parent": "parent" if code.startswith("part-") else None,
                    "indicators": [] if code == "parent" else [indicator("50")],
                }
                for code in codes
            ],
        }
    )


def indicator(rate: str) -> dict[str, Any]:
    return {
        "code": "indicator",
        "name": "지표",
        "targets": [{"period": "2021", "value": "100"}],
        "actuals": [{"period": "2021", "value": rate}],
    }


def reporting(rate: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda facts: {**facts, "indicators": [indicator(rate)]}


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

    for module in (following, judging):
        monkeypatch.setattr(module, "ENGINE_VERSION", "pledge-engine/next")
    await follower.bring_up_to_date()

    assert {score.engine_version for score in (await scores(database)).values()} == {
        "pledge-engine/next"
    }
    assert [each.change for each in await events(database)] == ["created"] * 4 + ["changed"] * 4
    assert len(registry.asked) == asked


@pytest.fixture
def impossible(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the codes of projects whose scoring raises; empty it and they can be scored again."""
    codes: set[str] = set()

    def score(plan: Plan, project: Project, parts: Sequence[Project], **how: Any) -> ProjectResult:
        if codes & {project.code, *(part.code for part in parts)}:
            raise ZeroDivisionError
        return score_project(plan, project, parts, **how)

    monkeypatch.setattr(states, "score_project", score)
    return codes


async def test_project_that_cannot_be_scored_holds_up_no_other(
    registry: FakeRegistry,
    follower: RegistryFollower,
    database: Database,
    impossible: set[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    registry.record.load(family())
    impossible.add("beside")

    await follower.step()
    registry.record.change_projects("made", ["part-0"], reporting("100"))
    await follower.step()

    after = await scores(database)
    assert sorted(after) == ["parent", "part-0", "part-1"]
    assert after["parent"].row.rate == 75
    assert "beside" in capsys.readouterr().out


async def test_project_that_cannot_be_scored_any_more_loses_its_old_score(
    registry: FakeRegistry, follower: RegistryFollower, database: Database, impossible: set[str]
) -> None:
    registry.record.load(family())
    await follower.step()
    impossible.add("beside")
    registry.record.change_projects("made", ["beside"], reporting("100"))

    await follower.step()

    assert sorted(await scores(database)) == ["parent", "part-0", "part-1"]
    assert await changed_since(database, 4) == [("deleted", "beside")]


async def test_parent_is_never_scored_without_a_part_that_cannot_be(
    registry: FakeRegistry, follower: RegistryFollower, database: Database, impossible: set[str]
) -> None:
    registry.record.load(family())
    impossible.add("part-0")
    await follower.step()

    registry.record.change_projects("made", ["part-1"], reporting("100"))
    await follower.step()
    without = await scores(database)
    impossible.clear()
    registry.record.change_projects("made", ["beside"], reporting("100"))
    await follower.step()

    assert sorted(without) == ["beside", "part-1"]
    assert (await scores(database))["parent"].row.rate == 75


async def test_next_start_scores_what_could_not_be_scored(
    registry: FakeRegistry, follower: RegistryFollower, database: Database, impossible: set[str]
) -> None:
    registry.record.load(family())
    impossible.add("part-0")
    await follower.step()
    impossible.clear()

    await follower.bring_up_to_date()
    after, asked = await scores(database), len(registry.asked)
    await follower.bring_up_to_date()

    assert after["parent"].row.rate == 50
    assert await changed_since(database, 2) == [("created", "parent"), ("created", "part-0")]
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
