"""The list of projects with their scores."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.achievements import AchievementPage
from pledge_shared.contracts.gateway import ProjectList
from pledge_shared.contracts.registry import ProjectPage
from pledge_shared.testing.fake_service import Canned, FakeService, problem

PROJECTS, SCORES = "/v1/projects", "/v1/achievements"
IDS = [UUID(int=n) for n in (1, 2, 3)]


def canned(service: FakeService, path: str) -> Canned:
    answer = service.answers[path]
    assert isinstance(answer, Canned)
    return answer


def several(service: FakeService, **changes: list[Any]) -> None:
    """Make the registry list three projects, some fields different in each."""
    answer = canned(service, PROJECTS)
    page = ProjectPage.model_validate_json(answer.body)
    items = [
        page.items[0].model_copy(
            update={"id": key, "code": f"p-{n}", **{k: v[n] for k, v in changes.items()}}
        )
        for n, key in enumerate(IDS)
    ]
    page = ProjectPage(items=items, next="registry-next", total=3)
    service.answers[PROJECTS] = replace(answer, body=canonical_bytes(page))


def scored(service: FakeService, *rates: tuple[int, str | None]) -> None:
    """Make scoring list the projects of these numbers, in this order, with these rates."""
    answer = canned(service, SCORES)
    page = AchievementPage.model_validate_json(answer.body)
    items = tuple(
        page.items[0].model_copy(
            update={
                "project_id": IDS[n],
                "code": f"p-{n}",
                "rate": rate,
                "rate_exact": rate,
                "reason": None if rate else "no_actual",
            }
        )
        for n, rate in rates
    )
    page = AchievementPage(items=items, next="scoring-next")
    service.answers[SCORES] = replace(answer, body=canonical_bytes(page))


async def test_list_puts_scores_beside_the_registrys_items(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    several(registry)
    scored(scoring, (1, None), (0, "80.00"), (2, "70.00"))

    r = await client.get(PROJECTS, params={"plan": "gb-7", "status": "continuing"})

    assert r.status_code == 200, r.text
    page = ProjectList.model_validate_json(r.content)
    assert [item.code for item in page.items] == ["p-0", "p-1", "p-2"]
    scores = [item.score for item in page.items]
    assert [score.rate if score else "" for score in scores] == ["80.00", None, "70.00"]
    assert scores[1] is not None
    assert scores[1].reason == "no_actual"
    assert (page.next, page.completeness) == ("registry-next", "full")
    assert page.labels["status"]["continuing"]["ko"] == "이행후 계속추진"
    (facts,) = registry.asked
    assert dict(facts.query_params) == {"plan": "gb-7", "status": "continuing", "limit": "50"}
    assert scoring.asked[0].query_params["id"] == ",".join(map(str, IDS))


async def test_list_sorted_by_rate_keeps_scorings_order(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    several(registry)
    scored(scoring, (2, "90.00"), (0, "80.00"), (1, None))

    r = await client.get(
        PROJECTS, params={"sort": "-rate", "organization": "gyeongbuk", "cursor": "abc"}
    )

    page = ProjectList.model_validate_json(r.content)
    assert [item.code for item in page.items] == ["p-2", "p-0", "p-1"]
    assert page.next == "scoring-next"
    (asked,) = scoring.asked
    assert dict(asked.query_params) == {
        "organization": "gyeongbuk",
        "limit": "50",
        "cursor": "abc",
        "sort": "-rate",
    }


async def test_words_filters_and_orders_of_facts_go_to_the_registry(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    several(registry)
    scored(scoring, (0, "80.00"))
    params = {
        "q": "ㅂㄷㅇㅌ 센터",
        "status": "planned,partial",
        "organization.under": "gyeongbuk",
        "planned_krw.gte": "1000000000",
        "updated_at.gte": "2026-01-01T00:00:00+09:00",
        "has": "actuals",
        "sort": "-planned_krw,title",
    }

    r = await client.get(PROJECTS, params=params)

    assert r.status_code == 200, r.text
    (facts,) = registry.asked
    assert dict(facts.query_params) == {**params, "limit": "50"}


async def test_count_is_the_registrys_in_either_order(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    several(registry)
    scored(scoring, (0, "80.00"))

    by_rate = await client.get(PROJECTS, params={"sort": "rate", "count": "true"})
    by_code = await client.get(PROJECTS, params={"count": "true"})

    assert by_rate.json()["total"] == by_code.json()["total"] == 3


async def test_empty_page_asks_for_no_scores(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    registry.answers[PROJECTS] = Canned(b'{"items":[],"next":null,"total":null}')

    r = await client.get(PROJECTS)

    assert (r.json()["items"], r.json()["completeness"]) == ([], "full")
    assert scoring.asked == []


async def test_list_with_an_older_score_is_stale(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    several(registry, version=[1, 2, 1])
    scored(scoring, (0, "80.00"), (1, "70.00"), (2, "60.00"))

    r = await client.get(PROJECTS)

    assert r.json()["completeness"] == "stale"
    assert r.headers["Cache-Control"] == "no-store"
    refused = await client.get(PROJECTS, params={"allow_stale": "false"})
    assert refused.json()["code"] == "stale_score"


async def test_project_without_a_score_shows_none_and_not_0(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    several(registry)
    scored(scoring, (0, "80.00"), (2, "60.00"))

    r = await client.get(PROJECTS)

    assert r.json()["items"][1]["score"] is None
    assert r.json()["completeness"] == "stale"


async def test_without_scoring_the_list_is_refused_or_partial(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    several(registry)
    scoring.answers[SCORES] = problem(503, "unavailable")

    refused = await client.get(PROJECTS)
    allowed = await client.get(PROJECTS, params={"allow_partial": "true"})
    by_rate = await client.get(PROJECTS, params={"allow_partial": "true", "sort": "rate"})

    assert (refused.status_code, by_rate.status_code) == (503, 503)
    assert refused.headers["Retry-After"] == by_rate.headers["Retry-After"] == "1"
    page = ProjectList.model_validate_json(allowed.content)
    assert [item.score for item in page.items] == [None, None, None]
    assert page.completeness == "partial"
    assert "ETag" not in allowed.headers


@pytest.mark.parametrize(
    "body",
    [
        b'{"items":[{"project_id":"x"}],"next":null}',
        b'{"items":[1.5],"next":null}',
        b'{"items":[',
        b'{"items":{}}',
    ],
)
async def test_list_of_something_else_is_never_joined(
    client: AsyncClient, scoring: FakeService, body: bytes
) -> None:
    scoring.answers[SCORES] = Canned(body)

    r = await client.get(PROJECTS)

    assert (r.status_code, r.json()["code"]) == (502, "bad_upstream_answer")
