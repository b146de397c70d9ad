"""Delivery of webhooks: signed, in order, nothing lost and nothing twice without need."""

import asyncio
import hmac
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from time import time
from typing import Any
from uuid import uuid4

import pytest_asyncio
from fastapi import FastAPI
from httpx import AsyncClient, Response

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.app import open_state
from pledge_registry.services.outbound import Outbound
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller
from pledge_shared.testing.webhook_receiver import Received, Receiver, receiving

HOOKS = "/v1/webhooks"
A = "/v1/plans/plan/projects/a"


@pytest_asyncio.fixture(loop_scope="session")
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def delivering(
    app: FastAPI, registry_database: ThrowawayDatabase, key: str, receiver: Receiver
) -> AsyncIterator[RegistryCaller]:
    """Run a registry that delivers webhooks to this machine's receiver."""
    outbound = Outbound([receiver.host])
    async with open_state(registry_database.app_url, outbound=outbound, delivers=True) as state:
        transport = transport_to(app, state)
        async with AsyncClient(transport=transport, base_url="http://registry") as client:
            yield RegistryCaller(client, key)


async def _post(registry: RegistryCaller, path: str, body: Any = None) -> Response:
    headers = registry.bearer | {"Idempotency-Key": uuid4().hex}
    answer = await registry.client.post(path, json=body, headers=headers)
    assert answer.is_success, answer.text
    return answer


async def _hook(registry: RegistryCaller, receiver: Receiver, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = (await _post(registry, HOOKS, {"url": receiver.url, **fields})).json()
    return made


async def _events(registry: RegistryCaller, **wanted: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = (await registry.get("/v1/events", limit=200, **wanted)).json()[
        "items"
    ]
    return events


async def _log(registry: RegistryCaller, hook: str, count: int) -> list[dict[str, Any]]:
    """Return the log, newest first, once it holds so many attempts."""
    for _ in range(200):
        items: list[dict[str, Any]] = (await registry.get(f"{hook}/deliveries")).json()["items"]
        if len(items) >= count:
            break
        await asyncio.sleep(0.02)
    return items


def _verified(received: Received, *secrets: str) -> list[bool]:
    """Tell for each secret whether one of the signatures is by it, as the standard says it."""
    signed = b".".join(
        (
            received.headers["webhook-id"].encode(),
            received.headers["webhook-timestamp"].encode(),
            received.body,
        )
    )
    given = received.headers["webhook-signature"].split(" ")
    return [
        any(
            hmac.compare_digest(
                signature,
                "v1,"
                + b64encode(
                    hmac.new(b64decode(secret.split("_", 1)[1]), signed, sha256).digest()
                ).decode(),
            )
            for signature in given
        )
        for secret in secrets
    ]


async def test_an_event_arrives_signed(delivering: RegistryCaller, receiver: Receiver) -> None:
    made = await _hook(delivering, receiver)
    await delivering.imported(make_document("plan", make_project("a")))

    received = await receiver.until(3)

    assert [each.event for each in received] == await _events(delivering)
    assert receiver.ids == [event["id"] for event in await _events(delivering)]
    for each in received:
        assert _verified(each, made["secret"]) == [True]
        assert _verified(each, "whsec_" + b64encode(b"x" * 32).decode()) == [False]
        assert abs(time() - int(each.headers["webhook-timestamp"])) < 60
        assert each.headers["content-type"] == "application/cloudevents+json"
        assert (each.path, each.headers["host"]) == ("/in", receiver.host)
    forged = Received(received[0].path, received[0].headers, received[0].body + b" ")
    assert _verified(forged, made["secret"]) == [False]


async def test_the_largest_event_is_small(delivering: RegistryCaller, receiver: Receiver) -> None:
    await _hook(delivering, receiver)
    long = "p" + "x" * 62
    await delivering.imported(make_document(long, make_project(long, title="가" * 200)))

    received = await receiver.until(3)

    assert max(len(each.body) for each in received) < 20_000


async def test_only_what_is_wanted_arrives(delivering: RegistryCaller, receiver: Receiver) -> None:
    await _hook(delivering, receiver, types=["pledge.project.changed"], plans=["plan"])
    for plan in ("plan", "other"):
        await delivering.imported(make_document(plan, make_project("a")))
        await delivering.patch(f"/v1/plans/{plan}/projects/a", {"title": "새 이름"})
    await delivering.patch(A, {"title": "또 다른 이름"})

    await receiver.until(2)
    await _caught_up(delivering)

    wanted = await _events(delivering, plan="plan", type="pledge.project.changed")
    assert receiver.ids == [event["id"] for event in wanted]
    assert len(wanted) == 2


async def _caught_up(registry: RegistryCaller) -> None:
    """Wait until every webhook has dealt with the whole feed."""
    head = (await registry.get("/v1/events", limit=1)).headers["pledge-sequence"]
    for hook in (await registry.get(HOOKS)).json()["items"]:
        for _ in range(300):
            standing = (await registry.get(f"{HOOKS}/{hook['id']}/deliveries")).json()
            if standing["cursor"].split(".")[1:] == [head, "999999999"]:
                break
            await asyncio.sleep(0.02)
        else:
            raise AssertionError(standing)


async def test_what_nobody_wants_moves_the_place_too(
    delivering: RegistryCaller, receiver: Receiver
) -> None:
    await _hook(delivering, receiver, plans=["none"])
    await delivering.imported(make_document("plan", make_project("a")))

    await _caught_up(delivering)

    assert receiver.received == []


async def test_a_new_webhook_hears_nothing_of_the_past(
    delivering: RegistryCaller, receiver: Receiver
) -> None:
    await delivering.imported(make_document("plan", make_project("a")))
    await _hook(delivering, receiver)
    await delivering.patch(A, {"title": "새 이름"})

    await receiver.until(1)
    await _caught_up(delivering)

    assert [each.event["type"] for each in receiver.received] == ["pledge.project.changed"]


async def test_both_secrets_sign_after_a_rotation(
    delivering: RegistryCaller, receiver: Receiver, query: Callable[..., Any]
) -> None:
    made = await _hook(delivering, receiver)
    hook = f"{HOOKS}/{made['id']}"
    turned = (await _post(delivering, f"{hook}/rotate")).json()
    secrets = turned["secret"], made["secret"]

    await _post(delivering, f"{hook}/test")
    first = (await receiver.until(1))[0]
    await query("UPDATE webhook_secrets SET expires_at = now() WHERE expires_at IS NOT NULL")
    await _post(delivering, f"{hook}/test")
    second = (await receiver.until(2))[1]

    assert _verified(first, *secrets) == [True, True]
    assert _verified(second, *secrets) == [True, False]


async def test_a_test_event_is_sent_even_while_disabled(
    delivering: RegistryCaller, receiver: Receiver
) -> None:
    made = await _hook(delivering, receiver)
    hook = f"{HOOKS}/{made['id']}"
    etag = (await delivering.get(hook)).headers["etag"]
    headers = delivering.bearer | {"If-Match": etag, "Content-Type": MERGE_PATCH}
    await delivering.client.patch(hook, json={"state": "disabled"}, headers=headers)
    await delivering.imported(make_document("plan"))
    receiver.answers.append("500 Oh")

    queued = await _post(delivering, f"{hook}/test")
    (received,) = await receiver.until(1)
    (attempt,) = await _log(delivering, hook, 1)

    assert queued.status_code == 202
    assert queued.json()["events"] == [received.headers["webhook-id"]] == [attempt["event_id"]]
    assert received.event["type"] == "pledge.webhook.test"
    assert received.event.keys() == (await _events(delivering))[0].keys()
    assert (attempt["outcome"], attempt["status"]) == ("refused", 500)
    await asyncio.sleep(0.1)
    assert len(receiver.received) == 1  # tried once, and nothing of the feed


async def test_a_replay_sends_again(delivering: RegistryCaller, receiver: Receiver) -> None:
    made = await _hook(delivering, receiver)
    hook = f"{HOOKS}/{made['id']}"
    await delivering.imported(make_document("plan", make_project("a")))
    await receiver.until(3)
    await _caught_up(delivering)
    first, second, third = receiver.ids

    await _post(delivering, f"{hook}/replay", {"after": first})
    await receiver.until(5)
    await _caught_up(delivering)
    await _post(delivering, f"{hook}/replay", {"events": [third, first]})
    await receiver.until(7)
    await _post(delivering, f"{hook}/replay", {"after": None})
    await receiver.until(10)
    await _caught_up(delivering)

    assert receiver.ids[3:] == [second, third, third, first, first, second, third]


async def test_the_log_tells_of_every_attempt_and_of_no_content(
    delivering: RegistryCaller, receiver: Receiver
) -> None:
    made = await _hook(delivering, receiver)
    hook = f"{HOOKS}/{made['id']}"
    receiver.answers.append("404 No")
    await delivering.imported(make_document("plan", make_project("a")))
    first = await receiver.until(1)
    (failed,) = await _log(delivering, hook, 1)
    standing = (await delivering.get(f"{hook}/deliveries")).json()

    assert failed.keys() == {
        "event_id", "attempt", "at", "outcome", "status", "milliseconds", "next_attempt_at",
    }  # fmt: skip
    assert (failed["outcome"], failed["status"], failed["attempt"]) == ("refused", 404, 1)
    assert failed["event_id"] == first[0].headers["webhook-id"]
    assert failed["next_attempt_at"] == standing["next_attempt_at"] > failed["at"]
    await _post(delivering, f"{hook}/replay", {"after": None})
    await receiver.until(4)
    log = await _log(delivering, hook, 4)
    paged: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await delivering.get(f"{hook}/deliveries", limit=3, **cursor)).json()
        paged += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert paged == log
    assert [each["outcome"] for each in log] == ["delivered"] * 3 + ["refused"]
    assert (await delivering.get(f"{hook}/deliveries", cursor="nonsense")).status_code == 400


async def test_webhooks_do_not_wait_for_each_other(
    delivering: RegistryCaller, receiver: Receiver
) -> None:
    made = [await _hook(delivering, receiver) for _ in range(3)]
    receiver.may_answer.clear()
    await delivering.imported(make_document("plan"))

    received = await receiver.until(3)  # all three wait for an answer to the same event

    assert len(set(receiver.ids)) == 1
    assert [any(_verified(each, m["secret"])[0] for each in received) for m in made] == [True] * 3
    receiver.may_answer.set()
    await receiver.until(6)
