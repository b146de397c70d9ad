"""공약 조정 심의: what is proposed, listed and read, and what cannot be proposed."""

import asyncio
from typing import Any

import pytest

from pledge_shared.testing.registry_caller import RegistryCaller

from .steps import (
    ADJUSTMENTS,
    FIRST,
    RESOLUTION,
    A,
    consult,
    post,
    propose,
)


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
