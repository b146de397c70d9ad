"""Lists of projects: pages, filters and counts."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from pledge_shared.pagination import encode_cursor
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

LIST = "/v1/projects"


async def _walk(registry: RegistryCaller, **parameters: Any) -> list[dict[str, Any]]:
    page = (await registry.get(LIST, **parameters)).json()
    items: list[dict[str, Any]] = page["items"]
    while page["next"]:
        page = (await registry.get(LIST, cursor=page["next"], **parameters)).json()
        items += page["items"]
    return items


@pytest.mark.parametrize("limit", [7, 66, 200])
async def test_pages_join_without_gap_or_repetition(samples: RegistryCaller, limit: int) -> None:
    items = await _walk(samples, limit=limit)

    places = [(item["plan"], item["code"]) for item in items]
    assert places == sorted(set(places))
    total = (await samples.get(LIST, count=True, limit=1)).json()["total"]
    assert len(items) == total == 1 + 1 + 2 + 94 + 99 + 3


async def test_pages_stand_while_rows_are_added(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan", *(make_project(f"m{n}") for n in range(6))))
    page = (await registry.get(LIST, limit=3)).json()

    added = (make_project("a-before"), make_project("m0-between"), make_project("z-behind"))
    await registry.imported(make_document("plan", *added))
    rest = (await registry.get(LIST, limit=50, cursor=page["next"])).json()

    codes = [item["code"] for item in page["items"] + rest["items"]]
    assert codes == ["m0", "m1", "m2", "m3", "m4", "m5", "z-behind"]


async def test_a_cursor_belongs_to_its_list(samples: RegistryCaller) -> None:
    cursor = (await samples.get(LIST, limit=1)).json()["next"]
    documents = (await samples.get("/v1/plans/cbist-2021/documents", limit=1)).json()["next"]

    for path, parameters in (
        (LIST, {"cursor": cursor, "status": "planned"}),
        (LIST, {"cursor": cursor, "as_of": "1"}),
        (LIST, {"cursor": documents}),
        (LIST, {"cursor": f"x{cursor[1:]}"}),
        (LIST, {"cursor": "x" * 1000}),
        (LIST, {"cursor": "ㄱ"}),
        ("/v1/plans/cbist-2021/documents", {"cursor": cursor}),
        ("/v1/plans/gb-7/versions", {"cursor": cursor}),
    ):
        answer = await samples.get(path, **parameters)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


async def test_a_forged_cursor_is_refused(samples: RegistryCaller) -> None:
    plan = (await samples.get("/v1/plans/gb-7")).json()
    versions = f"versions:{plan['id']}"
    forged = [encode_cursor(versions, key) for key in ("x", "-1", "9" * 30, "", "1\0")]

    for cursor in forged:
        answer = await samples.get("/v1/plans/gb-7/versions", cursor=cursor)
        assert answer.status_code == 400
    documents = encode_cursor("documents:gb-7:0:None", "a\0")
    assert (await samples.get("/v1/plans/gb-7/documents", cursor=documents)).status_code == 400


@pytest.mark.parametrize("limit", ["0", "-1", "1.5", "x", "", "9" * 5000])
async def test_a_limit_that_is_none(samples: RegistryCaller, limit: str) -> None:
    for path in (LIST, "/v1/events", "/v1/plans/gb-7/documents", "/v1/plans/gb-7/versions"):
        answer = await samples.get(path, limit=limit)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/limit")


@pytest.mark.parametrize("limit", [201, 10**9, 2**63])
async def test_a_limit_that_is_too_large_is_lowered(samples: RegistryCaller, limit: int) -> None:
    items = (await samples.get(LIST, limit=limit)).json()["items"]

    assert len(items) == 200


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"plan": "cbist-2021"}, 196),
        ({"plan": "nowhere"}, 0),
        ({"plan": "cbist-2021", "top_level": "true"}, 97),
        ({"plan": "cbist-2021", "top_level": "false"}, 99),
        ({"kind": "pending"}, 3),
        ({"kind": "pledge"}, 1),
        ({"status": "continuing"}, 1),
        ({"organization": "gyeongbuk"}, 1),
        ({"organization": "gyeongbuk", "kind": "pending"}, 0),
        ({"as_of": "0"}, 0),
    ],
)
async def test_filters(samples: RegistryCaller, parameters: dict[str, str], count: int) -> None:
    answer = await samples.get(LIST, count=True, limit=1, **parameters)

    assert answer.json()["total"] == count
    assert len(await _walk(samples, limit=200, **parameters)) == count


async def test_filters_by_parent_and_goal(registry: RegistryCaller) -> None:
    whole = make_project("whole", goal="goal")
    await registry.imported(make_document("plan", whole, make_project("part", parent="whole")))

    for parameters, expected in (
        ({"parent": "whole"}, ["part"]),
        ({"goal": "goal"}, ["whole"]),
        ({"parent": "part"}, []),
    ):
        items = (await registry.get(LIST, **parameters)).json()["items"]
        assert [item["code"] for item in items] == expected


async def test_projects_by_their_ids(samples: RegistryCaller) -> None:
    items = (await samples.get(LIST, limit=200)).json()["items"]
    ids = [item["id"] for item in items]

    found = (await samples.get(LIST, limit=200, id=",".join(ids))).json()["items"]
    nothing = (await samples.get(LIST, id=str(uuid4()))).json()["items"]
    too_many = await samples.get(LIST, id=",".join(str(UUID(int=n)) for n in range(201)))

    assert ([item["id"] for item in found], nothing) == (ids, [])
    assert too_many.status_code == 400
    for wrong in ("x", ",", ids[0] + ","):
        assert (await samples.get(LIST, id=wrong)).status_code == 400


@pytest.mark.parametrize(
    "parameters",
    [
        {"status": "NORMAL"},
        {"status": "완료 "},
        {"kind": "x"},
        {"top_level": "maybe"},
        {"count": "2"},
    ],
)
async def test_a_filter_that_cannot_hold(
    samples: RegistryCaller, parameters: dict[str, str]
) -> None:
    assert (await samples.get(LIST, **parameters)).status_code == 400


async def test_a_list_shows_its_documents(samples: RegistryCaller) -> None:
    (item,) = (await samples.get("/v1/plans/gb-7/projects")).json()["items"]
    project = (await samples.get("/v1/plans/gb-7/projects/bigdata")).json()

    assert item == {key: project[key] for key in item if key in project} | {
        "organization": "gyeongbuk",
        "planned_krw": 18_800_000_000,
        "secured_krw": 3_380_000_000,
    }
