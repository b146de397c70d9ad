"""Goals: a part of the plan's document that keeps its order, and codes that are used once."""

from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

PLAN = "/v1/plans/plan"
GOALS = f"{PLAN}/goals"


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry with goals ``first``, ``below`` it, and ``last`` that has a project."""
    goals = [goal("first"), goal("below", "first"), goal("last")]
    await registry.imported(make_document("plan", make_project("a", goal="last"), goals=goals))
    return registry


def goal(code: str, parent: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"code": code, "kind": "goal", "title": "목표", "parent": parent, **fields}


def fields(parent: str | None = None, **more: Any) -> dict[str, Any]:
    return {key: value for key, value in goal("x", parent, **more).items() if key != "code"}


async def order(registry: RegistryCaller, **parameters: Any) -> list[str]:
    return [item["code"] for item in (await registry.get(GOALS, **parameters)).json()["items"]]


async def test_a_new_goal_comes_last(small: RegistryCaller) -> None:
    answer = await small.post(GOALS, goal("added", "first", notes=["비고"]), key="once")
    again = await small.post(GOALS, goal("added", "first", notes=["비고"]), key="once")

    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{GOALS}/added"
    stored = await small.get(f"{GOALS}/added")
    assert (stored.content, stored.headers["etag"]) == (answer.content, answer.headers["etag"])
    assert again.content == answer.content
    assert await order(small) == ["first", "below", "last", "added"]
    assert (await small.get(PLAN)).json()["version"] == 2
    assert await order(small, as_of=1) == ["first", "below", "last"]
    tree = (await small.get(f"{PLAN}/tree")).json()
    assert [each["code"] for each in tree["goals"][0]["goals"]] == ["below", "added"]


async def test_a_replaced_goal_keeps_its_place(small: RegistryCaller) -> None:
    answer = await small.put(f"{GOALS}/below", fields(title="새 목표", kind="task"), of=PLAN)

    assert answer.status_code == 200, answer.text
    assert (answer.json()["title"], answer.json()["parent"]) == ("새 목표", None)
    assert answer.headers["etag"] == await small.etag(PLAN)
    assert await order(small) == ["first", "below", "last"]
    again = await small.put(f"{GOALS}/below", fields(title="새 목표", kind="task"), of=PLAN)
    assert again.headers["pledge-version"] == answer.headers["pledge-version"] == "2"


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("first", fields("below"), [("/goals/0/parent", "cycle"), ("/goals/1/parent", "cycle")]),
        ("first", fields("first"), [("/goals/0/parent", "cycle"), ("/goals/1/parent", "cycle")]),
        ("last", fields("nowhere"), [("/goals/2/parent", "unknown_reference")]),
        ("last", fields(title=""), [("/title", "string_too_short")]),
        ("last", goal("last"), [("/code", "unknown_field")]),
    ],
)
async def test_a_goal_that_breaks_a_rule(
    small: RegistryCaller, path: str, body: Any, expected: list[tuple[str, str]]
) -> None:
    answer = await small.put(f"{GOALS}/{path}", body, of=PLAN)

    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == expected


async def test_a_goal_with_something_under_it_stays(small: RegistryCaller) -> None:
    above = await small.delete(f"{GOALS}/first", of=PLAN)
    used = await small.delete(f"{GOALS}/last", of=PLAN)

    assert (above.status_code, above.json()["code"]) == (409, "in_use")
    assert above.json()["in_use"] == {"goals": {"count": 1, "codes": ["below"]}}
    assert used.json()["in_use"] == {"projects": {"count": 1, "codes": ["plan/a"]}}


async def test_a_goal_under_which_nothing_is_may_go(small: RegistryCaller) -> None:
    await small.delete("/v1/plans/plan/projects/a")

    answers = [await small.delete(f"{GOALS}/{code}", of=PLAN) for code in ("last", "below")]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert await order(small) == ["first"]
    assert (await small.get(f"{GOALS}/last")).json()["code"] == "unknown_goal"
    assert (await small.delete(f"{GOALS}/last", of=PLAN)).json()["code"] == "unknown_goal"


async def test_the_code_of_a_deleted_goal_means_that_goal_for_ever(small: RegistryCaller) -> None:
    await small.delete(f"{GOALS}/below", of=PLAN)

    anew = await small.post(GOALS, goal("below"))
    there = await small.post(GOALS, goal("first"))
    back = await small.put(f"{GOALS}/below", fields("first"), of=PLAN)
    never = await small.put(f"{GOALS}/never", fields(), of=PLAN)

    assert (anew.status_code, anew.json()["code"]) == (409, "code_taken")
    assert (there.status_code, there.json()["code"]) == (409, "code_taken")
    assert back.status_code == 200, back.text
    assert await order(small) == ["first", "last", "below"]
    assert (never.status_code, never.json()["code"]) == (404, "unknown_goal")


async def test_goals_of_nothing(samples: RegistryCaller) -> None:
    for answer in (
        await samples.get("/v1/plans/nowhere/goals"),
        await samples.post("/v1/plans/nowhere/goals", goal("a")),
        await samples.put("/v1/plans/nowhere/goals/a", fields(), of=PLAN),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_plan")
