"""Schemes over HTTP: as published, how they weigh, what changed between editions, validation."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from pledge_shared.contracts.registry import KeyHolder
from pledge_shared.security.keys import new_key
from pledge_shared.security.policy import Role
from pledge_shared.testing.registry import FakeRegistry

SCHEMES = Path(__file__).parents[3] / "data" / "schemes"
VALIDATE = "/v1/schemes/validate"


def shipped(stem: str) -> Any:
    return json.loads((SCHEMES / f"{stem}.json").read_bytes())


@pytest.fixture
def bearer(registry: FakeRegistry) -> dict[str, str]:
    key = new_key()
    registry.holders[key] = KeyHolder(id=uuid4(), name="평가", role=Role.EVALUATOR, owner="평가")
    return {"Authorization": f"Bearer {key}"}


async def test_every_shipped_scheme_is_listed_and_served_as_it_stands(service: AsyncClient) -> None:
    items = (await service.get("/v1/schemes")).json()["items"]

    assert items[0]["name"] == "pledge-default/1"
    assert len(items) == len(list(SCHEMES.glob("*.json")))
    for item in items:
        answer = await service.get(f"/v1/schemes/{item['name']}")
        assert answer.headers["etag"] == f'"{item["digest"]}"'
        assert said(answer.json()) == said(shipped(item["name"].replace("/", "-")))


def said(value: Any) -> Any:
    """Leave out what is null: a file need not say it, and an answer does."""
    if isinstance(value, list):
        return [said(part) for part in value]
    if isinstance(value, dict):
        return {name: said(part) for name, part in value.items() if part is not None}
    return value


async def test_default_scheme_is_served_byte_for_byte(service: AsyncClient) -> None:
    answer = await service.get("/v1/schemes/pledge-default/1")

    compact = json.dumps(shipped("pledge-default-1"), ensure_ascii=False, separators=(",", ":"))
    assert answer.content.decode() == compact


async def test_known_scheme_is_not_sent_again(service: AsyncClient) -> None:
    etag = (await service.get("/v1/schemes/manifesto-2020/1")).headers["etag"]

    again = await service.get("/v1/schemes/manifesto-2020/1", headers={"If-None-Match": etag})
    other = await service.get("/v1/schemes/manifesto-2022/1", headers={"If-None-Match": etag})

    assert (again.status_code, other.status_code) == (304, 200)


async def test_weights_are_declared_and_normalised(service: AsyncClient) -> None:
    items = (await service.get("/v1/schemes/pledge-plan-2023/1/weights")).json()["items"]

    assert [(each["declared_area"], each["percent"]) for each in items] == [
        ("60", "60.00"),
        ("25", "25.00"),
        ("15", "15.00"),
    ]
    assert (await service.get("/v1/schemes/pledge-default/1/weights")).json()["items"] == []


async def test_difference_of_editions_names_the_sources_of_both(service: AsyncClient) -> None:
    answer = await service.get(
        "/v1/schemes/manifesto-2022/1/diff", params={"against": "manifesto-2020/1"}
    )

    changes = {change["pointer"]: change for change in answer.json()["changes"]}
    cut = changes["/grading/bands/sa/over"]
    assert (cut["before"], cut["after"]) == ("65", "90")
    assert cut["source_before"]["code"] == "bands-2020"
    assert cut["source_after"]["address"] == "sijung.co.kr idxno=280730"
    gone = changes["/grading/grades/f/title"]
    assert (gone["before"], gone["after"], gone["source_after"]) == ("F", None, None)
    assert not any(pointer.startswith("/areas") for pointer in changes)


async def test_difference_with_itself_is_empty(service: AsyncClient) -> None:
    answer = await service.get(
        "/v1/schemes/manifesto-2020/1/diff", params={"against": "manifesto-2020/1"}
    )

    assert answer.json() == {
        "before": "manifesto-2020/1",
        "after": "manifesto-2020/1",
        "changes": [],
    }


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("manifesto-1999/1", {}, 404),
        ("manifesto-1999/1/weights", {}, 404),
        ("manifesto-2020/1/diff", {"against": "manifesto-1999/1"}, 404),
        ("manifesto-2020/1/diff", {"against": "manifesto-2020"}, 400),
        ("manifesto-2020/1/diff", {}, 400),
        ("manifesto-2020/1", {"on": "2020-01-01"}, 400),
    ],
)
async def test_what_is_not_there_or_not_asked_rightly_is_refused(
    service: AsyncClient, path: str, params: dict[str, str], status: int
) -> None:
    answer = await service.get(f"/v1/schemes/{path}", params=params)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_valid_scheme_gets_its_digest_and_shares(
    service: AsyncClient, bearer: dict[str, str]
) -> None:
    answer = await service.post(VALIDATE, json=shipped("pledge-plan-2019-1"), headers=bearer)

    verdict = answer.json()
    assert (answer.status_code, verdict["valid"], verdict["errors"]) == (200, True, [])
    served = await service.get("/v1/schemes/pledge-plan-2019/1")
    assert served.headers["etag"] == f'"{verdict["digest"]}"'
    assert [share["percent"] for share in verdict["shares"]] == ["45.00", "20.00", "20.00", "15.00"]


async def test_scheme_that_breaks_rules_is_told_where(
    service: AsyncClient, bearer: dict[str, str]
) -> None:
    value = shipped("pledge-plan-2019-1")
    value["areas"][0]["items"][0]["method"] = "magic/1"

    verdict = (await service.post(VALIDATE, json=value, headers=bearer)).json()

    assert (verdict["valid"], verdict["digest"], verdict["shares"]) == (False, None, [])
    assert [(error["pointer"], error["code"]) for error in verdict["errors"]] == [
        ("/areas/0/items/0/method", "unknown_method")
    ]


@pytest.mark.parametrize("value", [[], "scheme", 1, {"format": "pledge-scheme/1"}])
async def test_what_is_no_scheme_at_all_is_not_valid(
    service: AsyncClient, bearer: dict[str, str], value: Any
) -> None:
    answer = await service.post(VALIDATE, json=value, headers=bearer)

    assert (answer.status_code, answer.json()["valid"]) == (200, False)
    assert answer.json()["errors"]


async def test_validating_needs_a_key(service: AsyncClient) -> None:
    answer = await service.post(VALIDATE, json=shipped("pledge-plan-2019-1"))

    assert answer.status_code == 401
