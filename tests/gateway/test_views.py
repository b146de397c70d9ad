"""The head's card: asked for in the caller's own name, and kept by nobody."""

from uuid import uuid4

import pytest
from httpx import AsyncClient
from starlette.requests import Request

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.registry import KeyHolder
from pledge_shared.security.keys import new_key
from pledge_shared.security.policy import Role
from pledge_shared.testing.fake_service import Canned, FakeService, problem

PROJECT = "/v1/plans/gb-7/projects/bigdata"
CARD, BUNDLE = f"{PROJECT}/card", f"{PROJECT}/bundle"
SCORE = "/v1/achievements/plans/gb-7/projects/bigdata"
EXPLANATION = f"{SCORE}/explanation"


@pytest.fixture
def bearer(registry: FakeService) -> dict[str, str]:
    """Return the header of a key that the registry knows."""
    key = new_key()
    holder = KeyHolder(id=uuid4(), name="담당", role=Role.REPORTER, owner="담당")

    def whose(request: Request) -> Canned:
        known = request.headers.get("authorization") == f"Bearer {key}"
        return Canned(canonical_bytes(holder)) if known else problem(401, "unauthorized")

    registry.answers["/v1/keys/self"] = whose
    return {"Authorization": f"Bearer {key}"}


def asked(service: FakeService, path: str) -> list[tuple[str | None, str | None]]:
    """Return with which view and in whose name a path was asked for."""
    return [
        (request.query_params.get("view"), request.headers.get("authorization"))
        for request in service.asked_for(path)
    ]


async def test_card_of_the_head_is_asked_for_with_the_callers_key(
    client: AsyncClient, registry: FakeService, scoring: FakeService, bearer: dict[str, str]
) -> None:
    card = await client.get(CARD, params={"view": "head"}, headers=bearer)

    assert card.status_code == 200, card.text
    assert card.headers["cache-control"] == "private, no-store"
    name = bearer["Authorization"]
    assert asked(registry, BUNDLE) == asked(scoring, SCORE) == [("head", name)]


async def test_published_card_is_asked_for_in_nobodys_name(
    client: AsyncClient, registry: FakeService, scoring: FakeService, bearer: dict[str, str]
) -> None:
    for params in ({}, {"view": "published"}):
        card = await client.get(CARD, params=params, headers=bearer)
        assert card.headers["cache-control"] == "no-cache"

    assert asked(registry, BUNDLE) == asked(scoring, SCORE) == [(None, None)] * 2


async def test_card_of_the_head_by_the_projects_id(
    client: AsyncClient, registry: FakeService, bearer: dict[str, str]
) -> None:
    path = "/v1/projects/01890a5d-ac96-774b-bcce-b302099a8057/card"

    card = await client.get(path, params={"view": "head"}, headers=bearer)

    assert card.status_code == 200, card.text
    assert asked(registry, BUNDLE) == [("head", bearer["Authorization"])]
    assert asked(registry, "/v1/projects") == [(None, None)]  # lists have no drafts


async def test_explanation_of_the_head(
    client: AsyncClient, scoring: FakeService, bearer: dict[str, str]
) -> None:
    scoring.answers[EXPLANATION] = Canned(b"{}", headers={"Cache-Control": "private, no-store"})

    answer = await client.get(f"{PROJECT}/explanation", params={"view": "head"}, headers=bearer)

    assert answer.headers["cache-control"] == "private, no-store"
    assert asked(scoring, EXPLANATION) == [("head", bearer["Authorization"])]


@pytest.mark.usefixtures("bearer")
@pytest.mark.parametrize("path", [CARD, f"{PROJECT}/explanation"])
async def test_head_is_refused_before_anyone_is_asked(
    client: AsyncClient, registry: FakeService, scoring: FakeService, path: str
) -> None:
    for headers in ({}, {"Authorization": f"Bearer {new_key()}"}):
        refused = await client.get(path, params={"view": "head"}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")

    assert asked(registry, BUNDLE) == []
    assert asked(scoring, SCORE) == asked(scoring, EXPLANATION) == []
    assert (await client.get(path, params={"view": "draft"})).status_code == 400


async def test_service_that_refuses_the_head_is_heard(
    client: AsyncClient, registry: FakeService, bearer: dict[str, str]
) -> None:
    registry.answers[BUNDLE] = problem(401, "unauthorized")

    refused = await client.get(CARD, params={"view": "head"}, headers=bearer)

    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
