"""Scores of what is published, for everyone; of the head, for those the registry shows it to."""

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

PLAN = "/v1/achievements/plans/made"
PROJECT = f"{PLAN}/projects/a"
Read = Callable[..., Any]


def plan_document(publication: str) -> PlanDocument:
    """Return a plan with one project and a part of it, both at 50 percent."""
    head = {"code": "made", "kind": "pledge", "title": "계획", "organization": "province"}
    return PlanDocument.model_validate(
        {
            "plan": {**head, "reporting_date": "2021-12-31", "publication": publication},
            "projects": [
                {"code": "a", "kind": "pledge", "title": "전체"},
                {
                    "code": "part", "kind": "pledge", "title": "부분", "parent": "a",
                    "indicators": [indicator("50")],
                },
            ],
        }
    )  # fmt: skip


def indicator(value: str, approval: str = "approved") -> dict[str, Any]:
    return {
        "code": "indicator",
        "name": "지표",
        "targets": [{"period": "2021", "value": "100"}],
        "actuals": [{"period": "2021", "value": value, "approval": approval}],
    }


def report(registry: FakeRegistry, value: str, approval: str) -> int:
    made = [indicator(value, approval)]
    return registry.record.change_projects("made", ["part"], lambda f: {**f, "indicators": made})


def publishing(publication: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda facts: {**facts, "publication": publication}


@pytest.fixture
def bearer(registry: FakeRegistry) -> dict[str, str]:
    key = new_key()
    registry.holders[key] = KeyHolder(id=uuid4(), name="담당", role=Role.REPORTER, owner="담당")
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def read(service: AsyncClient) -> Read:
    """Read a path once scoring knows of a commit."""

    async def get(path: str, at_least: int, headers: Any = None, **asked: Any) -> Any:
        params = {"at_least": at_least, "wait": 1, **asked}
        for _ in range(20):
            answer = await service.get(path, params=params, headers=headers)
            if int(answer.headers.get("pledge-position", "0")) >= at_least:
                return answer
        pytest.fail(answer.text)

    return get


async def test_draft_changes_the_score_of_the_head_only(
    registry: FakeRegistry, read: Read, bearer: dict[str, str]
) -> None:
    registry.record.load(plan_document("reviewed"))
    drafted = report(registry, "100", "draft")

    published = await read(PROJECT, drafted)
    head = await read(PROJECT, drafted, bearer, view="head")

    assert (published.json()["score"]["rate"], head.json()["score"]["rate"]) == ("50.00", "100.00")
    assert published.headers["pledge-sequence"] == head.headers["pledge-sequence"] == str(drafted)
    assert published.headers["cache-control"] == "no-cache"
    assert head.headers["cache-control"] == "private, no-store"
    assert published.headers["etag"] != head.headers["etag"]


@pytest.mark.parametrize(("view", "rate"), [("published", "50.00"), ("head", "100.00")])
async def test_explanation_and_sets_are_of_the_same_view(
    registry: FakeRegistry, read: Read, bearer: dict[str, str], view: str, rate: str
) -> None:
    registry.record.load(plan_document("reviewed"))
    drafted = report(registry, "100", "draft")

    tree = (await read(f"{PROJECT}/explanation", drafted, bearer, view=view)).json()
    plan = (await read(PLAN, drafted, bearer, view=view)).json()

    assert tree["rate"] == plan["rates"]["mean_progress"]["percent"] == rate


async def test_approval_makes_both_scores_one(
    registry: FakeRegistry, read: Read, bearer: dict[str, str]
) -> None:
    registry.record.load(plan_document("reviewed"))
    report(registry, "100", "submitted")

    approved = report(registry, "100", "approved")

    published = await read(PROJECT, approved)
    head = await read(PROJECT, approved, bearer, view="head")
    assert published.json() == head.json()
    assert published.json()["score"]["rate"] == "100.00"


async def test_head_of_an_earlier_state(
    registry: FakeRegistry, read: Read, bearer: dict[str, str]
) -> None:
    loaded = registry.record.load(plan_document("reviewed"))
    drafted = report(registry, "100", "draft")

    before = await read(PROJECT, drafted, bearer, view="head", as_of=loaded)
    after = await read(PROJECT, drafted, bearer, view="head", as_of=drafted)

    assert [each.json()["score"]["rate"] for each in (before, after)] == ["50.00", "100.00"]


async def test_plan_that_is_switched_is_scored_anew(registry: FakeRegistry, read: Read) -> None:
    registry.record.load(plan_document("immediate"))
    drafted = report(registry, "100", "draft")
    assert (await read(PROJECT, drafted)).json()["score"]["rate"] == "100.00"

    for publication, rate in (("reviewed", "50.00"), ("immediate", "100.00")):
        switched = registry.record.change_plan("made", publishing(publication))
        assert (await read(PROJECT, switched)).json()["score"]["rate"] == rate


async def test_head_is_not_scored_without_a_key(
    registry: FakeRegistry, service: AsyncClient, read: Read
) -> None:
    loaded = registry.record.load(plan_document("immediate"))
    await read(PROJECT, loaded)
    unknown = {"Authorization": f"Bearer {new_key()}"}

    for path in (
        PROJECT,
        f"{PROJECT}/explanation",
        PLAN,
        "/v1/achievements/organizations/province",
    ):
        for headers in ({}, unknown):
            refused = await service.get(path, params={"view": "head"}, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
    assert (await service.get(PROJECT, params={"view": "draft"})).status_code == 400
