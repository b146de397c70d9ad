"""The difference of two versions: both values, and who made it so."""

from typing import Any

import pytest
import pytest_asyncio
from httpx import Response

from pledge_registry.domain.differences import Makers, differences
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"


def _changes(before: Any, after: Any) -> dict[str, tuple[Any, Any]]:
    return {each.pointer: (each.before, each.after) for each in differences(before, after)}


def test_equal_documents_do_not_differ() -> None:
    assert _changes({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}) == {}


def test_a_field_that_is_not_there_is_a_null_one() -> None:
    assert _changes({"a": None, "b": []}, {}) == {}
    assert _changes({}, {"a": 0, "b": ""}) == {"/a": (None, 0), "/b": (None, "")}


def test_items_are_found_again_by_what_they_are() -> None:
    before = {"indicators": [{"code": "x", "unit": "명"}, {"code": "y", "unit": "개"}]}
    after = {"indicators": [{"code": "y", "unit": "곳"}, {"code": "z", "unit": "개"}]}

    assert _changes(before, after) == {
        "/indicators/x": ({"code": "x", "unit": "명"}, None),
        "/indicators/y/unit": ("개", "곳"),
        "/indicators/z": (None, {"code": "z", "unit": "개"}),
    }


def test_a_cell_of_the_budget_is_named_by_stage_source_and_period() -> None:
    line = {"stage": "planned", "source": "national", "period": "2021"}
    before, after = ({"budget": {"lines": [line | {"amount_krw": n}]}} for n in (1, 2))

    assert _changes(before, after) == {"/budget/lines/planned:national:2021/amount_krw": (1, 2)}


def test_items_without_a_key_are_there_or_not() -> None:
    before, after = {"partners": ["갑", "을", "을"]}, {"partners": ["을", "병"]}

    assert _changes(before, after) == {
        "/partners/갑": ("갑", None),
        "/partners/을#2": ("을", None),
        "/partners/병": (None, "병"),
    }


def test_items_with_the_same_key_are_told_apart_by_all_they_are() -> None:
    done = {"state": "done", "start": None, "end": None, "printed": "3월"}
    before = {"milestones": [done | {"text": "착공"}, done | {"text": "협약"}]}
    after = {"milestones": [done | {"text": "협약"}, done | {"text": "준공"}]}

    changes = _changes(before, after)

    assert list(changes.values()) == [
        (done | {"text": "착공"}, None),
        (None, done | {"text": "준공"}),
    ]


def test_another_order_is_a_difference_of_its_own() -> None:
    goals = [{"code": "a"}, {"code": "b"}]

    assert _changes({"goals": goals}, {"goals": goals[::-1]}) == {
        "/goals/order": (["a", "b"], ["b", "a"])
    }


def test_a_change_is_made_by_the_last_version_that_touched_it() -> None:
    makers = Makers()
    makers.note(2, [("title",), ("indicators", "x")])
    makers.note(3, [("indicators", "x", "unit"), ("indicators", "y", "unit")])

    assert makers.of(("title",)) == 2
    assert makers.of(("indicators", "x")) == 3  # new in 2, finished in 3
    assert makers.of(("indicators", "y", "unit")) == 3
    assert makers.of(("indicators", "x", "name")) == 2  # came with the whole item
    assert makers.of(("indicators", "z")) == 3  # found by another key then


async def _diff(registry: RegistryCaller, path: str = A, /, **asked: Any) -> dict[str, Any]:
    answer = await registry.get(f"{path}/diff", **asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest_asyncio.fixture(loop_scope="session")
async def _history(registry: RegistryCaller) -> None:
    """Make a project of four versions."""
    await registry.imported(make_document("plan", make_project("a")), reason="처음")
    await registry.patch(A, {"title": "둘째"}, reason="이름을 바꿈")
    await registry.put_actual(A, "reached/2021", {"value": "7"}, reason="실적")
    await registry.patch(A, {"title": "넷째", "goal": "goal"}, reason="또 바꿈")


@pytest.mark.usefixtures("_history")
async def test_each_change_names_its_version_time_key_and_reason(registry: RegistryCaller) -> None:
    versions = {
        item["version"]: item for item in (await registry.get(f"{A}/versions")).json()["items"]
    }

    found = await _diff(registry, **{"from": 1})

    assert (found["before"], found["after"], found["code"]) == (1, 4, "a")
    by_place = {change["pointer"]: change for change in found["changes"]}
    assert by_place.keys() == {"/title", "/goal", "/indicators/reached/actuals/2021"}
    assert by_place["/title"]["before"] == "사업"
    assert by_place["/title"]["after"] == "넷째"
    actual = by_place["/indicators/reached/actuals/2021"]
    assert (actual["before"], actual["after"]["value"], actual["reason"]) == (None, "7", "실적")
    for change, number in ((by_place["/title"], 4), (actual, 3)):
        for field in ("version", "sequence", "at", "actor", "reason"):
            assert change[field] == versions[number][field]


@pytest.mark.usefixtures("_history")
async def test_versions_are_named_by_number_sequence_or_time(registry: RegistryCaller) -> None:
    at = (await registry.get(f"{A}/versions")).json()["items"][1]["at"]

    numbered = await _diff(registry, **{"from": 2, "to": 3})

    assert await _diff(registry, from_as_of="2", to_as_of="3") == numbered
    assert await _diff(registry, from_as_of="2", to_as_of=at) == numbered
    assert await _diff(registry, **{"from": 2, "to_as_of": "3"}) == numbered
    assert (await _diff(registry, **{"from": 2, "to": 2}))["changes"] == []
    everything = await _diff(registry, from_as_of="0", to="1")
    assert (everything["before"], everything["after"]) == (0, 1)
    assert {"/title", "/code", "/indicators/reached"} <= {
        change["pointer"] for change in everything["changes"]
    }


@pytest.mark.usefixtures("_history")
async def test_what_was_deleted_has_a_difference(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan"), prune="true", reason="취소")

    found = await _diff(registry, **{"from": 4})

    (change,) = found["changes"]
    assert (change["pointer"], change["before"], change["after"]) == ("/deleted", None, True)
    assert (change["version"], change["reason"]) == (5, "취소")


async def test_plans_and_organizations_differ_too(registry: RegistryCaller) -> None:
    document = make_document("plan")
    await registry.imported(document)
    document["plan"]["goals"].append({"code": "more", "kind": "task", "title": "과제"})
    document["organizations"][0]["name"] = "다른도"
    await registry.imported(document, reason="개편")

    plan = await _diff(registry, "/v1/plans/plan", **{"from": 1})
    organization = await _diff(registry, "/v1/organizations/province", **{"from": 1, "to": 2})

    assert [change["pointer"] for change in plan["changes"]] == ["/goals/more"]
    (renamed,) = organization["changes"]
    assert (renamed["before"], renamed["after"], renamed["reason"]) == ("어느도", "다른도", "개편")


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({}, 400, "invalid_parameter"),
        ({"to": "2"}, 400, "invalid_parameter"),
        ({"from": "3", "to": "2"}, 400, "invalid_parameter"),
        ({"from": "1", "from_as_of": "1"}, 400, "invalid_parameter"),
        ({"from": "-1"}, 400, "invalid_parameter"),
        ({"from": "x"}, 400, "invalid_parameter"),
        ({"from": "1", "to": "5"}, 404, "unknown_version"),
        ({"from": "5"}, 400, "invalid_parameter"),
        ({"from": "1", "to_as_of": "99"}, 422, "as_of_out_of_range"),
        ({"from_as_of": "2021-06-30"}, 400, "invalid_parameter"),
    ],
)
async def test_what_is_no_pair_of_versions_is_refused(
    samples: RegistryCaller, asked: dict[str, str], status: int, code: str
) -> None:
    answer = await samples.get("/v1/plans/gb-7/projects/bigdata/diff", **asked)

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.parametrize(
    "path", ["/v1/plans/none", "/v1/plans/none/projects/a", "/v1/organizations/none"]
)
async def test_what_never_was_has_no_difference(samples: RegistryCaller, path: str) -> None:
    answer = await samples.get(f"{path}/diff", **{"from": 1})

    assert answer.status_code == 404


async def test_too_long_a_walk_is_refused(
    registry: RegistryCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pledge_registry.services.history._MOST_VERSIONS", 2)
    await registry.imported(make_document("plan", make_project("a")))
    for number in range(3):
        await registry.patch(A, {"title": f"{number}"})

    refused = await registry.get(f"{A}/diff", **{"from": 1})

    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_versions")
    assert len((await _diff(registry, **{"from": 2}))["changes"]) == 1


async def test_readers_without_a_key_see_no_unapproved_actual_in_a_difference(
    registry: RegistryCaller,
) -> None:
    project = make_project("a")
    await registry.imported(make_document("plan", project, publication="reviewed"))
    project["indicators"][0]["actuals"].append(
        {"period": "2021", "value": "777", "approval": "draft"}
    )
    await registry.imported(make_document("plan", project, publication="reviewed"))

    async def read(**asked: Any) -> Response:
        return await registry.client.get(f"{A}/diff", params={"from": 0} | asked)

    assert "777" not in (await read()).text
    assert (await read(view="head")).status_code == 401
    shown = await registry.get(f"{A}/diff", **{"from": 1, "view": "head"})
    assert shown.json()["changes"][0]["after"]["value"] == "777"
