"""공약 조정 심의: who decides, and what comes of it for the project."""

import pytest

from pledge_shared.testing.registry_caller import RegistryCaller

from .steps import ADJUSTMENTS, CHANGE, FIRST, RESOLUTION, A, consult, decide, propose, with_role


async def test_an_approved_adjustment_changes_the_project_in_one_commit(
    desk: RegistryCaller, board: RegistryCaller
) -> None:
    before = (await desk.get(A)).json()
    fields = (await propose(desk)).json()["fields"]
    await consult(desk)

    answer = await decide(board)

    assert answer.status_code == 200, answer.text
    case = answer.json()
    assert [step["state"] for step in case["steps"]] == ["proposed", "consulted", "approved"]
    assert case["steps"][1]["departments"] == ["province"]
    assert case["steps"][2]["resolution"] == RESOLUTION
    project = (await desk.get(A)).json()
    assert project["adjustments"] == [
        {"number": 1, "resolution": RESOLUTION, "reason": CHANGE["reason"], "fields": fields}
    ]
    assert (project["title"], project["version"]) == ("새 사업", 2)
    assert project["period"]["end"] == "2023-12-31"
    values = {item["period"]: item for item in project["indicators"][0]["targets"]}
    assert (values["2020"]["value"], values["2021"]["value"]) == ("10", "15")
    assert values["2022"]["text"] == "연장분"
    assert project["indicators"][0]["actuals"] == before["indicators"][0]["actuals"]
    newest = (await desk.get(f"{A}/versions")).json()["items"][0]
    assert newest["reason"] == "공약 조정 심의 제1호"
    assert newest["sequence"] == case["steps"][2]["sequence"] == 4
    assert case["permitted"] == []


async def test_a_rejected_adjustment_changes_nothing(
    desk: RegistryCaller, board: RegistryCaller
) -> None:
    before = await desk.get(A)
    await propose(desk)
    await consult(desk)

    answer = await decide(board, "rejected")

    assert (answer.status_code, answer.json()["state"]) == (200, "rejected")
    assert (await desk.get(A)).content == before.content


async def test_who_proposes_does_not_decide(desk: RegistryCaller, registry: RegistryCaller) -> None:
    await propose(desk)
    await consult(desk)
    own = await with_role(registry, "reviewer", "desk")

    refused = await decide(own)
    reporter = await decide(await with_role(registry, "reporter", "board"))

    assert (refused.status_code, refused.json()["code"]) == (403, "same_owner")
    assert (reporter.status_code, reporter.json()["code"]) == (403, "forbidden")
    assert (await desk.get(FIRST)).json()["state"] == "consulted"


async def test_an_adjustment_of_text_that_changed_meanwhile_is_refused(
    desk: RegistryCaller, board: RegistryCaller, registry: RegistryCaller
) -> None:
    await propose(desk)
    await consult(desk)
    await registry.patch(A, {"title": "다른 이름"})

    answer = await decide(board)

    assert (answer.status_code, answer.json()["code"]) == (409, "adjustment_outdated")
    assert (await desk.get(FIRST)).json()["state"] == "consulted"
    assert (await desk.get(A)).json()["title"] == "다른 이름"


async def test_an_adjustment_leaves_what_changed_elsewhere(
    desk: RegistryCaller, board: RegistryCaller, registry: RegistryCaller
) -> None:
    await propose(desk)
    await consult(desk)
    await registry.patch(A, {"executor": "어느도"})
    await registry.put_actual(A, "reached/2021", {"value": "14"})

    assert (await decide(board)).status_code == 200

    project = (await desk.get(A)).json()
    assert (project["executor"], project["title"]) == ("어느도", "새 사업")
    assert project["indicators"][0]["actuals"][1]["value"] == "14"


async def test_a_target_that_changed_meanwhile_is_seen(
    desk: RegistryCaller, board: RegistryCaller
) -> None:
    await propose(desk, patch={})
    await propose(desk, patch={}, targets=[CHANGE["targets"][0] | {"value": "16"}])
    second = f"{ADJUSTMENTS}/2"
    for case in (FIRST, second):
        await consult(desk, case)

    first, other = await decide(board), await decide(board, case=second)

    assert (first.status_code, other.status_code) == (200, 409)
    assert other.json()["code"] == "adjustment_outdated"


@pytest.mark.parametrize("status", ["suspended", "scrapped"])
async def test_a_project_is_scrapped_by_the_resolution_of_the_decision(
    desk: RegistryCaller, board: RegistryCaller, status: str
) -> None:
    await propose(desk, patch={"status": status}, targets=[])
    await consult(desk)

    assert (await decide(board)).status_code == 200

    project = (await desk.get(A)).json()
    assert (project["status"], project["status_resolution"]) == (status, RESOLUTION)
    await propose(desk, patch={"status": "on_track"}, targets=[])
    await consult(desk, f"{ADJUSTMENTS}/2")
    await decide(board, case=f"{ADJUSTMENTS}/2")
    project = (await desk.get(A)).json()
    assert project["status"] == "on_track"
    assert "status_resolution" not in project
    assert [item["number"] for item in project["adjustments"]] == [1, 2]
