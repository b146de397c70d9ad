"""Series over HTTP: what was known, what is restated, and the difference a correction makes."""

from collections.abc import Callable
from itertools import product
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services import confirming, following, judging
from pledge_scoring.services.following import RegistryFollower
from pledge_shared.testing.registry import FakeRegistry

from .bridge import PLAN, PROJECT, Facts, on, rates, series


async def test_each_reporting_date_is_shown_as_it_was_last_known(told: AsyncClient) -> None:
    points = await series(told, PROJECT)

    assert rates(points, "project_rate") == [
        ("2021-03-31", "60.00"),
        ("2021-06-30", "70.00"),
        ("2021-12-31", "66.67"),
    ]
    assert [point["changed"] for point in points] == [
        ["first"],
        ["data", "reporting_date"],
        ["data", "reporting_date"],
    ]
    assert [p["rates"]["project_rate"]["coverage"]["percent"] for p in points] == [
        "100.00",
        "100.00",
        "75.00",
    ]
    assert points[-1]["rates"]["project_rate"]["range"] == {"low": "50.00", "high": "75.00"}


async def test_restated_dates_tell_what_is_known_today(told: AsyncClient) -> None:
    points = await series(told, PROJECT, basis="restated")

    assert rates(points, "project_rate") == [
        ("2021-03-31", "20.00"),
        ("2021-06-30", "50.00"),
        ("2021-12-31", "66.67"),
    ]
    assert {point["stands_on"]["digest"] for point in points} == {None}


async def test_every_change_is_a_point_with_what_it_stands_on(told: AsyncClient) -> None:
    points = await series(told, PROJECT, step="change")

    assert rates(points, "project_rate") == [
        ("2021-03-31", "50.00"),
        ("2021-03-31", "60.00"),
        ("2021-06-30", "60.00"),
        ("2021-06-30", "70.00"),
        ("2021-12-31", "70.00"),
        ("2021-12-31", "66.67"),
    ]
    assert [p["changed"] for p in points] == [
        ["first"],
        ["data"],
        ["reporting_date"],
        ["data"],
        ["reporting_date"],
        ["data"],
    ]
    on_which = [p["stands_on"] for p in points]
    assert [(each["version"], each["plan_version"]) for each in on_which] == [
        (1, 1),
        (2, 1),
        (2, 2),
        (3, 2),
        (3, 3),
        (4, 3),
    ]
    assert [each["registry_sequence"] for each in on_which] == [1, 2, 3, 4, 5, 6]


async def test_quarter_without_a_reporting_date_has_no_value_and_says_why(
    told: AsyncClient,
) -> None:
    points = await series(told, PROJECT, step="quarter", **{"from": "2020-10-01"})
    restated = await series(told, PROJECT, step="quarter", basis="restated")

    assert [(p["period"], p["reason"], p["rates"] is None) for p in points] == [
        ("2020-Q4", "not_reported", True),
        ("2021-Q1", None, False),
        ("2021-Q2", None, False),
        ("2021-Q3", "not_reported", True),
        ("2021-Q4", None, False),
    ]
    assert points[-1]["changed"] == ["data", "reporting_date"]
    assert rates(restated, "project_rate") == [
        ("2021-03-31", "20.00"),
        ("2021-06-30", "50.00"),
        ("2021-09-30", "50.00"),
        ("2021-12-31", "66.67"),
    ]
    assert restated[2]["rates"]["project_rate"]["coverage"]["percent"] == "66.67"


async def test_what_has_no_date_of_its_own_is_not_restated(told: AsyncClient) -> None:
    early, _, last = await series(told, PLAN, basis="restated")

    undated = ["completion_rate", "on_track_rate", "funding_rate_total", "funding_rate_in_term"]
    assert {early["rates"][name]["reason"] for name in undated} == {"not_reported"}
    assert {early["rates"][name]["percent"] for name in undated} == {None}
    assert early["rates"]["funding_rate_to_date"]["denominator"] == "100"
    assert (last["rates"]["on_track_rate"]["percent"], last["changed"]) == (
        "100.00",
        ["reporting_date"],
    )


async def test_months_end_where_the_report_does(told: AsyncClient) -> None:
    points = await series(
        told, PROJECT, step="month", basis="restated", **{"from": "2021-11-15", "to": "2022-01-31"}
    )

    assert [(p["period"], p["on"], p["reason"]) for p in points] == [
        ("2021-11", "2021-11-30", None),
        ("2021-12", "2021-12-31", None),
        ("2022-01", None, "not_reported"),
    ]


async def test_plan_is_added_up_as_it_stood(told: AsyncClient) -> None:
    points = await series(told, PLAN)
    changes = await series(told, PLAN, step="change")

    assert rates(points, "mean_progress") == [
        ("2021-03-31", "80.00"),
        ("2021-06-30", "85.00"),
        ("2021-12-31", "66.67"),
    ]
    assert [p["rates"]["on_track_rate"]["denominator"] for p in points] == ["2", "2", "1"]
    assert changes[-1]["changed"] == ["data"]
    assert rates(changes, "mean_progress")[-2:] == [
        ("2021-12-31", "83.33"),
        ("2021-12-31", "66.67"),
    ]


async def test_last_point_is_the_present_score(told: AsyncClient) -> None:
    present = (await told.get(PLAN)).json()
    score = (await told.get(PROJECT)).json()["score"]

    for basis, step in product(("as_known", "restated"), ("reporting_date", "quarter", "month")):
        plan = (await series(told, PLAN, basis=basis, step=step))[-1]
        project = (await series(told, PROJECT, basis=basis, step=step))[-1]
        agree(plan, project, present, score)


def agree(plan: Facts, project: Facts, present: Facts, score: Facts) -> None:
    for name in ("mean_progress", "completion_rate", "on_track_rate"):
        assert plan["rates"][name]["percent"] == present["rates"][name]["percent"]
    for name in ("funding_rate_total", "execution_rate_to_date"):
        assert plan["rates"][name]["percent"] == present["funding"][name]["percent"]
        assert plan["rates"][name]["reason"] == present["funding"][name]["reason"]
    own = project["rates"]["project_rate"]
    assert (own["percent"], own["range"]) == (score["rate"], score["range"])
    assert own["coverage"]["percent"] == score["coverage"]["percent"]
    assert project["on"] == plan["on"] == score["on"]


async def test_last_digest_is_the_one_that_rankings_and_scores_show(told: AsyncClient) -> None:
    plan, project = await series(told, PLAN), await series(told, PROJECT)

    ranked = (await told.get("/v1/rankings", params={"plan": "made"})).json()["items"][0]
    score = (await told.get(PROJECT)).json()["score"]
    assert plan[-1]["stands_on"]["digest"] == ranked["subject"]["digest"]
    assert project[-1]["stands_on"]["digest"] == score["digest"]
    assert plan[-1]["rates"]["mean_progress"] == ranked["value"]


async def test_project_that_ended_has_no_rates_from_then_on(told: AsyncClient) -> None:
    road = f"{PLAN}/projects/road"

    points = await series(told, road, step="change")

    assert (points[-1]["reason"], points[-1]["rates"], points[-1]["stands_on"]) == (
        "deleted",
        None,
        None,
    )
    assert points[-2]["rates"]["project_rate"]["percent"] == "100.00"
    restated = await told.get(f"{road}/series", params={"basis": "restated"})
    assert restated.status_code == 404


async def test_end_together_with_a_new_date_is_of_the_new_date(
    told: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> None:
    await known(PLAN, registry.record.bring_back("made", "road"))
    registry.record.delete_project("made", "road")
    await known(PLAN, registry.record.change_plan("made", on("2022-03-31")))

    points = await series(told, PLAN, step="change")

    assert [point["on"] for point in points[-2:]] == ["2021-12-31", "2022-03-31"]
    assert points[-1]["changed"] == ["data", "reporting_date"]


async def test_of_what_a_first_release_kept_the_own_rate_is_left(
    told: AsyncClient, scoring_database: ThrowawayDatabase
) -> None:
    connection = await asyncpg.connect(scoring_database.superuser_url)
    await connection.execute("ALTER TABLE score_history DISABLE TRIGGER ALL")
    await connection.execute("UPDATE score_history SET facts = NULL WHERE sequence = 1")
    await connection.close()

    project = (await series(told, PROJECT, step="change"))[:2]
    plan = (await series(told, PLAN, step="change"))[0]

    assert [point["reason"] for point in project] == ["not_kept", None]
    kept = project[0]["rates"]
    assert list(kept) == ["project_rate"]
    assert (kept["project_rate"]["percent"], kept["project_rate"]["range"]) == ("50.00", None)
    assert (plan["reason"], plan["rates"]) == ("not_kept", None)


async def test_score_again_by_another_engine_is_named(
    told: AsyncClient, follower: RegistryFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (confirming, following, judging):
        monkeypatch.setattr(module, "ENGINE_VERSION", "pledge-engine/next")
    await follower.bring_up_to_date()

    points = await series(told, PLAN, step="change")

    assert points[-1]["changed"] == ["engine"]
    assert points[-1]["stands_on"]["engines"] == ["pledge-engine/next"]
