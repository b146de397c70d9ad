"""A question that is posted is anyone's; everything else that is not read needs a key."""

from typing import Any

import pytest
from httpx import AsyncClient

from pledge_gateway.services.route_table import RouteTable, load_services
from pledge_shared.testing.fake_service import Canned, FakeService

ASKED = "/v1/simulations/plans/gb-7"


def operation(**fields: Any) -> dict[str, Any]:
    return {"summary": "Something", "responses": {"200": {"description": "It"}}, **fields}


@pytest.fixture
def table() -> RouteTable:
    """Return a table with one question that is posted, and one write of the same path."""
    keyed = operation(security=[{"HTTPBearer": []}])
    paths = {"/v1/simulations/plans/{plan}": {"post": operation(), "put": keyed}}
    return RouteTable({"scoring": {"paths": paths, "components": {"schemas": {}}}})


async def test_a_question_is_handed_on_whole_without_a_key(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    scoring.answers[ASKED] = Canned(b'{"rates":[]}', headers={"Cache-Control": "no-store"})

    r = await client.post(
        ASKED, params={"on": "2021-06-30"}, content=b"{}", headers={"Accept-Language": "ko"}
    )

    assert (r.status_code, r.content) == (200, b'{"rates":[]}')
    assert r.headers["Cache-Control"] == "no-store"
    (asked,) = scoring.asked_for(ASKED)
    assert (asked.method, asked.query_params["on"]) == ("POST", "2021-06-30")
    assert asked.headers["Accept-Language"] == "ko"
    assert scoring.bodies[-1] == b"{}"
    assert registry.asked_for("/v1/keys/self") == []


async def test_a_write_beside_it_needs_a_key(client: AsyncClient, scoring: FakeService) -> None:
    r = await client.put(ASKED, content=b"{}")

    assert (r.status_code, r.json()["code"]) == (401, "unauthorized")
    assert scoring.asked_for(ASKED) == []


def test_only_questions_are_anyones() -> None:
    keyless = [
        (method, route.path)
        for route in RouteTable(load_services()).routes
        for method in route.operations
        if method != "get" and not route.needs_key(method)
    ]

    assert [
        each for each in keyless if each[0] != "post" or not each[1].startswith("/v1/simulations/")
    ] == []
