"""What-if questions about plans and organizations: dropped, weighed, changed, and views of them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.contracts.registry import KeyHolder
from pledge_shared.security.keys import new_key
from pledge_shared.security.policy import Role
from pledge_shared.testing.registry import FakeRegistry

from .asking import ask

PLAN = "/v1/simulations/plans/made"
ORGANIZATION = "/v1/simulations/organizations/province"


def indicator(value: str | None, approval: str = "approved") -> dict[str, Any]:
    actual = {"period": "2021", "value": value, "approval": approval}
    return {
        "code": "indicator",
        "name": "지표",
        "targets": [{"period": "2021", "value": "100"}],
        "actuals": [] if value is None else [actual],
    }


def project(code: str, value: str | None, **fields: Any) -> dict[str, Any]:
    given = {"code": code, "kind": "pledge", "title": "사업", "status": "on_track", **fields}
    return {**given, "indicators": [] if value is None else [indicator(value)]}


def plan(code: str, *projects: dict[str, Any], **fields: Any) -> PlanDocument:
    head = {"code": code, "kind": "pledge", "title": "계획", "organization": "province"}
    return PlanDocument.model_validate(
        {
            "plan": {**head, "reporting_date": "2021-12-31", **fields},
            "projects": list(projects),
        }
    )


@pytest.fixture
async def plans(
    service: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> AsyncClient:
    """Return the service once it has scored two plans: of four projects, and of one."""
    parent = project("whole", None)
    parts = [project(f"part-{value}", value, parent="whole") for value in ("20", "60")]
    registry.record.load(plan("made", project("a", "100"), project("b", "50"), parent, *parts))
    loaded = registry.record.load(plan("other", project("a", "30")))
    await known("/v1/achievements/plans/other", loaded)
    return service


def rates(said: dict[str, Any]) -> dict[str, tuple[str | None, str | None, str | None]]:
    return {
        each["name"]: (each["before"], each["after"], each["difference"]) for each in said["rates"]
    }


def projects(said: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(each["project"], each["difference"]) for each in said["projects"]]


async def test_nothing_assumed_is_the_plans_achievement_twice(plans: AsyncClient) -> None:
    achieved = (await plans.get("/v1/achievements/plans/made")).json()

    said = await ask(plans, PLAN)

    assert said["before"] == said["after"] == achieved
    assert (said["projects"], rates(said)["mean_progress"]) == ([], ("63.33", "63.33", "0.00"))


async def test_a_dropped_project_counts_no_more(plans: AsyncClient) -> None:
    said = await ask(plans, PLAN, overlay={"projects": [{"code": "a", "dropped": True}]})

    assert rates(said)["mean_progress"] == ("63.33", "45.00", "-18.33")
    assert [said[when]["counted"]["top_level"] for when in ("before", "after")] == [3, 2]
    [gone] = said["projects"]
    assert (gone["project"], gone["before"]["rate"], gone["after"]) == ("a", "100.00", None)


async def test_a_dropped_parent_takes_its_parts_along_and_a_part_changes_its_parent(
    plans: AsyncClient,
) -> None:
    whole = await ask(plans, PLAN, overlay={"projects": [{"code": "whole", "dropped": True}]})
    part = await ask(plans, PLAN, overlay={"projects": [{"code": "part-20", "dropped": True}]})

    assert whole["after"]["counted"] == {"top_level": 2, "sub": 0, "pending": 0}
    assert rates(whole)["mean_progress"][1] == "75.00"
    assert projects(part) == [("part-20", None), ("whole", "20.00")]
    assert rates(part)["mean_progress"][1] == "70.00"


async def test_weights_values_and_status_are_assumed(plans: AsyncClient) -> None:
    value = {"indicator": "indicator", "period": "2021", "value": "80"}
    overlay = {
        "projects": [
            {"code": "a", "weight": "3", "status": "completed"},
            {"code": "part-60", "actuals": [value]},
        ]
    }

    said = await ask(plans, PLAN, overlay=overlay)

    # Absent weights are the mean of those declared: 3 each.
    assert rates(said) == {
        "completion_rate": ("0.00", "33.33", "33.33"),
        "on_track_rate": ("100.00", "100.00", "0.00"),
        "mean_progress": ("63.33", "66.67", "3.33"),
    }
    assert said["after"]["rates"]["mean_progress"]["weighting"] == "declared"
    assert projects(said) == [("a", "0.00"), ("part-60", "20.00"), ("whole", "10.00")]
    changed = {each["project"]: each["changes"] for each in said["projects"]}
    assert changed["a"] == []
    assert [step["path"] for step in changed["whole"]] == [
        "projects/whole",
        "projects/whole/projects/part-60",
        "projects/whole/projects/part-60/indicators/indicator",
        "projects/whole/projects/part-60/indicators/indicator/2021",
    ]


async def test_the_same_overlay_and_a_changed_record_have_one_achievement(
    plans: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> None:
    value = {"indicator": "indicator", "period": "2021", "value": "80"}
    said = await ask(plans, PLAN, overlay={"projects": [{"code": "b", "actuals": [value]}]})

    written = registry.record.change_projects(
        "made", ["b"], lambda facts: {**facts, "indicators": [indicator("80")]}
    )

    achieved = (await known("/v1/achievements/plans/made", written)).json()
    assert said["after"] == achieved


async def test_other_rules_score_every_project(plans: AsyncClient) -> None:
    said = await ask(plans, PLAN, overlay={"rules": {"cap": "50"}})

    assert projects(said) == [("a", "-50.00"), ("part-60", "-10.00"), ("whole", "-5.00")]
    assert rates(said)["mean_progress"] == ("63.33", "45.00", "-18.33")


async def test_an_organizations_plans_are_told_apart(plans: AsyncClient) -> None:
    dropped = {"code": "a", "dropped": True}

    said = await ask(plans, ORGANIZATION, overlay={"projects": [{**dropped, "plan": "other"}]})

    assert (said["subject"]["kind"], said["subject"]["code"]) == ("organization", "province")
    assert [(each["plan"], each["project"]) for each in said["projects"]] == [("other", "a")]
    assert rates(said)["mean_progress"] == ("55.00", "63.33", "8.33")
    for wrong, pointer in ((dropped, "/0"), ({**dropped, "plan": "none"}, "/0/plan")):
        refused = await plans.post(ORGANIZATION, json={"overlay": {"projects": [wrong]}})
        errors = refused.json()["errors"]
        assert [each["pointer"] for each in errors] == [f"/overlay/projects{pointer}"]


async def test_what_a_plan_does_not_have_is_refused_with_its_place(plans: AsyncClient) -> None:
    wrong = [{"code": "a"}, {"code": "x"}, {"code": "a"}, {"code": "b", "left_out": ["x"]}]

    refused = await plans.post(PLAN, json={"overlay": {"projects": wrong}})

    assert refused.status_code == 422
    assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [
        ("/overlay/projects/1/code", "unknown_project"),
        ("/overlay/projects/2", "duplicate"),
        ("/overlay/projects/3/left_out/0", "unknown_indicator"),
    ]


async def test_parts_are_assumed_and_left_out_of_their_project(plans: AsyncClient) -> None:
    whole = f"{PLAN}/projects/whole"

    said = await ask(plans, whole, overlay={"parts": [{"code": "part-20", "weight": "3"}]})
    left = await ask(plans, f"{whole}/sensitivity")
    refused = await plans.post(f"{whole}/break-even", json={"rate": "50"})

    assert (said["before"]["rate"], said["after"]["rate"]) == ("40.00", "40.00")
    assert [(each["subject"], each["difference"]) for each in left["left_out"]] == [
        ("projects/part-20", "20.00"),
        ("projects/part-60", "-20.00"),
    ]
    assert [each["code"] for each in refused.json()["errors"]] == ["of_parts"]


async def test_drafts_are_asked_about_with_a_key_only(
    service: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> None:
    loaded = registry.record.load(plan("made", project("a", "50"), publication="reviewed"))
    drafted = registry.record.change_projects(
        "made", ["a"], lambda facts: {**facts, "indicators": [indicator("90", "draft")]}
    )
    assert drafted > loaded
    await known("/v1/achievements/plans/made", drafted)
    key = new_key()
    registry.holders[key] = KeyHolder(id=uuid4(), name="담당", role=Role.REPORTER, owner="담당")
    bearer = {"Authorization": f"Bearer {key}"}

    for path in (f"{PLAN}/projects/a", PLAN, ORGANIZATION):
        anyone = await service.post(path, json={}, headers=bearer)
        head = await service.post(path, params={"view": "head"}, json={}, headers=bearer)
        nobody = await service.post(path, params={"view": "head"}, json={})
        assert (anyone.status_code, head.status_code, nobody.status_code) == (200, 200, 401), path
        shown = [_rate(each.json()) for each in (anyone, head)]
        assert shown == ["50.00", "90.00"], path


def _rate(said: dict[str, Any]) -> Any:
    return said["before"]["rate"] if "project" in said else rates(said)["mean_progress"][0]
