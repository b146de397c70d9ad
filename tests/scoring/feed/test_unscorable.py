"""Projects that cannot be scored: they hold up no other, and are scored once they can be."""

from collections.abc import Sequence
from typing import Any

import pytest

from pledge_scoring.engine.result import ProjectResult
from pledge_scoring.services import states
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.services.inputs import score_project
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.database.connections import Database
from pledge_shared.testing.registry import FakeRegistry

from .family import changed_since, family, reporting, scores


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
