"""Rankings over HTTP: ties, groups, coverage, pages, and how little the database is asked."""

import asyncio
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from httpx import AsyncClient

from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.testing.registry import FakeRegistry
from pledge_shared.testing.statements import asked_statements

from .test_sets_and_lists import made_plan

Rates = dict[str, str | None]

PLANS: dict[str, tuple[str, Rates]] = {
    "city-a": ("a-si", {"p-0": "90", "p-1": "80"}),
    "city-b": ("b-si", {"p-0": "70", "p-1": "70"}),
    "county-a": ("a-gun", {"p-0": "40", "p-1": "100"}),
    "county-b": ("b-gun", {"p-0": "100", "p-1": None, "p-2": None}),
    "county-c": ("c-gun", {"p-0": None}),
    "county-d": ("d-gun", {"p-0": "95", "p-1": None}),
}
ORGANIZATIONS = {
    "a-si": ("가시", "4711000000", "gyeongbuk"),
    "b-si": ("나시", "4713000000", "gyeongbuk"),
    "a-gun": ("가군", "4372000000", "chungbuk"),
    "b-gun": ("나군", "4373000000", "chungbuk"),
    "c-gun": ("다군", "4374000000", "chungbuk"),
    "d-gun": ("라군", "4375000000", "chungbuk"),
}


def plan_of(code: str, organization: str, rates: Rates) -> PlanDocument:
    document = made_plan(rates).model_dump()
    document["plan"] |= {"code": code, "organization": organization, "title": f"{code} 계획"}
    return PlanDocument.model_validate(document)


@pytest.fixture
async def ranked(
    service: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> AsyncClient:
    """Score six plans: two tied at 70, one that covers a third, one without any rate."""
    record = registry.record
    for code, (name, district, parent) in ORGANIZATIONS.items():
        record.put_organization(
            code, kind="municipality", name=name, district_code=district, parent=parent
        )
    for code, (organization, rates) in PLANS.items():
        record.load(plan_of(code, organization, rates))
    answer = await known("/v1/achievements/plans/county-d", record.sequence)
    assert answer.status_code == 200, answer.text
    return service


async def ranking(service: AsyncClient, **asked: Any) -> dict[str, Any]:
    answer = await service.get("/v1/rankings", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ranks(found: dict[str, Any], place: str = "rank") -> list[tuple[str, int | None]]:
    return [
        (item["subject"]["code"], item[place] and item[place]["rank"]) for item in found["items"]
    ]


async def test_plans_are_ranked_with_ties_and_the_uncovered_last(ranked: AsyncClient) -> None:
    found = await ranking(ranked)

    assert ranks(found) == [
        ("county-d", 1),
        ("city-a", 2),
        ("city-b", 3),
        ("county-a", 3),
        ("county-b", None),
        ("county-c", None),
    ]
    assert found["items"][2]["rank"] == {
        "rank": 3,
        "tied": 2,
        "of": 4,
        "top_percent": "75.00",
    }
    assert [item["reason"] for item in found["items"]] == [
        None,
        None,
        None,
        None,
        "below_minimum_coverage",
        "not_reported",
    ]
    assert (found["ranked"], found["unranked"], found["minimum_coverage"]) == (4, 2, "50.00")


async def test_coverage_range_and_date_stand_beside_every_rate(ranked: AsyncClient) -> None:
    found = await ranking(ranked)

    first = found["items"][0]
    assert first["value"] == {
        "percent": "95.00",
        "exact": "95",
        "reason": None,
        "numerator": "95",
        "denominator": "1",
        "coverage": {"percent": "50.00", "numerator": "1", "denominator": "2"},
        "range": {"low": "47.50", "high": "97.50"},
    }
    assert first["rank_range"] == {"best": 1, "worst": 4}
    assert [item["apart_from_next"] for item in found["items"]] == [
        False,
        True,
        None,
        None,
        None,
        None,
    ]
    assert found["on"] == {"earliest": "2021-12-31", "latest": "2021-12-31"}
    assert first["subject"]["title"] == {"ko": "county-d 계획", "en": "county-d 계획"}


async def test_like_is_compared_with_like(ranked: AsyncClient) -> None:
    everyone = await ranking(ranked)
    counties = await ranking(ranked, group="county")
    none = await ranking(ranked, group="district,city", under="chungbuk")

    assert ranks(everyone, "rank_in_group")[:4] == [
        ("county-d", 1),
        ("city-a", 1),
        ("city-b", 2),
        ("county-a", 2),
    ]
    assert [(each["code"], each["ranked"], each["unranked"]) for each in everyone["groups"]] == [
        ("city", 2, 0),
        ("county", 2, 2),
    ]
    assert everyone["groups"][1]["label"] == {"ko": "군", "en": "counties"}
    assert ranks(counties)[:2] == [("county-d", 1), ("county-a", 2)]
    assert (none["items"], none["groups"], none["on"], none["ranked"]) == ([], [], None, 0)


async def test_minimum_coverage_is_asked_for(ranked: AsyncClient) -> None:
    assert ranks(await ranking(ranked, minimum_coverage="0"))[0] == ("county-b", 1)
    assert ranks(await ranking(ranked, minimum_coverage="50.1"))[0] == ("city-a", 1)


async def test_top_shows_the_best_alone(ranked: AsyncClient) -> None:
    assert ranks(await ranking(ranked, top="50")) == [("county-d", 1), ("city-a", 2)]
    assert (await ranking(ranked, top="50"))["ranked"] == 4


async def test_organizations_and_projects_are_ranked_too(ranked: AsyncClient) -> None:
    organizations = await ranking(ranked, of="organizations", under="gyeongbuk")
    projects = await ranking(ranked, of="projects", organization="a-gun")

    assert ranks(organizations) == [("a-si", 1), ("b-si", 2)]
    assert organizations["items"][0]["subject"]["title"]["ko"] == "가시"
    assert {item["subject"]["plan"] for item in projects["items"]} == {"county-a"}
    assert ranks(projects) == [("p-1", 1), ("p-0", 2)]
    assert projects["rate"] == "project_rate"


async def test_plans_of_one_organization_are_added_up_together(
    ranked: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> None:
    second = plan_of("city-a-2", "a-si", {"p-0": "10"})
    sequence = registry.record.load(second)
    await known("/v1/achievements/plans/city-a-2", sequence)

    found = await ranking(ranked, of="organizations", group="city")

    assert [(i["subject"]["code"], i["value"]["percent"]) for i in found["items"]] == [
        ("b-si", "70.00"),
        ("a-si", "60.00"),
    ]


async def test_other_named_rates_rank_as_well(ranked: AsyncClient) -> None:
    on_track = await ranking(ranked, rate="on_track_rate")
    funding = await ranking(ranked, rate="funding_rate_total", of="projects", plan="city-a")

    assert {item["rank"]["tied"] for item in on_track["items"]} == {6}
    assert {item["reason"] for item in funding["items"]} == {"no_plan"}


@pytest.mark.parametrize("of", ["plans", "projects"])
async def test_pages_are_the_whole_list_cut(ranked: AsyncClient, of: str) -> None:
    whole = (await ranking(ranked, of=of))["items"]

    found, cursor = [], None
    while True:
        page = await ranking(ranked, of=of, limit=2, **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break

    assert found == whole
    other = await ranked.get("/v1/rankings", params={"of": of, "limit": 2})
    refused = await ranked.get(
        "/v1/rankings", params={"of": of, "top": 5, "cursor": other.json()["next"]}
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_parameter")


async def test_tag_stays_until_something_ranked_changes(
    ranked: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> None:
    first = await ranked.get("/v1/rankings", params={"group": "city"})
    elsewhere = registry.record.change_plan("county-a", lambda facts: {**facts, "title": "새 계획"})
    await known("/v1/achievements/plans/county-a", elsewhere)
    same = await ranked.get(
        "/v1/rankings", params={"group": "city"}, headers={"If-None-Match": first.headers["etag"]}
    )
    renamed = registry.record.put_organization(
        "a-si", kind="municipality", name="가군", district_code="4771000000"
    )
    await known("/v1/achievements/plans/city-a", renamed)
    moved = await ranked.get("/v1/rankings", params={"group": "city"})

    assert same.status_code == 304
    assert ranks(moved.json()) == [("city-b", 1)]
    assert moved.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    "asked",
    [
        {"rate": "project_rate"},
        {"rate": "mean_progress", "of": "projects"},
        {"of": "goals"},
        {"group": "village"},
        {"minimum_coverage": "101"},
        {"minimum_coverage": "1e2"},
        {"top": "-1"},
        {"status": "completed"},
        {"plan_kind": "poem"},
        {"cursor": "nonsense"},
        {"sort": "rate"},
    ],
    ids="-".join,
)
async def test_what_cannot_be_ranked_is_refused(
    service: AsyncClient, asked: dict[str, str]
) -> None:
    answer = await service.get("/v1/rankings", params=asked)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


async def test_ranking_asks_few_statements_and_again_one(ranked: AsyncClient) -> None:
    counts = {}
    for of, limit in product(("plans", "organizations", "projects"), (1, 50)):
        with asked_statements() as statements:
            await ranking(ranked, limit=limit, of=of)
        counts[of, limit] = len(statements)

    # Every organization has one plan here: it was added up already.
    first = {"plans": 6, "organizations": 5, "projects": 6}
    assert counts == {(of, limit): first[of] if limit == 1 else 1 for of, limit in counts}


async def test_only_a_changed_plan_is_added_up_again(
    ranked: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> None:
    await ranking(ranked)
    sequence = registry.record.change_projects(
        "city-b", ["p-0"], lambda facts: {**facts, "status": "completed"}
    )
    await known("/v1/achievements/plans/city-b", sequence)

    with asked_statements() as statements:
        found = await ranking(ranked, rate="completion_rate")

    assert len(statements) == 6
    assert ranks(found)[0] == ("city-b", 1)


async def test_those_who_ask_at_once_have_one_ranking_made(ranked: AsyncClient) -> None:
    alone = await ranking(ranked, of="organizations")

    with asked_statements() as statements:
        together = await asyncio.gather(*(ranking(ranked, minimum_coverage="0") for _ in range(5)))

    assert [each == together[0] for each in together] == [True] * 5
    assert sum("FROM plans" in each for each in statements) == 1
    assert alone["ranked"] == 4
