"""The record cannot be changed, a commit that fails has no effect, and a lost database is said."""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.app import open_state
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"
CHANGES = [
    "UPDATE versions SET tombstone = true",
    "DELETE FROM versions",
    "UPDATE commits SET reason = 'other'",
    "DELETE FROM commits",
    "UPDATE events SET version = 9",
    "DELETE FROM events",
    "UPDATE actuals SET value = 1",
    "DELETE FROM actuals",
]


async def _run(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_the_record_can_only_grow(
    registry: RegistryCaller, registry_database: ThrowawayDatabase
) -> None:
    await registry.imported(make_document("plan", make_project("a")))

    for change in CHANGES:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await _run(registry_database.app_url, change)
        with pytest.raises(asyncpg.RestrictViolationError):
            await _run(registry_database.owner_url, change)
    with pytest.raises(asyncpg.RestrictViolationError):
        await _run(registry_database.owner_url, "TRUNCATE versions CASCADE")
    await registry.put_actual(A, "reached/2021", {"value": "1"})  # while it still grows
    assert (await registry.get(A)).json()["version"] == 2


async def test_readers_of_the_database_see_no_keys(registry_database: ThrowawayDatabase) -> None:
    await _run(registry_database.read_url, "SELECT * FROM versions")
    for table in ("api_keys", "contacts", "idempotency_keys", "imports"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await _run(registry_database.read_url, f"SELECT * FROM {table}")  # noqa: S608 - a constant


async def test_a_commit_that_fails_is_never_acknowledged(
    registry: RegistryCaller, registry_database: ThrowawayDatabase, query: Callable[..., Any]
) -> None:
    await registry.imported(make_document("plan", make_project("a")))
    before, feed = await registry.get(A), (await registry.get("/v1/events")).content
    await _run(
        registry_database.owner_url,
        """CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'the commit fails'; END $$""",
        """CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON commits
           DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()""",
    )

    answers = [
        await registry.put_actual(A, "reached/2021", {"value": "1"}),
        await registry.patch(A, {"title": "새 이름"}),
        await registry.submit(make_document("other"), key="once"),
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
        assert answer.headers["content-type"] == "application/problem+json"
        assert "fails" not in answer.text
    assert (await registry.get(A)).content == before.content
    assert (await registry.get("/v1/events")).content == feed
    assert await query("SELECT count(*) FROM idempotency_keys") == 1
    await _run(registry_database.owner_url, "DROP TRIGGER fails ON commits")
    again = await registry.submit(make_document("other"), key="once")
    assert again.json()["result"]["sequence"] == 2  # no number was lost either


async def _asked(app: FastAPI, url: str, *paths: str) -> list[Response]:
    async with open_state(url) as state:
        app.state.database = state["database"]
        transport = transport_to(app, state)
        async with AsyncClient(transport=transport, base_url="http://registry") as client:
            return [await client.get(path) for path in paths]


async def test_an_unreachable_database_is_said(
    app: FastAPI, registry_database: ThrowawayDatabase
) -> None:
    user, _, rest = registry_database.app_url.rpartition("@")
    nowhere = f"{user}@127.0.0.1:1/{rest.rpartition('/')[2]}"
    missing = f"{registry_database.app_url}-missing"

    for url in (nowhere, missing):
        for answer in await _asked(app, url, "/v1/plans", "/v1/events", "/readyz"):
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert answer.headers["retry-after"] == "1"
            assert answer.headers["content-type"] == "application/problem+json"
    assert (await _asked(app, nowhere, "/livez"))[0].status_code == 200


async def test_a_connection_that_was_cut_is_replaced(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    await registry.imported(make_document("plan", make_project("a")))
    lock = "SELECT pg_advisory_lock(hashtextextended('organizations', 0))"
    await query(lock)
    waiting = asyncio.create_task(registry.submit(make_document("other")))
    await asyncio.sleep(0.5)

    await query(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    cut = await waiting
    await query(lock.replace("lock(", "unlock("))

    assert (cut.status_code, cut.json()["code"]) == (503, "unavailable")
    assert (await registry.get(A)).status_code == 200
    assert (await registry.submit(make_document("other"))).status_code == 200


async def test_a_current_schema_is_ready(registry: RegistryCaller) -> None:
    answer = await registry.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_a_stale_schema_is_not_ready(
    registry: RegistryCaller, registry_database: ThrowawayDatabase
) -> None:
    await _run(registry_database.owner_url, "UPDATE alembic_version SET version_num = 'older'")

    answer = await registry.get("/readyz")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "migrations" in answer.json()["detail"]
    assert answer.headers["retry-after"]
