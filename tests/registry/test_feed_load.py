"""The feed under eight writers, a long import and killed consumers: no gap, no disorder, no effect
twice. With real processes that are really killed: tests/faults/test_feed_killed.py."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import asyncpg
import pytest_asyncio
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

WRITERS, WRITES, HELD_PROJECTS = 8, 4, 40
NOTED, KILLED = 0.2, 0.05
LONGEST_LIFE = 1.0
TLS = ssl.create_default_context()
"""Made once: reading the certificates for each life would take longer than the life."""

EVENTS = "/v1/events"


class KilledError(Exception):
    """Ends a consumer's life wherever it is."""


@dataclass
class Consumer:
    """Applies each event once by its id, notes now and then how far it has come, and dies often."""

    base_url: str
    read: Callable[["Consumer", AsyncClient], Awaitable[None]]
    chance: Random
    cursor: str | None = None
    effects: dict[str, dict[str, Any]] = field(default_factory=dict)
    again: int = 0
    killed: int = 0

    def take(self, event: dict[str, Any]) -> None:
        self._may_die()
        if event["id"] in self.effects:
            self.again += 1
        else:
            self.effects[event["id"]] = event
        self._may_die()  # then the event is read again
        if self.chance.random() < NOTED:
            self.cursor = event["id"]

    def _may_die(self) -> None:
        if self.chance.random() < KILLED:
            raise KilledError

    async def live(self, until: Callable[["Consumer"], bool]) -> None:
        """Read, and after each death begin again where the note says."""
        while not until(self):
            life = asyncio.create_task(self._live_once())
            try:
                await asyncio.wait({life}, timeout=LONGEST_LIFE)
            finally:
                life.cancel()
            await asyncio.wait({life})
            self.killed += 1
            assert life.cancelled() or isinstance(life.exception(), KilledError)

    async def _live_once(self) -> None:
        async with AsyncClient(base_url=self.base_url, timeout=30, verify=TLS) as client:
            await self.read(self, client)


def _polling(wait: float) -> Callable[[Consumer, AsyncClient], Awaitable[None]]:
    async def read(consumer: Consumer, client: AsyncClient) -> None:
        while True:
            after = {"after": consumer.cursor} if consumer.cursor else {}
            answer = await client.get(EVENTS, params={"limit": "7", "wait": str(wait), **after})
            items = answer.json()["items"]
            for event in items:
                consumer.take(event)
            await asyncio.sleep(0 if items else 0.05)

    return read


async def _streaming(consumer: Consumer, client: AsyncClient) -> None:
    headers = {"Last-Event-ID": consumer.cursor} if consumer.cursor else {}
    async with client.stream("GET", f"{EVENTS}/stream", headers=headers) as answer:
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                consumer.take(json.loads(line.removeprefix("data: ")))


@pytest_asyncio.fixture(loop_scope="session")
async def registry(served_empty: tuple[str, dict[str, str]]) -> AsyncIterator[RegistryCaller]:
    address, headers = served_empty
    async with AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
        yield RegistryCaller(client, headers["Authorization"].removeprefix("Bearer "))


@pytest_asyncio.fixture(loop_scope="session")
async def superuser(registry_database: ThrowawayDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(registry_database.superuser_url)
    yield connection
    await connection.close()


async def test_no_reader_misses_or_repeats_whatever_is_killed(
    registry: RegistryCaller, superuser: asyncpg.Connection
) -> None:
    base_url, ends = str(registry.client.base_url), list[str]()
    consumers = [
        Consumer(base_url, way, Random(number))  # noqa: S311 - when to kill
        for number, way in enumerate((_polling(0), _polling(5), _streaming))
    ]

    def has_all(consumer: Consumer) -> bool:
        return bool(ends) and ends[0] in consumer.effects

    async with asyncio.timeout(180), asyncio.TaskGroup() as living:
        for each in consumers:
            living.create_task(each.live(has_all))
        await _write_around_a_long_import(registry, superuser)
        events = await whole_feed(registry)
        ends.append(events[-1]["id"])

    check_feed(events, await superuser.fetchval("SELECT count(*) FROM versions"))
    for each in consumers:
        assert list(each.effects.values()) == events
    assert min(each.killed for each in consumers) > 5
    assert sum(each.again for each in consumers) > 0


async def _write_around_a_long_import(
    registry: RegistryCaller, superuser: asyncpg.Connection
) -> None:
    """Let half of the writers do half of their work while the import is held, then all the rest."""
    editors, importers = range(WRITERS // 2), range(WRITERS // 2, WRITERS)
    await asyncio.gather(*(begin(registry, each) for each in range(WRITERS)))
    async with holding(registry, superuser, HELD_PROJECTS):
        before = await superuser.fetchval("SELECT sequence FROM feed_head")
        await asyncio.gather(*(edit(registry, each, range(WRITES)) for each in editors))
        after = await superuser.fetchval("SELECT sequence FROM feed_head")
        assert after - before == len(editors) * WRITES  # it has stalled nobody
    rest = range(WRITES, 2 * WRITES)
    await asyncio.gather(
        *(edit(registry, each, rest) for each in editors),
        *(edit_and_import(registry, each, rest) for each in importers),
    )
