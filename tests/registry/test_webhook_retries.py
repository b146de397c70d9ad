"""When a receiver fails or a process dies: tried again by the schedule, in order, none lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.app import open_state
from pledge_registry.domain.webhooks import PAUSES, next_attempt
from pledge_registry.services.outbound import Outbound
from pledge_registry.services.webhook_delivery import LEASE, Deliverer
from pledge_registry.services.webhook_worker import WebhookWorker
from pledge_registry.storage.webhook_queue import WebhookQueue
from pledge_shared.database.connections import Database
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller
from pledge_shared.testing.webhook_receiver import Receiver, receiving

HOOKS = "/v1/webhooks"
A = "/v1/plans/plan/projects/a"
STANDARD = [
    timedelta(),
    timedelta(seconds=5),
    timedelta(minutes=5, seconds=5),
    timedelta(minutes=35, seconds=5),
    timedelta(hours=2, minutes=35, seconds=5),
    timedelta(hours=7, minutes=35, seconds=5),
    timedelta(hours=17, minutes=35, seconds=5),
    timedelta(hours=31, minutes=35, seconds=5),
    timedelta(hours=51, minutes=35, seconds=5),
    timedelta(hours=75, minutes=35, seconds=5),
]
"""Since the first attempt, as the standard's table has it."""

SECOND = timedelta(seconds=1)


@dataclass
class Delivery:
    """A registry that delivers when it is told to, by a clock that stands still."""

    registry: RegistryCaller
    database: Database
    receiver: Receiver
    other: Receiver
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    hook: str = ""

    def worker(self) -> WebhookWorker:
        outbound = Outbound([self.receiver.host, self.other.host])
        deliverer = Deliverer(self.database, outbound, clock=lambda: self.now, jitter=lambda: 1.0)
        return WebhookWorker(self.database, deliverer, asyncio.Event)

    async def make(self, **fields: Any) -> str:
        """Make a webhook, and then some events for it."""
        answer = await self.post(HOOKS, {"url": self.receiver.url, **fields})
        self.hook = str(answer.headers["location"])
        await self.registry.imported(make_document("plan", make_project("a")))
        return self.hook

    async def post(self, path: str, body: Any = None) -> Any:
        headers = self.registry.bearer | {"Idempotency-Key": uuid4().hex}
        answer = await self.registry.client.post(path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer

    async def patch(self, patch: Any) -> None:
        etag = (await self.registry.get(self.hook)).headers["etag"]
        headers = self.registry.bearer | {"If-Match": etag, "Content-Type": MERGE_PATCH}
        answer = await self.registry.client.patch(self.hook, json=patch, headers=headers)
        assert answer.is_success, answer.text

    async def drain(self) -> int:
        """Serve until nothing is due; return how many requests that made."""
        before = len(self.receiver.received)
        worker = self.worker()
        while await worker.step():
            pass
        return len(self.receiver.received) - before

    async def ids(self) -> list[str]:
        events = (await self.registry.get("/v1/events", limit=200)).json()["items"]
        return [event["id"] for event in events]

    async def shown(self) -> Any:
        return (await self.registry.get(self.hook)).json()

    async def log(self) -> list[Any]:
        answer = await self.registry.get(f"{self.hook}/deliveries", limit=200)
        return list(reversed(answer.json()["items"]))


@pytest_asyncio.fixture(loop_scope="session")
async def delivery(
    app: FastAPI, registry_database: ThrowawayDatabase, key: str
) -> AsyncIterator[Delivery]:
    async with receiving() as receiver, receiving() as other:
        outbound = Outbound([receiver.host, other.host])
        async with open_state(registry_database.app_url, outbound=outbound) as state:
            transport = transport_to(app, state)
            async with AsyncClient(transport=transport, base_url="http://registry") as client:
                yield Delivery(RegistryCaller(client, key), state["database"], receiver, other)


async def test_a_failing_receiver_is_tried_by_the_standards_schedule_then_left(
    delivery: Delivery, query: Callable[..., Any]
) -> None:
    delivery.receiver.answers.extend(["500 Oh"] * 10)
    await delivery.make()
    began = delivery.now
    assert await delivery.drain() == 1
    for due in STANDARD[1:]:
        assert (await delivery.shown())["state"] == "enabled"
        delivery.now = began + due - SECOND
        assert await delivery.drain() == 0
        delivery.now = began + due
        assert await delivery.drain() == 1

    assert (await delivery.shown())["disabled_reason"] == "failing"
    ids = await delivery.ids()
    assert delivery.receiver.ids == ids[:1] * 10  # it held back what came behind it
    log = await delivery.log()
    assert [each["attempt"] for each in log] == list(range(1, 11))
    assert [each["next_attempt_at"] is None for each in log] == [False] * 9 + [True]
    sealed = await query("SELECT actions::text FROM commits ORDER BY sequence DESC LIMIT 1")
    assert "webhook_disabled" in sealed
    assert ids[0] in sealed
    delivery.now += timedelta(days=30)
    assert await delivery.drain() == 0

    await delivery.post(f"{delivery.hook}/enable")
    assert await delivery.drain() == 3

    assert delivery.receiver.ids[10:] == ids
    assert [each["attempt"] for each in (await delivery.log())[10:]] == [1, 1, 1]


async def test_later_events_wait_for_the_one_that_fails(delivery: Delivery) -> None:
    delivery.receiver.answers.extend(["204 No Content", "302 Found\r\nLocation: /", "204 No"])
    await delivery.make()
    assert await delivery.drain() == 2
    await delivery.registry.patch(A, {"title": "새 이름"})
    assert await delivery.drain() == 0

    delivery.now += timedelta(seconds=5)
    assert await delivery.drain() == 3

    ids = await delivery.ids()
    assert delivery.receiver.ids == [ids[0], ids[1], *ids[1:]]
    assert [each["attempt"] for each in await delivery.log()] == [1, 1, 2, 1, 1]


async def test_a_receiver_that_is_gone_is_told_nothing_more(delivery: Delivery) -> None:
    delivery.receiver.answers.append("410 Gone")
    await delivery.make()

    assert await delivery.drain() == 1
    delivery.now += timedelta(days=30)
    assert await delivery.drain() == 0

    shown = await delivery.shown()
    assert (shown["state"], shown["disabled_reason"], shown["version"]) == ("disabled", "gone", 2)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        ("503 Busy\r\nRetry-After: 60", 60),
        ("429 Slower\r\nRetry-After: 60", 60),
        ("429 Slower\r\nRetry-After: 1", 5),
        ("503 Busy\r\nRetry-After: 864000", 86_400),
        ("503 Busy\r\nRetry-After: 99999999999999999999", 86_400),
        ("503 Busy\r\nRetry-After: -5", 5),
        ("503 Busy\r\nRetry-After: soon", 5),
        ("503 Busy", 5),
        ("500 Oh\r\nRetry-After: 60", 5),
    ],
)
async def test_a_receiver_may_ask_for_time(delivery: Delivery, answer: str, seconds: int) -> None:
    delivery.receiver.answers.append(answer)
    await delivery.make()
    await delivery.drain()

    (attempt,) = await delivery.log()

    again = datetime.fromisoformat(attempt["next_attempt_at"])
    assert again - delivery.now == timedelta(seconds=seconds)


async def test_a_receiver_may_ask_for_time_by_a_date(delivery: Delivery) -> None:
    until = delivery.now + timedelta(hours=1)
    words = f"503 Busy\r\nRetry-After: {format_datetime(until, usegmt=True)}"
    delivery.receiver.answers.append(words)
    await delivery.make()
    await delivery.drain()

    (attempt,) = await delivery.log()

    again = datetime.fromisoformat(attempt["next_attempt_at"])
    assert abs(again - until) < timedelta(seconds=30)


def test_pauses_are_spread() -> None:
    now = datetime.now(UTC)

    for failed, pause in enumerate(PAUSES, start=1):
        for jitter in (0.9, 1.0, 1.1):
            assert next_attempt(failed, now, jitter=jitter) == now + pause * jitter
    assert next_attempt(len(PAUSES) + 1, now, jitter=1.0) is None
    assert sum(PAUSES, timedelta()) == STANDARD[-1]


async def _claim(delivery: Delivery) -> None:
    """Take the webhook in hand, as a process does that is killed right after."""
    async with delivery.database.write() as connection:
        claimed = await WebhookQueue(connection).claim(delivery.now, delivery.now + LEASE)
    assert claimed is not None


async def test_what_a_killed_process_had_in_hand_is_sent_by_another(delivery: Delivery) -> None:
    await delivery.make()
    await _claim(delivery)

    assert await delivery.drain() == 0
    delivery.now += LEASE
    assert await delivery.drain() == 3

    assert delivery.receiver.ids == await delivery.ids()


async def test_an_event_in_flight_is_sent_again_when_its_process_ends(delivery: Delivery) -> None:
    await delivery.make()
    delivery.receiver.may_answer.clear()
    step = asyncio.create_task(delivery.worker().step())
    await delivery.receiver.until(1)
    step.cancel()
    await asyncio.wait({step})
    delivery.receiver.may_answer.set()

    assert await delivery.drain() == 3

    ids = await delivery.ids()
    assert delivery.receiver.ids == [ids[0], *ids]
    assert set(delivery.receiver.ids) == set(ids)


async def test_a_webhook_is_in_the_hands_of_one_process(delivery: Delivery) -> None:
    await delivery.make()
    delivery.receiver.may_answer.clear()
    step = asyncio.create_task(delivery.worker().step())
    await delivery.receiver.until(1)

    other = asyncio.create_task(delivery.worker().step())
    done, _ = await asyncio.wait({other}, timeout=5)
    delivery.receiver.may_answer.set()
    await step

    assert done
    assert not await other
    assert delivery.receiver.ids == await delivery.ids()


async def test_several_processes_send_each_event_once(delivery: Delivery) -> None:
    hooks = [await delivery.make() for _ in range(4)]
    for number in range(5):
        await delivery.registry.patch(A, {"title": f"이름 {number}"})
    for hook in hooks:
        await delivery.post(f"{hook}/replay", {"after": None})

    async def work() -> None:
        worker = delivery.worker()
        while await worker.step():
            pass

    await asyncio.gather(*(work() for _ in range(4)))

    ids = await delivery.ids()
    assert len(delivery.receiver.received) == len(hooks) * len(ids)
    for hook in hooks:
        delivery.hook = hook
        assert [each["event_id"] for each in await delivery.log()] == ids


async def test_a_change_counts_from_the_next_event_on(delivery: Delivery) -> None:
    await delivery.make()
    delivery.receiver.may_answer.clear()
    step = asyncio.create_task(delivery.worker().step())
    await delivery.receiver.until(1)

    await delivery.patch({"url": delivery.other.url})
    await delivery.drain()
    delivery.receiver.may_answer.set()
    await step
    await delivery.registry.patch(A, {"title": "새 이름"})
    await delivery.drain()

    ids = await delivery.ids()
    assert (delivery.receiver.ids, delivery.other.ids) == (ids[:1], ids)
    assert len(await delivery.log()) == len(ids) + 1  # what was too late is in the log too


async def test_a_host_that_is_listed_no_more_is_sent_nothing(delivery: Delivery) -> None:
    await delivery.make()
    deliverer = Deliverer(delivery.database, Outbound(), clock=lambda: delivery.now)

    await WebhookWorker(delivery.database, deliverer, asyncio.Event).step()

    assert delivery.receiver.received == []
    assert [each["outcome"] for each in await delivery.log()] == ["forbidden_address"]


async def test_the_log_is_kept_for_thirty_days(
    delivery: Delivery, query: Callable[..., Any]
) -> None:
    await delivery.make()
    await delivery.drain()
    await query("UPDATE webhook_deliveries SET at = now() - interval '31 days'")

    await delivery.registry.patch(A, {"title": "새 이름"})
    await delivery.drain()

    assert len(await delivery.log()) == 1
