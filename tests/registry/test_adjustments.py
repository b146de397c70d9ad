"""공약 조정 심의: what is proposed, who decides, and what comes of it for the project."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from httpx import Response

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.domain.adjusting import PERMITTED
from pledge_shared.contracts.codes import AdjustmentState
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"
ADJUSTMENTS = "/v1/plans/plan/adjustments"
FIRST = f"{ADJUSTMENTS}/1"
RESOLUTION = {"committee": "공약 조정 심의회", "number": "제2026-4호", "date": "2026-11-20"}
CHANGE: dict[str, Any] = {
    "project": "a",
    "reason": "국비 공모에서 탈락",
    "patch": {
        "title": "새 사업",
        "goal_text": "2년 연장",
        "period": {"end": "2023-12-31"},
        "contents": [{"text": "규모를 줄여 추진"}],
    },
    "targets": [
        {"indicator": "reached", "period": "2021", "value": "15"},
        {"indicator": "reached", "period": "2022", "text": "연장분"},
    ],
}


async def with_role(registry: RegistryCaller, role: str, owner: str) -> RegistryCaller:
    made = await registry.client.post(
        "/v1/keys",
        json={"name": f"{role} {owner}", "role": role, "owner": owner},
        headers=registry.bearer | {"Idempotency-Key": uuid4().hex},
    )
    return RegistryCaller(registry.client, made.json()["key"])


async def post(caller: RegistryCaller, path: str, body: Any, key: str = "") -> Response:
    headers = caller.bearer | {"Idempotency-Key": key or uuid4().hex}
    return await caller.client.post(path, json=body, headers=headers)


async def propose(caller: RegistryCaller, **change: Any) -> Response:
    return await post(caller, ADJUSTMENTS, CHANGE | change)


async def consult(caller: RegistryCaller, case: str = FIRST) -> Response:
    return await post(caller, f"{case}/consult", {"departments": ["province"], "note": "이견 없음"})


async def decide(caller: RegistryCaller, decision: str = "approved", case: str = FIRST) -> Response:
    return await post(caller, f"{case}/decide", {"decision": decision, "resolution": RESOLUTION})


@pytest_asyncio.fixture(loop_scope="session")
async def desk(registry: RegistryCaller) -> RegistryCaller:
    """Return the desk that proposes, in a registry that holds one project."""
    project = make_project("a", period={"start": "2020-01-01", "end": "2021-12-31"})
    await registry.imported(make_document("plan", project))
    return await with_role(registry, "reporter", "desk")


@pytest_asyncio.fixture(loop_scope="session")
async def board(registry: RegistryCaller) -> RegistryCaller:
    """Return the board that decides."""
    return await with_role(registry, "reviewer", "board")


async def test_a_proposal_shows_old_and_new_text_and_changes_nothing(
    desk: RegistryCaller,
) -> None:
    before = await desk.get(A)

    answer = await propose(desk)

    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == FIRST
    case = answer.json()
    assert (case["number"], case["state"], case["project"]) == (1, "proposed", "a")
    assert {item["field"]: (item["before"], item["after"]) for item in case["fields"]} == {
        "title": ("사업", "새 사업"),
        "goal_text": (None, "2년 연장"),
        "period": (
            {"start": "2020-01-01", "end": "2021-12-31", "printed": None},
            {"start": "2020-01-01", "end": "2023-12-31", "printed": None},
        ),
        "contents": ([], [{"text": "규모를 줄여 추진", "details": []}]),
        "targets": (
            [{"indicator": "reached", "period": "2021", "value": "20"}],
            [
                {"indicator": "reached", "period": "2021", "value": "15"},
                {"indicator": "reached", "period": "2022", "text": "연장분"},
            ],
        ),
    }
    assert case["permitted"] == ["consult", "withdraw"]
    assert (await desk.get(A)).content == before.content
    assert (await desk.get(FIRST)).json() == case


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


@pytest.mark.parametrize("state", list(AdjustmentState))
async def test_each_state_permits_its_steps_and_no_other(
    desk: RegistryCaller, board: RegistryCaller, state: AdjustmentState
) -> None:
    await propose(desk)
    if state in {"consulted", "approved", "rejected"}:
        await consult(desk)
    if state in {"approved", "rejected"}:
        await decide(board, state)
    if state == "withdrawn":
        await post(desk, f"{FIRST}/withdraw", {"note": "다시 검토"})
    steps: dict[str, Callable[[], Coroutine[Any, Any, Response]]] = {
        "consult": lambda: consult(desk),
        "decide": lambda: decide(board, "rejected"),
        "withdraw": lambda: post(desk, f"{FIRST}/withdraw", {}),
    }

    refused = [await take() for name, take in steps.items() if name not in PERMITTED[state]]

    assert (await desk.get(FIRST)).json()["permitted"] == [*PERMITTED[state]]
    for answer in refused:
        assert (answer.status_code, answer.json()["code"]) == (409, "step_not_permitted")
        assert answer.json()["permitted"] == [*PERMITTED[state]]
        assert answer.json()["state"] == state
    for name in PERMITTED[state][:1]:
        assert (await steps[name]()).status_code == 200


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


def target(indicator: str, period: str) -> dict[str, Any]:
    return {"targets": [{"indicator": indicator, "period": period}]}


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"project": "nobody"}, "/project", "unknown_reference"),
        ({"reason": ""}, "/reason", "too_short"),
        ({}, "/patch", "unchanged"),
        ({"patch": {"status": "continuing"}}, "/patch", "unchanged"),
        ({"patch": {"code": "b"}}, "/patch/code", "unknown_field"),
        ({"patch": {"indicators": []}}, "/patch/indicators", "unknown_field"),
        ({"patch": {"status_resolution": RESOLUTION}}, "/patch/status_resolution", "unknown_field"),
        ({"patch": {"title": None}}, "/patch/title", "missing"),
        ({"patch": {"status": "done"}}, "/patch/status", "enum"),
        (target("x", "2021"), "/targets/0/indicator", "unknown_indicator"),
        (target("training", "21"), "/targets/0/period", "invalid_period"),
        ({"unknown": 1}, "/unknown", "unknown_field"),
    ],
)
async def test_a_proposal_that_breaks_a_rule(
    samples: RegistryCaller, change: dict[str, Any], pointer: str, code: str
) -> None:
    place = "/v1/plans/gb-7/adjustments"

    answer = await post(samples, place, {"project": "bigdata", "reason": "사유"} | change)

    assert answer.status_code == 422, answer.text
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]
    assert (await samples.get(place)).json()["items"] == []


async def test_adjustments_are_listed_by_number_state_and_project(
    desk: RegistryCaller, board: RegistryCaller
) -> None:
    for title in ("하나", "둘", "셋"):
        await propose(desk, patch={"title": title}, targets=[])
    await consult(desk, f"{ADJUSTMENTS}/2")
    await post(desk, f"{ADJUSTMENTS}/3/withdraw", {})

    async def numbers(**asked: Any) -> list[int]:
        return [item["number"] for item in (await desk.get(ADJUSTMENTS, **asked)).json()["items"]]

    assert await numbers() == [1, 2, 3]
    assert await numbers(state="proposed") == [1]
    assert await numbers(state="withdrawn", project="a") == [3]
    assert await numbers(project="b") == []
    page = (await desk.get(ADJUSTMENTS, limit=2)).json()
    assert await numbers(limit=2, cursor=page["next"]) == [3]
    wrong = await desk.get(ADJUSTMENTS, state="proposed", cursor=page["next"])
    assert wrong.status_code == 400
    assert (await board.get(f"{ADJUSTMENTS}/9")).json()["code"] == "unknown_adjustment"


async def test_an_adjustment_is_read_as_of_then(desk: RegistryCaller) -> None:
    await propose(desk)
    await consult(desk)

    assert (await desk.get(FIRST, as_of=2)).json()["state"] == "proposed"
    assert (await desk.get(FIRST, as_of=3)).json()["state"] == "consulted"
    assert (await desk.get(FIRST, as_of=1)).status_code == 404
    assert (await desk.get(ADJUSTMENTS, as_of=1)).json()["items"] == []
    assert (await desk.get(ADJUSTMENTS, as_of=2, state="consulted")).json()["items"] == []


async def test_proposals_are_no_public_matter(desk: RegistryCaller) -> None:
    await propose(desk)

    for path in (ADJUSTMENTS, FIRST):
        assert (await desk.client.get(path)).status_code == 401


async def test_proposals_at_once_get_a_number_each(desk: RegistryCaller) -> None:
    answers = await asyncio.gather(*(propose(desk, patch={"title": f"{n}"}) for n in range(6)))

    assert sorted(answer.json()["number"] for answer in answers) == [1, 2, 3, 4, 5, 6]


async def test_a_step_is_taken_once(desk: RegistryCaller, board: RegistryCaller) -> None:
    first, again = [await post(desk, ADJUSTMENTS, CHANGE, "one") for _ in range(2)]
    await consult(desk)
    body = {"decision": "approved", "resolution": RESOLUTION}
    done, repeated = [await post(board, f"{FIRST}/decide", body, "two") for _ in range(2)]

    assert first.content == again.content
    assert done.content == repeated.content
    assert (await desk.get(A)).json()["version"] == 2


async def test_steps_are_sealed_in_the_audit_chain(
    desk: RegistryCaller, board: RegistryCaller, query: Callable[..., Any]
) -> None:
    await propose(desk)
    await consult(desk)
    await decide(board)

    sealed = await query(
        "SELECT array_agg(actions -> 0 ->> 'action' ORDER BY sequence) FROM commits"
        " WHERE actions -> 0 ->> 'subject' = $1",
        FIRST,
    )

    assert sealed == ["adjustment_proposed", "adjustment_consulted", "adjustment_approved"]


@pytest.mark.parametrize(
    "statement", ["DELETE FROM adjustment_steps", "UPDATE adjustments SET number = 2"]
)
async def test_nobody_edits_what_was_proposed_or_decided(
    desk: RegistryCaller, registry_database: ThrowawayDatabase, statement: str
) -> None:
    await propose(desk)

    for url in (registry_database.app_url, registry_database.owner_url):
        connection = await asyncpg.connect(url)
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError)):
            await connection.execute(statement)
        await connection.close()
