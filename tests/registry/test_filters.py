"""Filters and orders of project lists: the present, past points and a plain model agree."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.contracts.codes import Status
from pledge_shared.contracts.filters import (
    PROJECT_FILTERS,
    PROJECT_SORTS,
    ProjectPart,
    parameters_of,
)
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

LIST = "/v1/projects"
PAGE = Path(__file__).parents[2] / "docs" / "lists.md"
Item = dict[str, Any]
Model = Callable[[Item], bool]
CHUNGBUK, CHEONGJU, GYEONGBUK = "4300000000", "4311000000", "4700000000"
ORGANIZATIONS = [
    {"code": "province", "kind": "province", "name": "어느도"},
    {"code": "city", "kind": "municipality", "name": "어느시", "parent": "province"},
    {"code": "industry", "kind": "department", "name": "산업과", "parent": "province"},
    {"code": "welfare", "kind": "department", "name": "복지과", "parent": "city"},
]
GOALS = [
    {"code": "goal", "kind": "goal", "title": "목표"},
    {"code": "task", "kind": "task", "title": "과제", "parent": "goal"},
    {"code": "heading", "kind": "heading", "title": "세부", "parent": "task"},
    {"code": "other", "kind": "goal", "title": "다른 목표"},
]


def _line(stage: str, amount: int | None) -> Item:
    return {"source": "provincial", "stage": stage, "period": "2021", "amount_krw": amount}


def _milestone(text: str) -> Item:
    return {"state": "done", "text": text, "precision": "year", "start": "2021-01-01"}


PROJECTS = [
    make_project(
        "a",
        title="나",
        status="completed",
        kind="pledge",
        goal="goal",
        lead_department="industry",
        term_scope="in_term",
        novelty="new",
        budgeted=True,
        regions=[CHUNGBUK, CHEONGJU],
        period={"start": "2018-07-01", "end": "2022-06-30"},
        budget={"lines": [_line("planned", 500), _line("secured", 100)]},
    ),
    make_project(
        "b",
        title="가",
        status="on_track",
        goal="task",
        lead_department="welfare",
        term_scope="post_term",
        novelty="continued",
        budgeted=False,
        regions=[GYEONGBUK],
        period={"start": "2019-01-01"},
        budget={"lines": [_line("planned", 0)]},
        milestones=[_milestone("개소")],
    ),
    make_project("b-1", title="다", parent="b", goal="heading", indicators=[]),
    make_project(
        "c",
        title="라",
        status="partial",
        kind="pending",
        goal="other",
        indicators=[{"code": "built", "name": "착공", "kind": "milestone"}],
        budget={"lines": [_line("planned", None)]},
        challenges={"items": [{"problem": "부지 미확보"}]},
    ),
    make_project("d", title="마", ordinances={"items": [{"name": "지원 조례"}]}),
]


@pytest_asyncio.fixture(loop_scope="session")
async def filled(registry: RegistryCaller) -> AsyncIterator[RegistryCaller]:
    """Return a registry of two plans; one of their projects was changed once."""
    for code, organization in (("first", "province"), ("second", "city")):
        document = make_document(code, *PROJECTS, organization=organization, goals=GOALS)
        await registry.imported(document | {"organizations": ORGANIZATIONS})
    changed = make_document("second", {**PROJECTS[4], "title": "바"}, organization="city")
    changed["plan"]["goals"] = GOALS
    await registry.imported(changed | {"organizations": ORGANIZATIONS})
    yield registry


async def _documents(registry: RegistryCaller) -> list[Item]:
    found = []
    for item in (await registry.get(LIST)).json()["items"]:
        place = f"/v1/plans/{item['plan']}/projects/{item['code']}"
        found.append({**(await registry.get(place)).json(), **item})
    return found


def _amount_is(name: str, holds: Callable[[int], bool]) -> Model:
    return lambda item: item[name] is not None and holds(item[name])


def _day_is(end: str, holds: Callable[[str], bool]) -> Model:
    return lambda item: bool((day := (item["period"] or {}).get(end)) and holds(day))


def _has(part: str) -> Model:
    parts: dict[str, Callable[[Item], Any]] = {
        "actuals": lambda item: [one["actuals"] for one in item["indicators"] if one["actuals"]],
        "budget": lambda item: item["budget"]["lines"],
        "challenges": lambda item: item["challenges"]["items"],
        "indicators": lambda item: item["indicators"],
        "milestones": lambda item: item["milestones"],
        "ordinances": lambda item: item["ordinances"]["items"],
        "targets": lambda item: [one["targets"] for one in item["indicators"] if one["targets"]],
    }
    return lambda item: bool(parts[part](item))


CASES: list[tuple[dict[str, str], Model]] = [
    ({"plan": "first"}, lambda item: item["plan"] == "first"),
    ({"plan": "first,second"}, lambda _: True),
    ({"organization": "city"}, lambda item: item["organization"] == "city"),
    ({"organization.under": "city"}, lambda item: item["organization"] == "city"),
    ({"organization.under": "province"}, lambda _: True),
    ({"organization.under": "nobody"}, lambda _: False),
    ({"status": "completed,partial"}, lambda item: item["status"] in {"completed", "partial"}),
    ({"kind": "pledge"}, lambda item: item["kind"] == "pledge"),
    ({"goal": "task,other"}, lambda item: item["goal"] in {"task", "other"}),
    (
        {"goal.under": "task", "plan": "first"},
        lambda item: item["plan"] == "first" and item["goal"] in {"task", "heading"},
    ),
    (
        {"goal.under": "goal,other", "plan": "second"},
        lambda item: item["plan"] == "second" and item["goal"] is not None,
    ),
    ({"lead_department": "welfare"}, lambda item: item["lead_department"] == "welfare"),
    ({"parent": "b"}, lambda item: item["parent"] == "b"),
    ({"top_level": "true"}, lambda item: item["parent"] is None),
    ({"top_level": "false"}, lambda item: item["parent"] is not None),
    ({"term_scope": "post_term"}, lambda item: item["term_scope"] == "post_term"),
    ({"novelty": "new,continued"}, lambda item: item["novelty"] is not None),
    ({"budgeted": "true"}, lambda item: item["budgeted"] is True),
    ({"budgeted": "false"}, lambda item: item["budgeted"] is False),
    ({"region": CHEONGJU}, lambda item: CHEONGJU in item["regions"]),
    ({"region": f"{GYEONGBUK},{CHUNGBUK}"}, lambda item: item["regions"]),
    (
        {"indicator_kind": "milestone,text"},
        lambda item: any(one["kind"] in {"milestone", "text"} for one in item["indicators"]),
    ),
    ({"planned_krw.gte": "0"}, _amount_is("planned_krw", lambda krw: krw >= 0)),
    ({"planned_krw.gte": "1"}, _amount_is("planned_krw", lambda krw: krw >= 1)),
    ({"planned_krw.lte": "499"}, _amount_is("planned_krw", lambda krw: krw <= 499)),
    ({"secured_krw.gte": "100"}, _amount_is("secured_krw", lambda krw: krw >= 100)),
    ({"secured_krw.lte": "99"}, _amount_is("secured_krw", lambda krw: krw <= 99)),
    ({"period.start.gte": "2019-01-01"}, _day_is("start", lambda day: day >= "2019-01-01")),
    ({"period.start.lte": "2018-12-31"}, _day_is("start", lambda day: day <= "2018-12-31")),
    ({"period.end.gte": "2022-06-30"}, _day_is("end", lambda day: day >= "2022-06-30")),
    ({"period.end.lte": "2022-06-29"}, _day_is("end", lambda day: day <= "2022-06-29")),
    ({"version.gte": "2"}, lambda item: item["version"] >= 2),
    ({"version.lte": "1"}, lambda item: item["version"] <= 1),
    ({"version.lte": str(2**31)}, lambda _: True),
    ({"updated_at.gte": "2000-01-01T00:00:00Z"}, lambda _: True),
    ({"updated_at.lt": "2000-01-01T00:00:00+09:00"}, lambda _: False),
    *(({"has": part.value}, _has(part)) for part in ProjectPart),
    ({"lacks": "actuals"}, lambda item: not _has("actuals")(item)),
    (
        {"has": "milestones,challenges", "lacks": "budget"},
        lambda item: (
            (_has("milestones")(item) or _has("challenges")(item)) and not _has("budget")(item)
        ),
    ),
    (
        {"status": "on_track", "kind": "project", "planned_krw.lte": "0"},
        lambda item: item["status"] == "on_track" and item["planned_krw"] == 0,
    ),
]


async def test_every_filter_finds_what_a_plain_model_finds(filled: RegistryCaller) -> None:
    documents = await _documents(filled)
    head = (await filled.get("/v1/events", limit=200)).json()["items"][-1]["data"]["sequence"]

    for parameters, holds in CASES:
        expected = [(item["plan"], item["code"]) for item in documents if holds(item)]
        for as_of in ({}, {"as_of": head}):
            answer = await filled.get(LIST, count="true", **parameters, **as_of)
            assert answer.status_code == 200, (parameters, answer.text)
            found = [(item["plan"], item["code"]) for item in answer.json()["items"]]
            assert (found, answer.json()["total"]) == (expected, len(expected)), (parameters, as_of)


def test_every_parameter_has_a_case() -> None:
    tried = {name for parameters, _ in CASES for name in parameters}

    assert tried == {name for name, *_ in parameters_of(PROJECT_FILTERS)}


async def test_a_list_of_the_past_is_of_the_past(registry: RegistryCaller) -> None:
    first = make_document("plan", make_project("p", status="partial", regions=[CHUNGBUK]))
    first["organizations"] = ORGANIZATIONS
    await registry.imported(first)
    second = make_document("plan", make_project("p", status="completed"), organization="city")
    second["organizations"] = ORGANIZATIONS
    await registry.imported(second)

    for point, organization, status in (("1", "province", "partial"), ("2", "city", "completed")):
        (item,) = (await registry.get(LIST, as_of=point)).json()["items"]
        assert (item["organization"], item["status"]) == (organization, status)
        found = await registry.get(LIST, as_of=point, organization=organization, status=status)
        assert len(found.json()["items"]) == 1
    for parameters in (
        {"organization": "province"},
        {"status": "partial"},
        {"region": CHUNGBUK},
        {"as_of": "1", "organization": "city"},
        {"as_of": "1", "status": "completed"},
    ):
        assert (await registry.get(LIST, **parameters)).json()["items"] == [], parameters
    then = (await registry.get(LIST, as_of="1", region=CHUNGBUK)).json()["items"]
    assert len(then) == 1


@pytest.mark.parametrize(
    "parameters",
    [
        {"goal.under": "goal"},
        {"goal.under": "goal", "plan": "first,second"},
        {"goal.under": "Goal", "plan": "first"},
        {"status": ""},
        {"status": "completed,"},
        {"status": "completed,,partial"},
        {"status": "COMPLETED"},
        {"plan": "../keys"},
        {"region": "43"},
        {"has": "everything"},
        {"planned_krw.gte": "-1"},
        {"planned_krw.gte": "1e3"},
        {"planned_krw.gte": "9223372036854775808"},
        {"planned_krw": "5"},
        {"planned_krw.gt": "5"},
        {"status.gte": "planned"},
        {"period.start.lte": "2021-02-30"},
        {"updated_at.gte": "2021-01-01"},
        {"updated_at.gte": "2021-01-01T00:00:00"},
        {"updated_at.lt": "2021-13-01T00:00:00Z"},
        {"updated_at.lt": "0001-01-01T00:00:00Z"},
        {"sort": "rate"},
        {"sort": "title,-title"},
        {"sort": "relevance"},
        {"sort": "-relevance", "q": "가"},
        {"sort": ""},
        {"fields": "budget"},
        {"fields": ""},
    ],
)
async def test_a_condition_that_cannot_be_meant(
    samples: RegistryCaller, parameters: dict[str, str]
) -> None:
    answer = await samples.get(LIST, **parameters)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


async def test_a_repeated_filter_is_refused(samples: RegistryCaller) -> None:
    answer = await samples.client.get(f"{LIST}?status=planned&status=partial")

    assert answer.status_code == 400


async def test_a_list_of_one_plan_takes_the_same_but_plan_and_id(filled: RegistryCaller) -> None:
    path = "/v1/plans/first/projects"

    under = (await filled.get(path, **{"goal.under": "task", "sort": "-code"})).json()["items"]
    assert [item["code"] for item in under] == ["b-1", "b"]
    for name in ("plan", "id"):
        assert (await filled.get(path, **{name: "first"})).status_code == 400
    assert (await filled.get("/v1/plans/none/projects")).status_code == 404


async def test_fields_selects_members(filled: RegistryCaller) -> None:
    items = (await filled.get(LIST, fields="title,code", plan="first")).json()["items"]

    assert list(items[0].items()) == [("title", "나"), ("code", "a")]
    assert {tuple(item) for item in items} == {("title", "code")}


def _order(key: str) -> Callable[[Item], Any]:
    if key == "status":
        return lambda item: [*Status].index(item["status"])
    if key == "code":
        return lambda item: (item["plan"], item["code"])
    return lambda item: item[key]


async def _walked(registry: RegistryCaller, **parameters: Any) -> list[Item]:
    page = (await registry.get(LIST, **parameters)).json()
    items: list[Item] = page["items"]
    while page["next"]:
        page = (await registry.get(LIST, cursor=page["next"], **parameters)).json()
        items += page["items"]
    return items


async def test_every_order_pages_without_gap_nulls_last(filled: RegistryCaller) -> None:
    for name in PROJECT_SORTS:
        for sort, descending in ((name, False), (f"-{name}", True)):
            whole = (await filled.get(LIST, sort=sort)).json()["items"]
            assert await _walked(filled, sort=sort, limit=3) == whole
            assert len(whole) == 2 * len(PROJECTS)
            if name != "updated_at":
                known = [item for item in whole if _order(name)(item) is not None]
                by_code = sorted(known, key=_order("code"))
                assert known == sorted(by_code, key=_order(name), reverse=descending), sort
                assert whole[: len(known)] == known


async def test_what_was_changed_last_stands_first_by_time(filled: RegistryCaller) -> None:
    items = (await filled.get(LIST, sort="-updated_at")).json()["items"]

    assert (items[0]["plan"], items[0]["title"]) == ("second", "바")
    assert [item["plan"] for item in items[1:]] == ["second"] * 4 + ["first"] * 5


async def test_several_keys_of_an_order(filled: RegistryCaller) -> None:
    items = (await filled.get(LIST, sort="-status,title", plan="first")).json()["items"]

    assert [item["code"] for item in items] == ["c", "b", "a", "b-1", "d"]


async def test_a_cursor_belongs_to_its_order_and_filter(filled: RegistryCaller) -> None:
    cursor = (await filled.get(LIST, sort="title", limit=1)).json()["next"]

    assert (await filled.get(LIST, sort="title", limit=1, cursor=cursor)).status_code == 200
    for parameters in (
        {},
        {"sort": "-title"},
        {"sort": "title,status"},
        {"sort": "title", "status": "planned"},
        {"sort": "title", "q": "가"},
        {"sort": "title", "as_of": "1"},
    ):
        assert (await filled.get(LIST, cursor=cursor, **parameters)).status_code == 400


def test_the_page_lists_every_filter() -> None:
    rows = []
    for each in PROJECT_FILTERS:
        names = ", ".join(f"`{each.parameter(operator)}`" for operator in each.operators)
        words = " ".join(f"`{word.value}`" for word in each.words) if each.words else ""
        rows.append(f"| {names} | {each.description} | {words or each.kind.value} |")

    assert "\n".join(rows) in PAGE.read_text(encoding="utf-8")
    for name in PROJECT_SORTS:
        assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


async def test_drafts_of_a_reviewed_plan_do_not_show_in_lists(registry: RegistryCaller) -> None:
    def reported(code: str, approval: str) -> Item:
        actuals = [{"period": "2020", "value": "9", "approval": approval}]
        return make_project(code, indicators=[{"code": "i", "name": "수", "actuals": actuals}])

    projects = [reported("approved", "approved"), reported("draft", "draft")]
    for plan, publication in (("immediate", "immediate"), ("reviewed", "reviewed")):
        await registry.imported(make_document(plan, *projects, publication=publication))

    for as_of in ({}, {"as_of": "2"}):
        for name, found in (
            ("has", [("immediate", "approved"), ("immediate", "draft"), ("reviewed", "approved")]),
            ("lacks", [("reviewed", "draft")]),
        ):
            items = (await registry.get(LIST, **{name: "actuals"}, **as_of)).json()["items"]
            assert [(item["plan"], item["code"]) for item in items] == found, (name, as_of)
