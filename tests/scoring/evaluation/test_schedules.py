"""Schedules over HTTP: made, changed, disabled, by whom, and refused."""

from typing import Any

import pytest
from httpx import AsyncClient

from pledge_shared.security.policy import Role
from pledge_shared.testing.statements import asked_statements

from .conftest import Bearer

SCHEDULES = "/v1/evaluation-schedules"
PLAN: dict[str, Any] = {
    "subject": {"kind": "plan", "code": "gb-7"},
    "scheme": "invested-institution/1",
    "cadence": "quarterly",
    "day_offset": 30,
}


async def make(service: AsyncClient, key: dict[str, str], **given: Any) -> Any:
    return await service.post(SCHEDULES, json={"code": "every", **PLAN, **given}, headers=key)


async def test_schedule_is_made_and_read(service: AsyncClient, evaluator: dict[str, str]) -> None:
    made = await make(service, evaluator)
    read = await service.get(made.headers["location"], headers=evaluator)

    assert (made.status_code, read.status_code) == (201, 200)
    assert (made.content, made.headers["etag"]) == (read.content, read.headers["etag"])
    assert made.json() == {
        "code": "every",
        **PLAN,
        "enabled": True,
        "next_run": made.json()["next_run"],
        "next_period": made.json()["next_period"],
        "latest": None,
        "failure": None,
        "owner": "평가팀",
        "revision": 1,
    }
    known = {**evaluator, "If-None-Match": read.headers["etag"]}
    assert (await service.get(made.headers["location"], headers=known)).status_code == 304


async def test_same_schedule_again_is_the_same_and_another_is_refused(
    service: AsyncClient, evaluator: dict[str, str]
) -> None:
    first = await make(service, evaluator)
    again = await make(service, evaluator)
    other = await make(service, evaluator, day_offset=31)

    assert (again.status_code, again.content) == (201, first.content)
    assert (other.status_code, other.json()["code"]) == (409, "schedule_taken")


async def test_schedule_is_changed_by_whoever_has_seen_it(
    service: AsyncClient, evaluator: dict[str, str]
) -> None:
    made = await make(service, evaluator)
    address, off = made.headers["location"], {**PLAN, "enabled": False}

    blind = await service.put(address, json=off, headers=evaluator)
    stale = await service.put(address, json=off, headers={**evaluator, "If-Match": '"x"'})
    seen = {**evaluator, "If-Match": made.headers["etag"]}
    done = await service.put(address, json=off, headers=seen)

    assert [each.status_code for each in (blind, stale, done)] == [428, 412, 200]
    assert (done.json()["enabled"], done.json()["next_run"], done.json()["revision"]) == (
        False,
        None,
        2,
    )
    assert stale.json()["current"] == {"version": 1, "etag": made.headers["etag"]}


async def test_change_that_changes_nothing_is_no_revision(
    service: AsyncClient, evaluator: dict[str, str]
) -> None:
    made = await make(service, evaluator)
    seen = {**evaluator, "If-Match": made.headers["etag"]}

    same = await service.put(made.headers["location"], json=PLAN, headers=seen)

    assert (same.status_code, same.content) == (200, made.content)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"scheme": "nobody/1"}, "unknown_scheme"),
        ({"subject": {"kind": "plan", "code": "other"}}, "other_subject"),
    ],
)
async def test_schedule_that_could_not_run_is_refused(
    service: AsyncClient, evaluator: dict[str, str], changed: dict[str, Any], code: str
) -> None:
    made = await make(service, evaluator)
    seen = {**evaluator, "If-Match": made.headers["etag"]}

    answer = await service.put(made.headers["location"], json={**PLAN, **changed}, headers=seen)

    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["errors"]] == [code]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cadence": "daily"},
        {"day_offset": -1},
        {"day_offset": 367},
        {"day_offset": "30"},
        {"enabled": "no"},
        {"code": "Every Quarter"},
        {"colour": "red"},
    ],
)
async def test_senseless_schedule_is_refused(
    service: AsyncClient, evaluator: dict[str, str], wrong: dict[str, Any]
) -> None:
    assert (await make(service, evaluator, **wrong)).status_code == 422


@pytest.mark.parametrize("role", list(Role))
async def test_only_who_runs_evaluations_schedules_them_and_every_key_reads(
    service: AsyncClient, bearer: Bearer, role: Role
) -> None:
    key = bearer(role, "누구")
    may = role in {Role.EVALUATOR, Role.ADMINISTRATOR}

    assert (await make(service, key)).status_code == (201 if may else 403)
    assert (await service.get(SCHEDULES, headers=key)).status_code == 200


async def test_nobody_without_a_key_sees_schedules(service: AsyncClient) -> None:
    answers = [await service.get(path) for path in (SCHEDULES, f"{SCHEDULES}/every")]

    assert [each.status_code for each in answers] == [401, 401]


async def test_unknown_schedule_is_not_found(
    service: AsyncClient, evaluator: dict[str, str]
) -> None:
    address, seen = f"{SCHEDULES}/none", {**evaluator, "If-Match": '"x"'}

    assert (await service.get(address, headers=evaluator)).status_code == 404
    assert (await service.put(address, json=PLAN, headers=seen)).status_code == 404


async def test_list_is_paged_in_one_question(
    service: AsyncClient, evaluator: dict[str, str]
) -> None:
    for number in range(3):
        await make(service, evaluator, code=f"s-{number}")
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        with asked_statements() as statements:
            page = (await service.get(SCHEDULES, params=asked, headers=evaluator)).json()
        assert len(statements) == 1
        found += [each["code"] for each in page["items"]]
        cursor = page["next"]

    assert found == ["s-0", "s-1", "s-2"]
