"""Plans, goals, organizations and lists: from rows, without reading documents."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient

from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.testing.registry import FakeRegistry

CODES = [f"p-{number}" for number in range(7)]


def made_plan(rates: dict[str, str | None]) -> PlanDocument:
    """Return a plan with one reported rate a project, and none where it is None."""
    return PlanDocument.model_validate(
        {
            "plan": {
                "code": "made",
                "kind": "pledge",
                "title": "계획",
                "organization": "province",
                "reporting_date": "2021-12-31",
                "goals": [
                    {"code": "top", "kind": "goal", "title": "목표"},
                    {"code": "below", "kind": "task", "title": "과제", "parent": "top"},
                    {"code": "beside", "kind": "goal", "title": "다른 목표"},
                ],
            },
            "projects": [
                {
                    "code": code,
                    "kind": "pledge",
                    "title": "사업",
                    "status": "on_track",
                    "goal": "below" if code in CODES[:3] else "beside",
                    "indicators": [
                        {
                            "code": "indicator",
                            "name": "지표",
                            "targets": [{"period": "2021", "text": "목표"}],
                            "actuals": [{"period": "2021", "reported_rate": rate, "text": "실적"}],
                        }
                    ],
                }
                for code, rate in rates.items()
            ],
        }
    )


@pytest.fixture
async def ranked(
    service: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> AsyncClient:
    """Score seven projects: 50 twice, two without a rate."""
    rates = dict(zip(CODES, ["50", None, "90", "50", "10", None, "33.333"], strict=True))
    imported = registry.record.load(made_plan(rates))
    answer = await known("/v1/achievements/plans/made", imported)
    assert answer.status_code == 200, answer.text
    return service


async def listed(service: AsyncClient, **asked: Any) -> list[tuple[str, str | None]]:
    """Read a whole list, two rows a page."""
    found: list[tuple[str, str | None]] = []
    params: dict[str, Any] = {"plan": "made", "limit": 2, **asked}
    while True:
        page = (await service.get("/v1/achievements", params=params)).json()
        found += [(item["code"], item["rate"]) for item in page["items"]]
        if page["next"] is None:
            return found
        params["cursor"] = page["next"]


async def test_list_by_falling_rate_ends_with_those_without(ranked: AsyncClient) -> None:
    assert await listed(ranked, sort="-rate") == [
        ("p-2", "90.00"),
        ("p-0", "50.00"),
        ("p-3", "50.00"),
        ("p-6", "33.33"),
        ("p-4", "10.00"),
        ("p-1", None),
        ("p-5", None),
    ]


async def test_list_by_rising_rate_ends_with_those_without_too(ranked: AsyncClient) -> None:
    codes = [code for code, _ in await listed(ranked, sort="rate")]

    assert codes == ["p-4", "p-6", "p-0", "p-3", "p-2", "p-1", "p-5"]


async def test_list_by_code_is_filtered(ranked: AsyncClient) -> None:
    everything = [code for code, _ in await listed(ranked)]

    assert everything == CODES
    assert await listed(ranked, status="completed") == []
    assert [code for code, _ in await listed(ranked, top_level="true", kind="pledge")] == CODES
    assert await listed(ranked, top_level="false") == []
    assert await listed(ranked, parent="p-0") == []
    assert await listed(ranked, organization="elsewhere") == []


async def test_list_by_ids_gives_those_alone(ranked: AsyncClient) -> None:
    page = (await ranked.get("/v1/achievements", params={"limit": 2})).json()["items"]

    asked = ",".join(item["project_id"] for item in page)
    found = (await ranked.get("/v1/achievements", params={"id": asked})).json()["items"]

    assert found == page


async def test_cursor_of_one_order_is_refused_by_another(ranked: AsyncClient) -> None:
    params: dict[str, Any] = {"limit": 2, "sort": "rate"}
    cursor = (await ranked.get("/v1/achievements", params=params)).json()["next"]

    other = await ranked.get("/v1/achievements", params={"sort": "-rate", "cursor": cursor})

    assert other.status_code == 400


async def test_item_says_what_a_row_of_a_ranking_needs(ranked: AsyncClient) -> None:
    item = (await ranked.get("/v1/achievements", params={"sort": "rate"})).json()["items"][1]

    assert (item["rate"], item["rate_exact"]) == ("33.33", "33.333000000000")
    assert item["coverage"] == {
        "percent": "100.00",
        "numerator": "1",
        "denominator": "1",
        "with_value": 1,
        "due": 1,
    }
    assert item["findings"] == {"error": 0, "warning": 0, "info": 0}
    assert (item["grade"], item["goal"], item["organization"]) == (None, "beside", "province")


async def test_goal_counts_everything_under_it(ranked: AsyncClient) -> None:
    under = (await ranked.get("/v1/achievements/plans/made/goals/top")).json()
    whole = (await ranked.get("/v1/achievements/plans/made")).json()

    assert under["subject"] == {"kind": "goal", "code": "top"}
    assert (under["counted"]["top_level"], whole["counted"]["top_level"]) == (3, 7)
    assert under["rates"]["mean_progress"]["percent"] == "70.00"
    assert under["rates"]["mean_progress"]["coverage"]["percent"] == "66.67"


async def test_set_of_another_state_or_date_is_computed_alike(ranked: AsyncClient) -> None:
    for path in ("plans/made", "plans/made/goals/top", "organizations/province"):
        now = await ranked.get(f"/v1/achievements/{path}")
        then = await ranked.get(f"/v1/achievements/{path}", params={"as_of": "1"})
        same_day = await ranked.get(f"/v1/achievements/{path}", params={"on": "2021-12-31"})
        earlier = await ranked.get(f"/v1/achievements/{path}", params={"on": "2020-12-31"})

        assert then.content == same_day.content == now.content
        assert then.headers["etag"] == now.headers["etag"]
        assert earlier.json()["on"] == "2020-12-31"


async def test_institution_plan_has_parts_and_no_rate(
    known: Callable[..., Any], registry: FakeRegistry, document: Callable[[str], PlanDocument]
) -> None:
    imported = registry.record.load(document("cbist-2021"))

    plan = await known("/v1/achievements/plans/cbist-2021", imported)

    assert plan.status_code == 200, plan.text
    assert plan.json()["counted"] == {"top_level": 94, "sub": 99, "pending": 3}
    assert plan.json()["rates"]["mean_progress"]["percent"] is None
    assert plan.json()["rates"]["mean_progress"]["coverage"]["percent"] == "0.00"
    totals = [check for check in plan.json()["checks"] if check["code"] == "PARTS_TOTAL"]
    assert totals == [{"code": "PARTS_TOTAL", "passed": 18, "failed": 0, "of": 18}]
