"""A restored backup: an earlier record under a new epoch, and every reader notices."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from pledge_local.__main__ import main
from pledge_local.throwaway import ThrowawayDatabase, ThrowawayServer
from pledge_registry.app import State, open_state
from pledge_registry.cli import new_epoch
from pledge_registry.services.epoch import begin_epoch
from pledge_registry.services.outbound import Outbound
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller
from pledge_shared.testing.webhook_receiver import Receiver, receiving

EVENTS = "/v1/events"
A = "/v1/plans/plan/projects/a"


@asynccontextmanager
async def _running(
    app: FastAPI, url: str, key: str, receiver: Receiver | None = None
) -> AsyncIterator[tuple[RegistryCaller, State]]:
    """Run a registry on a database; it delivers webhooks when there is a receiver."""
    listed = [] if receiver is None else [receiver.host]
    delivers = receiver is not None
    async with open_state(url, outbound=Outbound(listed), delivers=delivers) as state:
        transport = transport_to(app, state)
        async with AsyncClient(transport=transport, base_url="http://registry") as client:
            yield RegistryCaller(client, key), state


async def _whole(registry: RegistryCaller) -> list[dict[str, Any]]:
    page = (await registry.get(EVENTS, limit=200)).json()
    events: list[dict[str, Any]] = page["items"]
    return events


@pytest.fixture
def restored(
    app: FastAPI, postgres: ThrowawayServer, registry_database: ThrowawayDatabase, key: str
) -> Iterator[tuple[ThrowawayDatabase, str, str]]:
    """Lend a backup of a record that went on afterwards, and cursors of before and after it."""

    async def write(*titles: str) -> str:
        async with _running(app, registry_database.app_url, key) as (registry, _):
            await registry.imported(make_document("plan", make_project("a")))
            for title in titles:
                assert (await registry.patch(A, {"title": title})).status_code == 200
            return str((await _whole(registry))[-1]["id"])

    before = asyncio.run(write("하나", "둘"))
    with postgres.copied(registry_database) as backup:
        yield backup, before, asyncio.run(write("셋", "넷"))


async def _asked(registry: RegistryCaller, cursor: str) -> set[tuple[int, str | None]]:
    async with asyncio.timeout(10):  # a stream that is not refused never ends
        answers = [await registry.get(path, after=cursor) for path in (EVENTS, f"{EVENTS}/stream")]
    return {(answer.status_code, answer.json().get("code")) for answer in answers}


GONE = {(410, "feed_epoch_changed")}


def test_old_cursors_are_gone_once_a_new_epoch_has_begun(
    app: FastAPI, restored: tuple[ThrowawayDatabase, str, str], key: str
) -> None:
    backup, before, after = restored

    async def until_restored() -> list[dict[str, Any]]:
        async with _running(app, backup.app_url, key) as (registry, _):
            assert await _asked(registry, after) == GONE  # beyond the end of what there is
            assert (await registry.get(EVENTS, after=before)).json()["items"] == []
            return await _whole(registry)

    async def read_again() -> list[dict[str, Any]]:
        async with _running(app, backup.app_url, key) as (registry, _):
            for _ in range(3):  # numbers beyond the old end are given again
                await registry.patch(A, {"title": uuid4().hex})
            for cursor in (before, after):
                assert await _asked(registry, cursor) == GONE
            return await _whole(registry)

    known = asyncio.run(until_restored())
    epoch = new_epoch(backup.owner_url, "어제의 사본")
    events = asyncio.run(read_again())

    assert {event["id"][:36] for event in events} == {str(epoch)} != {before[:36]}
    assert [event["data"] for event in events[: len(known)]] == [event["data"] for event in known]
    assert len(events) == len(known) + 3


def test_a_new_epoch_is_sealed(
    restored: tuple[ThrowawayDatabase, str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    backup, before, _ = restored
    monkeypatch.setenv("REGISTRY_DATABASE_URL", backup.app_url)
    monkeypatch.setenv("SCORING_DATABASE_URL", backup.app_url)

    with pytest.raises(SystemExit) as ended:
        main(["new-epoch", "--reason", "어제의 사본"])

    assert ended.value.code == 0
    printed = capsys.readouterr().out
    row = asyncio.run(_last_commit(backup.owner_url))
    assert (row["actor"].int, row["reason"], row["sequence"]) == (0, "어제의 사본", 4)
    assert '"epoch_began"' in row["actions"]
    assert before[:36] in row["actions"]
    assert str(row["epoch"]) in row["actions"]
    assert str(row["epoch"]) in printed.replace("\n", "")
    assert row["hash"] == row["head_hash"]


async def _last_commit(url: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchrow(
            "SELECT c.actor, c.reason, c.sequence, c.actions::text AS actions, c.hash, h.epoch,"
            " h.hash AS head_hash FROM commits c, feed_head h ORDER BY c.sequence DESC LIMIT 1"
        )
    finally:
        await connection.close()


def test_without_a_database_no_epoch_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("REGISTRY", "SCORING"):
        monkeypatch.setenv(f"{name}_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    assert main(["new-epoch"]) == 1
    assert "does not take a new epoch" in capsys.readouterr().err


async def test_who_waits_is_told_when_an_epoch_begins(
    app: FastAPI, registry_database: ThrowawayDatabase, key: str
) -> None:
    async with _running(app, registry_database.app_url, key) as (registry, state):
        await registry.imported(make_document("plan"))
        end = (await _whole(registry))[-1]["id"]
        waiting = asyncio.create_task(registry.get(EVENTS, after=end, wait=20))
        await asyncio.sleep(0.2)

        await begin_epoch(state["database"])

        async with asyncio.timeout(5):
            assert (await waiting).status_code == 410


async def test_a_stream_ends_when_an_epoch_begins(
    app: FastAPI, registry_database: ThrowawayDatabase, key: str
) -> None:
    async with _running(app, registry_database.app_url, key) as (registry, state):
        await registry.imported(make_document("plan"))
        stream = asyncio.create_task(registry.get(f"{EVENTS}/stream"))
        await asyncio.sleep(0.2)

        await begin_epoch(state["database"])

        async with asyncio.timeout(5):
            answer = await stream
        assert answer.status_code == 200
        assert answer.text.count("event: ") == 2


def test_webhooks_go_on_from_where_the_restored_record_says(
    app: FastAPI, postgres: ThrowawayServer, registry_database: ThrowawayDatabase, key: str
) -> None:
    """What had not been delivered when the backup was made is delivered; then what comes after."""

    async def prepare() -> str:
        async with (
            receiving() as receiver,
            open_state(registry_database.app_url, outbound=Outbound([receiver.host])) as state,
        ):
            transport = transport_to(app, state)
            async with AsyncClient(transport=transport, base_url="http://registry") as client:
                registry = RegistryCaller(client, key)
                headers = registry.bearer | {"Idempotency-Key": "once"}
                made = await client.post(
                    "/v1/webhooks", json={"url": receiver.url}, headers=headers
                )
                assert made.status_code == 201
                await registry.imported(make_document("plan", make_project("a")))
                return receiver.host

    async def deliver(url: str, count: int, host: str, title: str) -> list[str]:
        async with receiving(host) as receiver, _running(app, url, key, receiver) as (registry, _):
            await registry.patch(A, {"title": title})
            await receiver.until(count)
            return receiver.ids

    host = asyncio.run(prepare())
    with postgres.copied(registry_database) as backup:
        asyncio.run(deliver(registry_database.app_url, 4, host, "잃은 판"))
        epoch = new_epoch(backup.owner_url)
        ids = asyncio.run(deliver(backup.app_url, 4, host, "새 판"))

    assert [each[36:] for each in ids] == [".2.0", ".2.1", ".2.2", ".4.0"]
    assert {each[:36] for each in ids} == {str(epoch)}
