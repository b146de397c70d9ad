"""The feed under eight writers and a long import, while its consumers and the registry itself are
killed with SIGKILL: no gap, no disorder within a document, no effect twice, no webhook lost."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase
from pledge_shared.testing.feed_load import (
    begin,
    check_feed,
    edit,
    edit_and_import,
    holding,
    whole_feed,
)
from pledge_shared.testing.registry_caller import RegistryCaller
from pledge_shared.testing.webhook_receiver import Receiver, receiving

from .conftest import Registry
from .feed_consumer import SCHEMA

SCRIPT = Path(__file__).with_name("feed_consumer.py")
WAYS = ("poll", "wait", "stream") * 2
WRITERS, WRITES, HELD_PROJECTS = 8, 20, 300
KILLS_OF_THE_REGISTRY = 3
LONGEST_LIFE = 150
"""Looks of 20 ms each at how far a consumer has come."""


class Consumer:
    """A process that reads the feed, killed and started again; its effects outlive it."""

    def __init__(self, url: str, way: str, file: Path) -> None:
        self._command = [sys.executable, "-P", str(SCRIPT), url, way, str(file)]
        self._store = sqlite3.connect(file)
        self._store.executescript(SCHEMA)
        self.killed = 0

    async def live(self, chance: Random, ended: asyncio.Event) -> None:
        """Run it again and again, each time until some more events were taken."""
        while not ended.is_set():
            process = subprocess.Popen(self._command)  # noqa: ASYNC220, S603 - returns at once; this Python on our own script
            await self._until_taken(chance.randint(0, 20), ended)
            await asyncio.sleep(chance.uniform(0, 0.02))
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.killed += 1

    async def _until_taken(self, more: int, ended: asyncio.Event) -> None:
        begun = self._taken()
        for _ in range(LONGEST_LIFE):
            if ended.is_set() or self._taken() - begun > more:
                return
            await asyncio.sleep(0.02)

    def _taken(self) -> int:
        return int(self.rows("SELECT count(*) FROM notes")[0])

    def close(self) -> None:
        self._store.close()

    def rows(self, query: str) -> list[Any]:
        return [row[0] for row in self._store.execute(query)]


async def _hook(caller: RegistryCaller, receiver: Receiver) -> None:
    headers = caller.bearer | {"Idempotency-Key": uuid4().hex}
    body = {"url": receiver.url}
    answer = await caller.client.post("/v1/webhooks", json=body, headers=headers)
    assert answer.is_success, answer.text


async def _write(caller: RegistryCaller, superuser: asyncpg.Connection) -> None:
    editors, importers = range(WRITERS // 2), range(WRITERS // 2, WRITERS)
    await asyncio.gather(*(begin(caller, each) for each in range(WRITERS)))
    async with holding(caller, superuser, HELD_PROJECTS):
        await asyncio.gather(*(edit(caller, each, range(WRITES)) for each in editors))
    rest = range(WRITES, 2 * WRITES)
    await asyncio.gather(
        *(edit(caller, each, rest) for each in editors),
        *(edit_and_import(caller, each, rest) for each in importers),
    )


async def _kill(registry: Registry, chance: Random) -> None:
    for _ in range(KILLS_OF_THE_REGISTRY):
        await asyncio.sleep(chance.uniform(4, 8))
        registry.kill()
        await asyncio.to_thread(registry.start_again)


@pytest.mark.slow
async def test_no_consumer_misses_or_repeats_whatever_is_killed(
    registry: Registry, registry_database: ThrowawayDatabase, tmp_path: Path
) -> None:
    superuser = await asyncpg.connect(registry_database.superuser_url)
    url, ended = registry.service.url, asyncio.Event()
    async with (
        receiving() as receiver,
        AsyncClient(base_url=url, timeout=30, trust_env=False) as client,
    ):
        registry.kill()
        registry.settings["REGISTRY_WEBHOOK_HOSTS"] = receiver.host
        await asyncio.to_thread(registry.start_again)
        caller = RegistryCaller(client, registry.key)
        await _hook(caller, receiver)
        consumers = [
            Consumer(url, way, tmp_path / f"{number}.sqlite") for number, way in enumerate(WAYS)
        ]
        living = [
            asyncio.create_task(each.live(Random(number), ended))  # noqa: S311 - when to kill
            for number, each in enumerate(consumers)
        ]
        await asyncio.gather(_write(caller, superuser), _kill(registry, Random(8)))  # noqa: S311 - the same
        events = await whole_feed(caller)
        await _until_all_have(consumers, receiver, events)
        ended.set()
        await asyncio.gather(*living)

    versions = await superuser.fetchval("SELECT count(*) FROM versions")
    await superuser.close()
    _check(events, versions, consumers, receiver)
    for each in consumers:
        each.close()


async def _until_all_have(
    consumers: list[Consumer], receiver: Receiver, events: list[dict[str, Any]]
) -> None:
    """Wait until the last event has come everywhere; a killed registry's lease must run out."""
    last = events[-1]["id"]
    async with asyncio.timeout(120):
        for each in consumers:
            while last not in each.rows("SELECT id FROM effects"):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
        while last not in receiver.ids:  # noqa: ASYNC110 - nobody tells of one event
            await asyncio.sleep(0.1)


def _check(
    events: list[dict[str, Any]], versions: int, consumers: list[Consumer], receiver: Receiver
) -> None:
    check_feed(events, versions)
    for each in consumers:
        effects = each.rows("SELECT event FROM effects ORDER BY place")
        assert [json.loads(effect) for effect in effects] == events
    assert list(dict.fromkeys(receiver.ids)) == [event["id"] for event in events]
    kills = sum(each.killed for each in consumers)
    again = sum(len(each.rows("SELECT id FROM again")) for each in consumers)
    assert min(each.killed for each in consumers) > 5
    assert again > 0
    sys.stdout.write(
        f"\n{WRITERS} writers, {versions} versions in {events[-1]['data']['sequence']} commits, an "
        f"import of {HELD_PROJECTS} projects held open; {len(consumers)} consumers killed {kills} "
        f"times, the registry {KILLS_OF_THE_REGISTRY} times: 0 events lost, 0 out of order, "
        f"{again} read again, 0 effects twice; webhook: {len(receiver.ids)} requests for "
        f"{len(events)} events\n"
    )
