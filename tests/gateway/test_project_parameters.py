"""Parameters of the list of projects: known and exact, or refused."""

import pytest
from httpx import AsyncClient

from pledge_shared.testing.fake_service import FakeService, problem

PROJECTS = "/v1/projects"


async def test_refused_filter_is_the_registrys_refusal(
    client: AsyncClient, registry: FakeService
) -> None:
    registry.answers[PROJECTS] = problem(400, "invalid_parameter")

    r = await client.get(PROJECTS, params={"cursor": "of another list"})

    assert r.content == problem(400, "invalid_parameter").body


@pytest.mark.parametrize(
    "params",
    [
        {"color": "red"},
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "1_0"},
        {"limit": "１０"},
        {"limit": "10.0"},
        {"sort": "score"},
        {"sort": "rate,title"},
        {"sort": ""},
        {"status": "perfect"},
        {"top_level": "1"},
        {"plan": "../keys"},
        {"count": "yes"},
        {"sort": "rate", "goal": "1"},
        {"sort": "-rate", "q": "빅데이터"},
        {"sort": "rate", "status": "planned,partial"},
        {"sort": "rate", "organization.under": "gyeongbuk"},
        {"planned_krw.gte": "1e9"},
        {"planned_krw": "1"},
        {"updated_at.lt": "2021"},
        {"q": ""},
    ],
)
async def test_parameters_are_known_and_exact(
    client: AsyncClient, scoring: FakeService, params: dict[str, str]
) -> None:
    r = await client.get(PROJECTS, params=params)

    assert (r.status_code, r.json()["code"]) == (400, "invalid_parameter")
    assert scoring.asked == []


async def test_large_limit_is_lowered(client: AsyncClient, registry: FakeService) -> None:
    await client.get(PROJECTS, params={"limit": "5000"})

    assert registry.asked[0].query_params["limit"] == "200"
