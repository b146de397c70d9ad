"""Reporting periods: what is closed stays closed, for everyone but whom it was reopened for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Response

from pledge_shared.testing.documents import make_project

from .desk import Desk

PAST = {"opens": "2020-01-01", "closes": "2020-12-31"}
PRESENT = {"opens": "2020-01-01", "closes": "2199-12-31"}
FUTURE = {"opens": "2199-01-01", "closes": "2199-12-31"}


async def put_window(desk: Desk, period: str, window: dict[str, str]) -> Response:
    periods = f"/v1/organizations/{desk.organization}/periods"
    etag = (await desk.admin.get(periods)).headers["etag"]
    return await desk.admin.put(f"{periods}/{period}", window, of=periods, etag=etag)


async def change(desk: Desk, period: str, what: str, body: Any = None) -> Response:
    path = f"/v1/organizations/{desk.organization}/periods/{period}/{what}"
    return await desk.admin.post(path, body)


async def closed(desk: Desk, period: str = "2021") -> None:
    assert (await put_window(desk, period, PRESENT)).status_code == 200
    assert (await change(desk, period, "close")).status_code == 200


async def reopened(desk: Desk, owner: str, period: str = "2021", seconds: float = 600) -> Response:
    until = datetime.now(tz=UTC) + timedelta(seconds=seconds)
    wanted = {"owner": owner, "reason": "오기 정정", "expires_at": until.isoformat()}
    return await change(desk, period, "reopen", wanted)


async def lock_now(desk: Desk, period: str = "2021") -> str | None:
    """Return what the reporter's key would be refused for."""
    answer = await desk.reporter.get(f"{desk.plan}/locks", period=period)
    (item,) = answer.json()["items"]
    assert item["writable"] is (item["lock"] is None) is (item["detail"] is None)
    lock: str | None = item["lock"]
    return lock


def with_values(**periods: str) -> dict[str, Any]:
    """Return project ``a`` with actuals in draft, beside the approved one of 2020."""
    project = make_project("a")
    project["indicators"][0]["actuals"] += [
        {"period": period, "value": value, "approval": "draft"} for period, value in periods.items()
    ]
    return project


def retargeted() -> dict[str, Any]:
    project = make_project("a")
    project["indicators"][0]["targets"][1]["value"] = "21"
    return project


INDICATOR: dict[str, Any] = {
    "code": "reached",
    "name": "수혜 인원",
    "targets": [{"period": "2021", "value": "20"}],
}
WRITES: dict[str, Callable[[Desk], Awaitable[Response]]] = {
    "report": lambda desk: desk.report({"value": "20"}),
    "import of an actual": lambda desk: desk.admin.submit(
        desk.document(with_values(**{"2021": "20"}))
    ),
    "import of a target": lambda desk: desk.admin.submit(desk.document(retargeted())),
    "import of a project": lambda desk: desk.admin.submit(
        desk.document(make_project("a"), make_project("b"))
    ),
    "verdict on an import": lambda desk: desk.admin.submit(
        desk.document(retargeted()), validate_only="true"
    ),
    "new project": lambda desk: desk.admin.post(
        f"{desk.plan}/projects", {**make_project("b"), "indicators": [INDICATOR]}
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
async def test_a_closed_period_refuses_every_write(
    desk: Desk, write: Callable[[Desk], Awaitable[Response]]
) -> None:
    await closed(desk)
    version = (await desk.head())["version"]

    refused = await write(desk)

    assert (refused.status_code, refused.json()["code"]) == (409, "period_closed")
    assert refused.json()["errors"][0]["code"] == "period_closed"
    assert refused.json()["errors"][0]["message"].startswith("2021: ")
    assert (await desk.head())["version"] == version
    await reopened(desk, (await desk.admin.get("/v1/keys/self")).json()["owner"])
    await reopened(desk, "주관부서")
    assert (await write(desk)).is_success  # the same write, once it may


async def test_a_closed_period_refuses_reviews_deletion_and_restoring(desk: Desk) -> None:
    await desk.submit()
    await closed(desk)
    row = {"project": "a", "indicator": "reached", "period": "2021", "decision": "approve"}

    one = await desk.step(desk.reviewer, "approve")
    many = await desk.reviewer.post(f"{desk.plan}/reviews", {"rows": [row]})
    gone = await desk.admin.delete(desk.a, etag=(await desk.head())["etag"])

    assert [answer.json()["code"] for answer in (one, gone)] == ["period_closed"] * 2
    assert many.json()["errors"][0]["code"] == "period_closed"


async def test_restoring_brings_nothing_back_into_a_closed_period(desk: Desk) -> None:
    await desk.admin.delete(desk.a, etag=(await desk.head())["etag"])
    await closed(desk)

    refused = await desk.admin.post(f"{desk.a}/restore")

    assert (refused.status_code, refused.json()["code"]) == (409, "period_closed")


async def test_what_is_of_no_closed_period_can_be_written(desk: Desk) -> None:
    await closed(desk)
    elsewhere = Desk(f"{desk.code[:40]}-x", desk.admin, desk.reporter, desk.reviewer)
    await desk.admin.imported(elsewhere.document(make_project("a")))

    renamed = await desk.admin.patch(desk.a, {"title": "새 이름"}, etag=(await desk.head())["etag"])
    later = await desk.report({"value": "1"}, of="indicators/reached/actuals/2022")
    theirs = await elsewhere.report({"value": "20"})

    assert [answer.status_code for answer in (renamed, later, theirs)] == [200] * 3


@pytest.mark.parametrize(
    ("window", "lock"), [(PAST, "period_closed"), (FUTURE, "period_not_open"), (PRESENT, None)]
)
async def test_days_open_and_close_a_period(
    desk: Desk, window: dict[str, str], lock: str | None
) -> None:
    assert (await put_window(desk, "2021", window)).status_code == 200

    answer = await desk.report({"value": "20"})

    assert await lock_now(desk) == lock
    assert answer.status_code == (200 if lock is None else 409)
    assert answer.json().get("code") == lock


async def test_a_reopened_period_is_open_to_its_owner_only(desk: Desk) -> None:
    await closed(desk)
    await reopened(desk, "기획실")

    refused = await desk.report({"value": "20"})
    accepted = await desk.report({"value": "20"}, caller=desk.reviewer)

    assert (refused.status_code, refused.json()["code"]) == (409, "reopened_for_another")
    assert accepted.status_code == 200
    assert await lock_now(desk) == "reopened_for_another"


async def test_a_reopening_ends_by_itself(desk: Desk) -> None:
    await closed(desk)
    assert (await reopened(desk, "주관부서", seconds=1.5)).status_code == 200

    for _ in range(100):
        if await lock_now(desk) is not None:
            break
        await asyncio.sleep(0.1)

    refused = await desk.report({"value": "20"})
    assert (refused.status_code, refused.json()["code"]) == (409, "reopening_expired")


async def test_closing_again_ends_what_was_reopened(desk: Desk) -> None:
    await closed(desk)
    await reopened(desk, "주관부서")
    assert await lock_now(desk) is None

    again = await change(desk, "2021", "close")

    assert again.json()["reopenings"] == []
    assert await lock_now(desk) == "period_closed"


async def test_a_year_locks_its_quarters_and_no_quarter_its_year(desk: Desk) -> None:
    await closed(desk, "2021-Q1")
    assert [await lock_now(desk, p) for p in ("2021-Q1", "2021-02", "2021", "2021-Q2")] == [
        "period_closed", "period_closed", None, None,
    ]  # fmt: skip

    await closed(desk, "2021")

    assert await lock_now(desk, "2021-Q2") == "period_closed"
    await reopened(desk, "주관부서", period="2021-Q2")
    assert [await lock_now(desk, p) for p in ("2021-Q2", "2021-05", "2021")] == [
        None, None, "period_closed",
    ]  # fmt: skip


async def test_periods_are_listed_as_they_are_and_were(desk: Desk) -> None:
    path = f"/v1/organizations/{desk.organization}/periods"
    empty = await desk.admin.get(path)
    await put_window(desk, "2021", PRESENT)
    opened = await desk.admin.get(path)
    sequence = (await desk.admin.get("/v1/events", limit=1)).headers["pledge-sequence"]
    await change(desk, "2021", "close")
    await reopened(desk, "주관부서")

    now = (await desk.reporter.get(path)).json()

    assert empty.json()["items"] == []
    (period,), (reopening,) = now["items"], now["reopenings"]
    assert {**period, "closed_at": None} == {"period": "2021", **PRESENT, "closed_at": None}
    assert period["closed_at"] is not None
    assert (reopening["owner"], reopening["reason"]) == ("주관부서", "오기 정정")
    assert (await desk.admin.get(path, as_of=sequence)).content == opened.content
    assert (await desk.admin.client.get(path)).status_code == 401
    again = await desk.admin.client.get(
        path, headers=desk.admin.bearer | {"If-None-Match": opened.headers["etag"]}
    )
    assert again.status_code == 200  # it has changed since


async def test_periods_are_changed_as_they_were_seen(desk: Desk) -> None:
    path = f"/v1/organizations/{desk.organization}/periods"
    stale = (await desk.admin.get(path)).headers["etag"]
    await put_window(desk, "2020", PAST)

    refused = await desk.admin.put(f"{path}/2021", PRESENT, of=path, etag=stale)
    blind = await desk.admin.client.put(f"{path}/2021", json=PRESENT, headers=desk.admin.bearer)
    nowhere = await desk.admin.put(
        "/v1/organizations/nowhere/periods/2021", PRESENT, of=path, etag=stale
    )

    assert [a.status_code for a in (refused, blind, nowhere)] == [412, 428, 404]


async def test_what_changes_nothing_is_no_commit(desk: Desk) -> None:
    await closed(desk)
    head = (await desk.admin.get("/v1/events", limit=1)).headers["pledge-sequence"]

    assert (await put_window(desk, "2021", PRESENT)).status_code == 200
    assert (await change(desk, "2021", "close")).status_code == 200

    assert (await desk.admin.get("/v1/events", limit=1)).headers["pledge-sequence"] == head


async def test_a_closed_period_is_not_opened_for_all(desk: Desk) -> None:
    await closed(desk)

    refused = await put_window(desk, "2021", FUTURE)

    assert (refused.status_code, refused.json()["code"]) == (409, "period_closed")


@pytest.mark.parametrize(
    ("period", "window", "code"),
    [
        ("2021", {"opens": "2021-02-01", "closes": "2021-01-31"}, "period_order"),
        ("2021", {"opens": "2021-02-01"}, "missing"),
        ("2021", {**PRESENT, "owner": "x"}, "unknown_field"),
        ("2021-13", PRESENT, "invalid_period"),
        ("prior", PRESENT, "invalid_period"),
    ],
)
async def test_periods_that_cannot_be(
    desk: Desk, period: str, window: dict[str, str], code: str
) -> None:
    refused = await put_window(desk, period, window)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")
    assert code in {error["code"] for error in refused.json()["errors"]}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"owner": "아무도"}, "unknown_reference"),
        ({"expires_at": "2020-01-01T00:00:00+09:00"}, "expired"),
        ({"expires_at": "2199-01-01T00:00:00"}, "invalid_time"),
        ({"expires_at": "2199-01-01"}, "invalid_time"),
        ({"expires_at": 7_000_000_000}, "invalid_time"),
        ({"reason": ""}, "too_short"),
        ({"reason": " "}, "too_short"),
    ],
)
async def test_reopenings_that_cannot_be(desk: Desk, wanted: dict[str, Any], code: str) -> None:
    await closed(desk)
    right = {"owner": "주관부서", "reason": "정정", "expires_at": "2199-01-01T00:00:00+09:00"}

    refused = await change(desk, "2021", "reopen", right | wanted)

    assert refused.status_code == 422
    assert [error["code"] for error in refused.json()["errors"]] == [code]


async def test_only_what_is_closed_is_reopened_and_what_is_open_closed(desk: Desk) -> None:
    unknown = await change(desk, "2021", "close")
    await put_window(desk, "2021", PRESENT)
    still_open = await reopened(desk, "주관부서")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_period")
    assert (still_open.status_code, still_open.json()["code"]) == (409, "period_not_closed")


async def test_every_step_is_sealed_in_the_chain_without_names(desk: Desk) -> None:
    await closed(desk)
    await reopened(desk, "주관부서")

    entries = (await desk.admin.get("/v1/audit", limit=200)).json()["items"]
    subject = f"organizations/{desk.organization}/periods/2021"
    steps = [
        action for entry in entries for action in entry["actions"] if action["subject"] == subject
    ]

    assert sorted(step["action"] for step in steps) == [
        "period_closed", "period_opened", "period_reopened",
    ]  # fmt: skip
    assert "주관부서" not in str(steps)
    assert all(len(step["detail"]["digest"]) == 64 for step in steps)
    verdict = (await desk.admin.get("/v1/audit/verify")).json()
    assert verdict["faults"] == [], verdict
