"""Requests to import: each has one effect however often it is sent, and large ones are queued."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.app import open_state
from pledge_registry.services.import_requests import QUEUED_ABOVE
from pledge_registry.services.plan_imports import PlanImports
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

DOCUMENT = make_document("plan", make_project("a"))
IN_BACKGROUND = {"Prefer": "respond-async"}
WAITING = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
"""Of this test's own database; others wait on the same server."""
CONFLICTING = make_document(
    "late", term={"code": "t", "name": "임기", "start": "2018-07-01", "end": "2022-06-30"}
)


async def _ended(registry: RegistryCaller, location: str) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while True:
            found: dict[str, Any] = (await registry.get(location)).json()
            if found["state"] != "queued":
                return found
            await asyncio.sleep(0.05)


async def test_a_repeated_request_gets_the_same_bytes(registry: RegistryCaller) -> None:
    first = await registry.submit(DOCUMENT, key="one")

    again = await registry.submit(DOCUMENT, key="one")
    new = await registry.submit(DOCUMENT, key="two")

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.headers["location"] == again.headers["location"]
    assert new.json()["result"]["unchanged"] == 1


async def test_a_key_stands_for_one_request(registry: RegistryCaller) -> None:
    await registry.submit(DOCUMENT, key="one")

    body = await registry.submit(make_document("other"), key="one")
    parameters = await registry.submit(DOCUMENT, key="one", prune=True)

    assert (body.status_code, parameters.status_code) == (422, 422)
    assert body.json()["code"] == "idempotency_key_reused"


async def test_a_refused_request_keeps_no_key(registry: RegistryCaller) -> None:
    wrong = make_document("plan", organization="nowhere")

    assert (await registry.submit(wrong, key="one")).status_code == 422
    assert (await registry.submit(DOCUMENT, key="one")).status_code == 200


@pytest.mark.parametrize(
    "keys", [[], [b""], [b'""'], [b"a", b"b"], [b"x" * 256], [b"\xed\x82\xa4"]]
)
async def test_a_request_needs_one_proper_key(samples: RegistryCaller, keys: list[bytes]) -> None:
    headers = [
        (b"Content-Type", b"application/json"),
        (b"Authorization", samples.bearer["Authorization"].encode()),
    ]
    headers += [(b"Idempotency-Key", key) for key in keys]

    answer = await samples.client.post("/v1/imports", content=b"{}", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


async def test_a_hundred_identical_requests_have_one_effect(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    answers = await asyncio.gather(*(registry.submit(DOCUMENT, key="same") for _ in range(100)))

    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[200] >= 1
    assert set(statuses) <= {200, 409, 503}, statuses  # 503: a busy machine had no connection left
    assert len({answer.content for answer in answers if answer.status_code == 200}) == 1
    assert await query("SELECT count(*) FROM commits") == 1
    assert await query("SELECT count(*) FROM imports") == 1


async def test_keys_of_different_callers_do_not_meet(registry: RegistryCaller) -> None:
    made = await registry.client.post(
        "/v1/keys",
        json={"name": "second", "role": "administrator"},
        headers=registry.bearer | {"Idempotency-Key": "same"},
    )
    second = RegistryCaller(registry.client, made.json()["key"])

    answers = [await caller.submit(DOCUMENT, key="import") for caller in (registry, second)]

    assert [answer.json()["result"]["created"] for answer in answers] == [1, 0]


async def test_a_large_import_is_queued_and_done(registry: RegistryCaller) -> None:
    projects = [make_project(f"p{number}") for number in range(QUEUED_ABOVE + 1)]

    queued = await registry.submit(make_document("plan", *projects), key="large")
    again = await registry.submit(make_document("plan", *projects), key="large")

    assert queued.status_code == again.status_code == 202
    assert queued.json()["state"] == "queued"
    assert queued.headers["location"] == again.headers["location"]
    done = await _ended(registry, queued.headers["location"])
    assert (done["state"], done["result"]["created"]) == ("succeeded", QUEUED_ABOVE + 1)


async def test_an_import_that_fits_is_done_at_once(registry: RegistryCaller) -> None:
    projects = [make_project(f"p{number}") for number in range(QUEUED_ABOVE)]

    answer = await registry.submit(make_document("plan", *projects))

    assert (answer.status_code, answer.json()["state"]) == (200, "succeeded")
    assert (await registry.get(answer.headers["location"])).content == answer.content


async def test_a_client_may_ask_not_to_wait(registry: RegistryCaller) -> None:
    queued = await registry.submit(DOCUMENT, headers=IN_BACKGROUND, reason="야간 반영")

    assert queued.status_code == 202
    done = await _ended(registry, queued.headers["location"])
    assert (done["state"], done["result"]["created"]) == ("succeeded", 1)
    versions = (await registry.get("/v1/plans/plan/projects/a/versions")).json()["items"]
    assert versions[0]["reason"] == "야간 반영"


async def test_a_queued_import_that_breaks_a_rule_says_so(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    wrong = make_document("plan", make_project("a", goal="nowhere"))

    queued = await registry.submit(wrong, headers=IN_BACKGROUND)
    failed = await _ended(registry, queued.headers["location"])

    assert failed["state"] == "failed"
    assert [(i["pointer"], i["code"]) for i in failed["issues"]] == [
        ("/projects/0/goal", "unknown_reference")
    ]
    assert await query("SELECT count(*) FROM versions") == 0
    assert await query("SELECT count(*) FROM import_lines") == 0


async def test_an_import_that_breaks_the_worker_does_not_end_it(
    registry: RegistryCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(_: PlanImports) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(PlanImports, "end", break_down)
        first = await registry.submit(DOCUMENT, headers=IN_BACKGROUND)
        failed = await _ended(registry, first.headers["location"])
    queued = await registry.submit(DOCUMENT, headers=IN_BACKGROUND)

    assert (failed["state"], failed["issues"][0]["code"]) == ("failed", "internal_error")
    assert (await _ended(registry, queued.headers["location"]))["state"] == "succeeded"


async def test_the_worker_goes_on_after_it_lost_its_connection(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    await query(
        "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"  # and see them end
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    queued = await registry.submit(DOCUMENT, headers=IN_BACKGROUND)

    assert (await _ended(registry, queued.headers["location"]))["state"] == "succeeded"


async def test_a_worker_that_dies_in_the_middle_loses_nothing(
    app: FastAPI, registry_database: ThrowawayDatabase, key: str, query: Callable[..., Any]
) -> None:
    documents = [make_document(f"plan-{n}", make_project("a")) for n in range(5)]
    lock = "SELECT pg_advisory_lock(hashtextextended('organizations', 0))"
    await query(lock)  # the first worker stops inside its transaction
    async with open_state(registry_database.app_url) as state:
        transport = transport_to(app, state)
        async with AsyncClient(transport=transport, base_url="http://registry") as client:
            caller = RegistryCaller(client, key)
            locations = [
                (await caller.submit(document, headers=IN_BACKGROUND)).headers["location"]
                for document in documents
            ]
            await _one_waits(query)
    await query(lock.replace("lock(", "unlock("))

    async with open_state(registry_database.app_url) as state:
        transport = transport_to(app, state)
        async with AsyncClient(transport=transport, base_url="http://registry") as client:
            caller = RegistryCaller(client, key)
            ended = [await _ended(caller, location) for location in locations]
    assert [item["state"] for item in ended] == ["succeeded"] * 5
    assert [item["result"]["created"] for item in ended] == [1] * 5
    assert await query("SELECT count(*) FROM commits") == 5


async def _one_waits(query: Callable[..., Any]) -> None:
    for _ in range(200):
        if await query(WAITING) == 1:
            return
        await asyncio.sleep(0.05)
    pytest.fail("no worker ever waited for the lock")


async def test_an_import_waits_for_a_write_and_then_sees_it(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    await registry.imported(DOCUMENT)
    await query("BEGIN")
    await query("SELECT sequence FROM feed_head FOR UPDATE")  # writes stop at their last step
    write = asyncio.create_task(registry.patch("/v1/plans/plan/projects/a", {"title": "고친 것"}))
    await _wait_for_locks(query, 1)
    imported = asyncio.create_task(registry.submit(DOCUMENT))
    await _wait_for_locks(query, 2)
    await query("COMMIT")

    assert (await write).status_code == 200
    assert (await imported).json()["result"]["changed"] == 1


async def _wait_for_locks(query: Callable[..., Any], number: int) -> None:
    async with asyncio.timeout(20):
        while await query(WAITING) < number:
            await query("SELECT pg_stat_clear_snapshot()")  # else one transaction sees one state
            await asyncio.sleep(0.05)


async def test_imports_are_shown_to_those_who_may_import(registry: RegistryCaller) -> None:
    done = await registry.submit(DOCUMENT)
    location = done.headers["location"]

    assert (await registry.get(location)).json() == done.json()
    assert (await registry.client.get(location)).status_code == 401
    unknown = await registry.get("/v1/imports/01890a5d-ac96-774b-bcce-b302099a8057")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_import")


async def test_a_body_is_read_after_the_key(samples: RegistryCaller) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "x"}

    answer = await samples.client.post("/v1/imports", content=b"{not json", headers=headers)

    assert answer.status_code == 401


async def test_other_types_of_body_are_refused(samples: RegistryCaller) -> None:
    for content_type in ("text/plain", "application/json; charset=euc-kr", "application/xml"):
        answer = await samples.submit(
            json.dumps(DOCUMENT).encode(), headers={"Content-Type": content_type}
        )
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
