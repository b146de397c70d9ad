"""Dashboards of plans and organizations."""

import json
from dataclasses import replace

import pytest
from httpx import AsyncClient
from starlette.requests import Request

from pledge_shared.canonical import dump_json
from pledge_shared.contracts.gateway import OrganizationDashboard, PlanDashboard
from pledge_shared.testing.fake_service import Canned, FakeService, problem

PLAN = "/v1/plans/gb-7/dashboard"
ORGANIZATION = "/v1/organizations/gyeongbuk/dashboard"
SCORES = "/v1/achievements/plans/gb-7"


def canned(service: FakeService, path: str) -> Canned:
    answer = service.answers[path]
    assert isinstance(answer, Canned)
    return answer


async def test_plan_dashboard_holds_facts_and_rates(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    r = await client.get(PLAN)

    assert r.status_code == 200, r.text
    shown = PlanDashboard.model_validate_json(r.content)
    assert canned(registry, "/v1/plans/gb-7").body in r.content
    assert canned(scoring, SCORES).body[1:-1] in r.content
    assert shown.counted is not None
    assert shown.counted.top_level == 1
    assert shown.rates is not None
    assert shown.rates.mean_progress.percent == "92.50"
    assert shown.rates.completion_rate.numerator == 1
    assert [line.amount_krw for line in shown.budget] == [600]
    assert shown.completeness == "full"
    assert shown.labels["stage"]["planned"]["ko"] == "계획"
    assert shown.sources.registry.etag == '"1-aa-r1"'


async def test_dashboard_lists_what_is_behind(client: AsyncClient, scoring: FakeService) -> None:
    r = await client.get(PLAN)

    (behind,) = PlanDashboard.model_validate_json(r.content).behind_schedule or ()
    assert (behind.code, behind.rate) == ("bigdata", "92.50")
    assert behind.title == "빅데이터산업 기반 제조산업 경쟁력 강화"
    assert dict(scoring.asked_for("/v1/achievements")[0].query_params) == {
        "plan": "gb-7",
        "top_level": "true",
        "sort": "rate",
        "limit": "10",
    }


@pytest.mark.parametrize("rate", ["100.000000000000", None])
async def test_reached_and_unrated_projects_are_not_behind(
    client: AsyncClient, scoring: FakeService, rate: str | None
) -> None:
    page = json.loads(canned(scoring, "/v1/achievements").body)
    page["items"][0]["rate_exact"] = rate
    scoring.answers["/v1/achievements"] = Canned(json.dumps(page).replace(": ", ":").encode())

    assert (await client.get(PLAN)).json()["behind_schedule"] == []


async def test_ranking_of_another_date_is_not_claimed(
    client: AsyncClient, scoring: FakeService
) -> None:
    r = await client.get(PLAN, params={"on": "2022-12-31"})

    assert r.json()["behind_schedule"] is None
    assert scoring.asked_for("/v1/achievements") == []
    assert scoring.asked_for(SCORES)[0].query_params["on"] == "2022-12-31"


async def test_goals_at_the_top_have_rates(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    head = json.loads(canned(registry, "/v1/plans/gb-7").body)
    head["goals"] = [
        {"code": code, "kind": kind, "title": code, "title_en": None, "parent": parent}
        for code, kind, parent in (("1", "goal", None), ("1-1", "task", "1"), ("2", "goal", None))
    ]
    body = json.dumps(head, separators=(",", ":")).encode()
    registry.answers["/v1/plans/gb-7"] = replace(canned(registry, "/v1/plans/gb-7"), body=body)
    scoring.answers[f"{SCORES}/goals/1"] = canned(scoring, SCORES)

    shown = PlanDashboard.model_validate_json((await client.get(PLAN)).content)

    assert shown.goal_counts == {"goal": 2, "task": 1}
    assert [goal.code for goal in shown.goals] == ["1", "2"]
    assert [goal.counted.top_level if goal.counted else None for goal in shown.goals] == [1, None]
    assert shown.labels["goal"] == {"1": {"ko": "1", "en": "1"}, "2": {"ko": "2", "en": "2"}}


async def test_organization_dashboard_holds_its_plans(client: AsyncClient) -> None:
    r = await client.get(ORGANIZATION)

    assert r.status_code == 200, r.text
    shown = OrganizationDashboard.model_validate_json(r.content)
    assert shown.organization.code == "gyeongbuk"
    (plan,) = shown.plans
    assert plan.rates is not None
    assert plan.rates.mean_progress.percent == "92.50"
    assert shown.labels["organization"]["gyeongbuk"]["ko"] == "경상북도"


@pytest.mark.parametrize("path", [PLAN, ORGANIZATION])
async def test_dashboard_waits_until_scoring_has_read_all(
    client: AsyncClient, registry: FakeService, scoring: FakeService, path: str
) -> None:
    registry.answers["/v1/events"] = replace(
        canned(registry, "/v1/events"), headers={"Pledge-Sequence": "8"}
    )

    r = await client.get(path)

    assert r.json()["completeness"] == "stale"
    assert r.headers["Cache-Control"] == "no-store"
    assert any(request.query_params.get("at_least") == "8" for request in scoring.asked)
    assert r.json()["sources"]["registry"]["sequence"] == 7


async def test_dashboard_has_an_etag_that_follows_its_bytes(
    client: AsyncClient, scoring: FakeService
) -> None:
    first = await client.get(PLAN)
    same = await client.get(PLAN, headers={"If-None-Match": first.headers["ETag"]})
    scoring.answers["/v1/achievements"] = Canned(b'{"items":[],"next":null}')

    other = await client.get(PLAN, headers={"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, other.status_code) == (304, 200)


@pytest.mark.parametrize("path", [PLAN, ORGANIZATION])
async def test_without_scoring_a_dashboard_is_refused_or_partial(
    client: AsyncClient, scoring: FakeService, path: str
) -> None:
    scoring.everywhere = problem(503, "unavailable")

    refused = await client.get(path)
    allowed = await client.get(path, params={"allow_partial": "true"})

    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "1"
    shown = allowed.json()
    assert shown["completeness"] == "partial"
    assert (shown["rates"], shown["counted"], shown["behind_schedule"]) == (None, None, None)
    model = PlanDashboard if path == PLAN else OrganizationDashboard
    model.model_validate_json(allowed.content)


async def test_one_missing_score_makes_the_dashboard_partial(
    client: AsyncClient, scoring: FakeService
) -> None:
    scoring.answers["/v1/achievements"] = problem(503, "unavailable")

    refused = await client.get(PLAN)
    allowed = await client.get(PLAN, params={"allow_partial": "true"})

    assert refused.status_code == 503
    assert allowed.json()["completeness"] == "partial"
    assert allowed.json()["rates"] is not None


@pytest.mark.parametrize("path", ["/v1/plans/gb-7/funding", "/v1/events", "/v1/plans/gb-7"])
async def test_without_facts_there_is_no_dashboard(
    client: AsyncClient, registry: FakeService, path: str
) -> None:
    registry.answers[path] = problem(503, "unavailable")

    r = await client.get(PLAN, params={"allow_partial": "true"})

    assert (r.status_code, r.json()["code"]) == (503, "upstream_unavailable")


@pytest.mark.parametrize("path", ["/v1/plans/gb-8/dashboard", "/v1/organizations/none/dashboard"])
async def test_unknown_plan_or_organization_is_not_found(client: AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_half_a_plan_is_never_joined(client: AsyncClient, registry: FakeService) -> None:
    answer = canned(registry, "/v1/plans/gb-7")
    registry.answers["/v1/plans/gb-7"] = replace(answer, body=b'{"object":"plan","code":"gb-7"}')

    r = await client.get(PLAN)

    assert (r.status_code, r.json()["code"]) == (502, "bad_upstream_answer")


async def test_organization_dashboard_shows_the_plans_of_every_page(
    client: AsyncClient, registry: FakeService
) -> None:
    listed = json.loads(canned(registry, "/v1/plans").body)["items"]

    def page(request: Request) -> Canned:
        is_last = "cursor" in request.query_params
        return Canned(dump_json({"items": listed, "next": None if is_last else "behind"}))

    registry.answers["/v1/plans"] = page

    r = await client.get(ORGANIZATION)

    shown = OrganizationDashboard.model_validate_json(r.content)
    assert [plan.code for plan in shown.plans] == ["gb-7", "gb-7"]
    asked = [dict(each.query_params) for each in registry.asked_for("/v1/plans")]
    first = {"organization": "gyeongbuk", "limit": "200"}
    assert asked == [first, first | {"cursor": "behind"}]
