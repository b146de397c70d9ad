"""Plans: added, patched, their lists replaced, listed by the organization they had then."""

from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller

LIST = "/v1/plans"
PLAN = f"{LIST}/plan"
CITY = {"code": "city", "kind": "municipality", "name": "어느시"}


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds one plan with a project in its goal."""
    await registry.imported(make_document("plan", make_project("a", goal="goal")))
    return registry


def plan(code: str, **fields: Any) -> dict[str, Any]:
    head: dict[str, Any] = make_document(code)["plan"]
    return head | fields


def errors(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def codes(registry: RegistryCaller, **parameters: Any) -> list[str]:
    return [item["code"] for item in (await registry.get(LIST, **parameters)).json()["items"]]


async def test_adding_a_plan(small: RegistryCaller) -> None:
    term = {"code": "m8", "name": "민선8기", "start": "2022-07-01", "end": "2026-06-30"}
    wanted = plan("next", term=term, facts=[{"name": "면적", "value": "16.43", "unit": "㎢"}])

    answer = await small.post(LIST, wanted, key="once")
    again = await small.post(LIST, wanted, key="once")

    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{LIST}/next"
    stored = await small.get(f"{LIST}/next")
    assert (answer.content, answer.headers["etag"]) == (stored.content, stored.headers["etag"])
    assert again.content == answer.content
    assert answer.json()["term"] == term
    assert (await small.get(f"{LIST}/next/projects")).json()["items"] == []


async def test_a_code_is_given_once(small: RegistryCaller) -> None:
    answer = await small.post(LIST, plan("plan"))

    assert (answer.status_code, answer.json()["code"]) == (409, "code_taken")


def goal(code: str, parent: str | None = None) -> dict[str, Any]:
    return {"code": code, "kind": "goal", "title": "목표", "parent": parent}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"organization": "nobody"}, [("/organization", "unknown_reference")]),
        ({"goals": [goal("a"), goal("a")]}, [("/goals/1/code", "duplicate")]),
        ({"goals": [goal("a", "b")]}, [("/goals/0/parent", "unknown_reference")]),
        (
            {"goals": [goal("a", "b"), goal("b", "a")]},
            [("/goals/0/parent", "cycle"), ("/goals/1/parent", "cycle")],
        ),
        (
            {"goals": [goal("g0"), *(goal(f"g{n}", f"g{n - 1}") for n in range(1, 21))]},
            [("/goals", "too_deep")],
        ),
        ({"reporting_date": "2021-02-29"}, [("/reporting_date", "invalid_date")]),
        ({"projects": []}, [("/projects", "unknown_field")]),
    ],
)
async def test_a_plan_that_breaks_a_rule(
    samples: RegistryCaller, fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    answer = await samples.post(LIST, plan("new", organization="gyeongbuk") | fields)

    assert errors(answer) == expected


async def test_patching_a_plan(small: RegistryCaller) -> None:
    before = (await small.get(PLAN)).json()

    answer = await small.patch(
        PLAN,
        {"title": "새 계획", "reporting_date": "2022-06-30", "vision": "함께"},
        reason="기준일",
    )

    assert answer.status_code == 200, answer.text
    changed = {"version": 2, "title": "새 계획", "reporting_date": "2022-06-30", "vision": "함께"}
    assert answer.json() == before | changed
    assert answer.headers["etag"] == await small.etag(PLAN)
    newest = (await small.get(f"{PLAN}/versions")).json()["items"][0]
    assert (newest["version"], newest["reason"]) == (2, "기준일")
    assert (await small.get(PLAN, as_of=1)).json() == before


async def test_a_patch_that_changes_nothing_makes_no_version(small: RegistryCaller) -> None:
    answer = await small.patch(PLAN, {"title": "계획", "vision": None})

    assert (answer.status_code, answer.json()["version"]) == (200, 1)


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"title": None}, [("/title", "missing")]),
        ({"code": "other"}, [("/code", "unknown_field")]),
        ({"goals": []}, [("/goals", "unknown_field")]),
        ({"organization": "nobody"}, [("/organization", "unknown_reference")]),
        ({"publication": "secret"}, [("/publication", "enum")]),
        ([], [("", "dict_type")]),
    ],
)
async def test_a_patch_that_breaks_a_rule(
    samples: RegistryCaller, patch: Any, expected: list[tuple[str, str]]
) -> None:
    assert errors(await samples.patch("/v1/plans/gb-7", patch)) == expected


async def test_the_order_of_refusals(samples: RegistryCaller) -> None:
    path = "/v1/plans/gb-7"

    async def status(where: str, **headers: str) -> int:
        sent = {"Content-Type": MERGE_PATCH, **headers}
        return (await samples.client.patch(where, content='{"title":1}', headers=sent)).status_code

    assert await status(path) == 401
    assert await status("/v1/plans/nowhere", **samples.bearer) == 404
    assert await status(path, **samples.bearer) == 428
    assert await status(path, **samples.bearer, **{"If-Match": '"stale"'}) == 412
    assert await status(path, **samples.bearer, **{"If-Match": await samples.etag(path)}) == 422


async def test_lists_of_a_plan_are_replaced_as_a_whole(small: RegistryCaller) -> None:
    value = {"name": "completion_rate", "value": "82.5", "label": "이행률", "printed": "82.5%"}

    answer = await small.put(f"{PLAN}/reported-values", {"items": [value]}, of=PLAN)
    read = await small.get(f"{PLAN}/reported-values")
    facts = await small.put(f"{PLAN}/facts", {"items": [{"name": "면적"}]}, of=PLAN)
    emptied = await small.put(f"{PLAN}/facts", {"items": []}, of=PLAN)

    assert answer.status_code == 200, answer.text
    assert answer.content == read.content
    assert answer.headers["etag"] == read.headers["etag"]
    assert {key: answer.json()["items"][0][key] for key in value} == value
    assert [item["name"] for item in facts.json()["items"]] == ["면적"]
    assert emptied.json() == {"items": [], "next": None}
    document = (await small.get(PLAN)).json()
    assert (document["version"], document["facts"]) == (4, [])
    assert len((await small.get(f"{PLAN}/facts", as_of=3)).json()["items"]) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"items": [{"name": "Rate"}]}, "/items/0/name"),
        ({"items": [{"name": "rate", "value": 82.5}]}, "/items/0/value"),
        ([], ""),
        ({}, "/items"),
    ],
)
async def test_a_list_that_breaks_a_rule(samples: RegistryCaller, body: Any, pointer: str) -> None:
    path = "/v1/plans/gb-7"
    answer = await samples.put(f"{path}/reported-values", body, of=path)

    assert [where for where, _ in errors(answer)] == [pointer]


async def test_plans_are_listed_by_the_organization_they_had_then(small: RegistryCaller) -> None:
    await small.post("/v1/organizations", CITY)
    moved = await small.patch(PLAN, {"organization": "city"})
    assert moved.status_code == 200, moved.text

    assert await codes(small, organization="city") == ["plan"]
    assert await codes(small, organization="province") == []
    assert await codes(small, organization="province", as_of=2) == ["plan"]
    assert await codes(small, organization="city", as_of=2) == []


async def test_plans_are_listed_by_kind_and_in_pages(small: RegistryCaller) -> None:
    for number in range(5):
        await small.post(LIST, plan(f"next-{number}", kind="pledge"))

    first = (await small.get(LIST, limit=4)).json()
    rest = (await small.get(LIST, limit=4, cursor=first["next"])).json()

    assert await codes(small, kind="annual") == ["plan"]
    found = [item["code"] for item in first["items"] + rest["items"]]
    assert found == [f"next-{n}" for n in range(5)] + ["plan"]
    assert rest["next"] is None
    assert (await small.get(LIST, limit=4, cursor=first["next"], kind="pledge")).status_code == 400
    assert (await small.get(LIST, kind="x")).status_code == 400


async def test_a_page_holds_fifty_unless_more_are_asked_for(registry: RegistryCaller) -> None:
    documents = [make_document(f"plan-{number:03}") for number in range(51)]
    await registry.imported(documents)

    page = (await registry.get(LIST)).json()

    assert (len(page["items"]), page["next"] is None) == (50, False)
    assert len(await codes(registry, limit=500)) == 51
