"""Searching: what is found, in which order, at which point of the record, and what is kept."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.services.searching import Searching
from pledge_shared.contracts.search import SearchPage
from pledge_shared.database.connections import Database
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

SEARCH, LIST = "/v1/search", "/v1/projects"
Query = Callable[..., Any]


async def _found(registry: RegistryCaller, q: str, **parameters: Any) -> list[str]:
    answer = await registry.get(SEARCH, q=q, **parameters)
    assert answer.status_code == 200, answer.text
    return [
        item["code"]
        for item in SearchPage.model_validate_json(answer.content).model_dump()["items"]
    ]


async def _listed(registry: RegistryCaller, q: str, **parameters: Any) -> list[str]:
    return [item["code"] for item in (await registry.get(LIST, q=q, **parameters)).json()["items"]]


def _department(name: str, *former: str) -> dict[str, Any]:
    return {
        "code": "industry",
        "kind": "department",
        "name": name,
        "parent": "province",
        "former_names": [{"name": each} for each in former],
    }


def _plan(*projects: dict[str, Any], department: dict[str, Any] | None = None) -> dict[str, Any]:
    document = make_document("plan", *projects)
    if department is not None:
        document["organizations"].append(department)
    return document


async def test_titles_come_first_and_the_nearest_of_them_foremost(registry: RegistryCaller) -> None:
    await registry.imported(
        _plan(
            make_project("a-elsewhere", title="문화", goal_text="데이터 광장을 연다"),
            make_project("b-apart", title="데이터로 여는 광장"),
            make_project("c-inside", title="열린 데이터 광장"),
            make_project("d-beginning", title="데이터광장 조성"),
            make_project("e-itself", title="데이터 광장"),
            make_project(
                "f-scattered", title="문화", contents=[{"text": "광장"}], target_group="데이터"
            ),
            make_project("g-half", title="데이터"),
        )
    )

    for q in ("데이터 광장", "ㄷㅇㅌ ㄱㅈ", "ㄷㅇㅌ 광장"):
        found = await _listed(registry, q)
        assert found == [
            "e-itself", "d-beginning", "c-inside", "b-apart", "a-elsewhere", "f-scattered",
        ], q  # fmt: skip
        assert await _found(registry, q) == found


OPENED = {"state": "done", "precision": "open"}
FIELDS: list[tuple[str, Any]] = [
    ("goal_text", "해양레저"),
    ("target_group", "해양레저 기업"),
    ("contents", [{"text": "해양 레저"}]),
    ("contents", [{"text": "사업", "details": ["국립 해양레저관"]}]),
    ("milestones", [{"text": "해양레저관 개소", **OPENED}]),
    ("milestones", [{"text": "개소", "notes": ["해양레저"], **OPENED}]),
    ("indicators", [{"code": "i", "name": "해양레저 참여"}]),
    ("partners", ["해양레저협회"]),
]


async def test_every_field_is_searched(registry: RegistryCaller) -> None:
    projects = [make_project(f"p-{n}", **{name: text}) for n, (name, text) in enumerate(FIELDS)]
    await registry.imported(_plan(*projects, make_project("without")))

    items = (await registry.get(SEARCH, q="해양 레저")).json()["items"]

    assert [item["code"] for item in items] == [f"p-{n}" for n in range(len(FIELDS))]
    for item, (field, _) in zip(items, FIELDS, strict=True):
        assert (item["kind"], item["plan"]) == ("project", "plan")
        for match, word in zip(item["matched"], ("해양", "레저"), strict=True):
            assert match["field"] == field
            assert match["text"][match["start"] : match["end"]] == word


async def test_what_is_left_out_of_a_search(registry: RegistryCaller) -> None:
    fact = {"name": "면적", "text": "해양레저"}
    await registry.imported(_plan(make_project("p", facts=[fact], executor="해양레저")))

    assert await _found(registry, "해양레저") == []


async def test_a_renamed_department_is_one_version_and_both_names_find_its_projects(
    registry: RegistryCaller, query: Query
) -> None:
    projects = [make_project(f"p-{n}", lead_department="industry") for n in range(5)]
    await registry.imported(_plan(*projects, department=_department("공업과")))
    before = await query("SELECT count(*) FROM search_rows")

    renamed = await registry.imported(_plan(*projects, department=_department("산업과", "공업과")))

    assert [item["code"] for item in renamed["versions"]] == ["industry"]
    assert await query("SELECT count(*) FROM search_rows") == before + 1
    whole = [f"p-{n}" for n in range(5)]
    for name in ("산업과", "공업과", "ㄱㅇㄱ"):
        assert await _listed(registry, name) == whole
    assert await _listed(registry, "산업과 수혜") == whole
    assert await _listed(registry, "산업과 없음") == []
    (item,) = (await registry.get(SEARCH, q="공업", kind="project", limit=1)).json()["items"]
    assert item["matched"][0]["field"] == "lead_department"
    assert item["matched"][0]["text"] == "공업과"


async def test_a_search_of_the_past_knows_the_words_of_then(registry: RegistryCaller) -> None:
    lead = {"lead_department": "industry"}
    await registry.imported(
        _plan(make_project("p", title="옛 제목", **lead), department=_department("공업과"))
    )
    await registry.imported(
        _plan(make_project("p", title="새 제목", **lead), department=_department("산업과"))
    )
    other = _plan(make_project("p", title="새 제목"), make_project("later", title="새 제목 둘"))
    await registry.imported(other)
    await registry.imported(_plan(make_project("p", title="새 제목")), prune="true")

    for q, then in (
        ("옛 제목", {1: ["p"], 2: [], 3: [], 4: []}),
        ("새제목", {1: [], 2: ["p"], 3: ["p", "later"], 4: ["p"]}),
        ("공업과", {1: ["p"], 2: [], 3: [], 4: []}),
        ("산업과", {1: [], 2: ["p"], 3: [], 4: []}),
        ("공업과 옛", {1: ["p"], 2: [], 3: [], 4: []}),
    ):
        for point, expected in then.items():
            assert await _listed(registry, q, as_of=point) == expected, (q, point)
            found = await _found(registry, q, as_of=point, kind="project")
            assert found == expected, (q, point)
        assert await _listed(registry, q) == then[4]
    assert await _found(registry, "공업과", as_of=1) == ["industry", "p"]
    assert await _found(registry, "공업과") == []


async def test_each_document_is_searched_at_the_version_it_had_itself(
    registry: RegistryCaller,
) -> None:
    for turn in range(4):
        busy = make_project("busy", title=f"바쁜 사업 {turn}")
        await registry.imported(_plan(busy, make_project("quiet", title="옛 제목")))
    await registry.imported(_plan(make_project("quiet", title="새 제목")))

    for path in (SEARCH, LIST):
        for q, point, expected in (
            ("옛 제목", 4, ["quiet"]),
            ("새 제목", 4, []),
            ("새 제목", 5, ["quiet"]),
            ("옛 제목", 5, []),
            ("바쁜 사업 1", 2, ["busy"]),
            ("바쁜 사업 1", 3, []),
        ):
            items = (await registry.get(path, q=q, as_of=point)).json()["items"]
            assert [item["code"] for item in items] == expected, (path, q, point)


async def test_a_write_that_changes_no_words_adds_none(
    registry: RegistryCaller, query: Query
) -> None:
    await registry.imported(_plan(make_project("p")))
    rows = await query("SELECT count(*) FROM search_rows")

    await registry.imported(_plan(make_project("p", status="on_track")))

    assert await query("SELECT count(*) FROM search_rows") == rows
    assert await _listed(registry, "사업", status="on_track") == ["p"]


async def test_words_go_with_filters_orders_and_pages(registry: RegistryCaller) -> None:
    titles = ["사업 하나", "사업 둘", "사업 셋", "행사"]
    await registry.imported(
        _plan(*(make_project(f"p-{n}", title=title) for n, title in enumerate(titles)))
    )

    assert await _listed(registry, "사업", sort="-code") == ["p-2", "p-1", "p-0"]
    assert await _listed(registry, "사업", status="on_track") == []
    answer = (await registry.get(LIST, q="사업", limit=2, count="true")).json()
    rest = (await registry.get(LIST, q="사업", limit=2, cursor=answer["next"])).json()
    assert (answer["total"], rest["next"]) == (3, None)
    assert [item["code"] for item in answer["items"] + rest["items"]] == ["p-0", "p-1", "p-2"]
    for path, q in ((LIST, "행사"), (SEARCH, "사업")):
        assert (await registry.get(path, q=q, cursor=answer["next"])).status_code == 400
    whole = await _found(registry, "사업")
    walked: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await registry.get(SEARCH, q="사업", limit=1, **cursor)).json()
        walked += [item["code"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert walked == whole == ["p-0", "p-1", "p-2"]


async def test_kinds_are_chosen(samples: RegistryCaller) -> None:
    kinds = ["project", "goal", "plan", "organization"]
    for q, chosen in (("충북", kinds), ("충북", ["goal", "plan"]), ("경상북도", ["organization"])):
        items = (await samples.get(SEARCH, q=q, kind=",".join(chosen), limit=200)).json()["items"]
        assert {item["kind"] for item in items} == set(chosen) & {item["kind"] for item in items}
        assert items
    everything = (await samples.get(SEARCH, q="충북", limit=200)).json()["items"]
    assert {item["kind"] for item in everything} == set(kinds)


@pytest.mark.parametrize("path", [SEARCH, LIST, "/v1/plans/gb-7/projects", "/v1/regions"])
@pytest.mark.parametrize("q", ["", " ", "·", "x" * 201, "가 " * 11, "「」-"])
async def test_a_query_that_cannot_be_meant(samples: RegistryCaller, path: str, q: str) -> None:
    answer = await samples.get(path, q=q)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


async def test_a_search_needs_a_query_and_known_kinds(samples: RegistryCaller) -> None:
    for parameters in ({}, {"q": "가", "kind": "contact"}, {"q": "가", "sort": "title"}):
        assert (await samples.get(SEARCH, **parameters)).status_code == 400


@pytest.mark.parametrize(
    "q", ["\x00", "\ud800", "'; DROP TABLE projects --", "[", "(?", "*+", "\\"]
)
async def test_no_query_breaks_anything(samples: RegistryCaller, q: str) -> None:
    for path in (SEARCH, LIST):
        answer = await samples.client.get(path, params={"q": q.encode("utf-8", "replace").decode()})
        assert answer.status_code in {200, 400}
    assert (await samples.get(LIST, limit=1)).json()["items"]


async def test_documents_from_before_there_was_search_are_added(
    registry: RegistryCaller, registry_database: ThrowawayDatabase, query: Query
) -> None:
    await registry.imported(_plan(make_project("p", title="옛 제목"), department=_department("과")))
    await registry.imported(_plan(make_project("p", title="새 제목")))
    rows = "SELECT array_agg(search_rows ORDER BY entity_id, version, part)::text FROM search_rows"
    written = await query(rows)
    owner = await asyncpg.connect(registry_database.owner_url)
    await owner.execute("TRUNCATE search_rows")
    await owner.close()
    assert await _listed(registry, "제목") == []
    # A write meanwhile adds nothing, as the words stay the same; the next one adds its own.
    await registry.imported(_plan(make_project("p", title="새 제목", status="on_track")))

    database = Database(registry_database.app_url, pool_size=1)
    await Searching(database).fill()
    await database.close()

    assert await query(rows) == written
    assert await _listed(registry, "새 제목") == ["p"]
    assert await _listed(registry, "옛 제목", as_of=1) == ["p"]
