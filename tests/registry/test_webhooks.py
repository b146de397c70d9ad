"""Webhooks in the hands of their administrators: made, shown, changed; secrets shown once."""

from base64 import b64decode
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import structlog
from httpx import Response

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.services import webhooks
from pledge_shared.testing.documents import make_document
from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller

HOOKS = "/v1/webhooks"
URL = "https://hooks.example/in?token=of-the-receiver"


async def _post(
    registry: RegistryCaller, path: str, body: Any = None, *, once: str | None = None
) -> Response:
    headers = registry.bearer | {"Idempotency-Key": once or uuid4().hex}
    return await registry.client.post(path, json=body, headers=headers)


async def _made(registry: RegistryCaller, **fields: Any) -> dict[str, Any]:
    answer = await _post(registry, HOOKS, {"url": URL, **fields})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _patch(
    registry: RegistryCaller, path: str, patch: Any, etag: str | None = None
) -> Response:
    etag = etag or (await registry.get(path)).headers["etag"]
    headers = registry.bearer | {"If-Match": etag, "Content-Type": MERGE_PATCH}
    return await registry.client.patch(path, json=patch, headers=headers)


async def test_a_webhook_shows_its_secret_once(
    registry: RegistryCaller, registry_database: ThrowawayDatabase, query: Callable[..., Any]
) -> None:
    answer = await _post(registry, HOOKS, {"url": URL, "description": "재정과 알림"})

    made = answer.json()
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert 24 <= len(b64decode(secret.removeprefix("whsec_"), validate=True)) <= 64
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["location"] == f"{HOOKS}/{made['id']}"
    shown = await registry.get(answer.headers["location"])
    assert (shown.json(), shown.headers["etag"]) == (made, answer.headers["etag"])
    assert (made["state"], made["types"], made["plans"], made["version"]) == ("enabled", [], [], 1)
    assert (await registry.get(HOOKS)).json() == {"items": [made], "next": None}
    kept = "SELECT count(*) FROM idempotency_keys WHERE position($1 IN body) > 0"
    assert await query(kept, secret.encode()) == 0
    reader = await asyncpg.connect(registry_database.read_url)
    for table in ("webhooks", "webhook_secrets", "webhook_sends"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reader.execute(f"SELECT * FROM {table}")  # noqa: S608 - a constant
    assert await reader.fetch("SELECT * FROM webhook_deliveries") == []
    await reader.close()


async def test_a_secret_is_not_shown_to_a_repeated_request(registry: RegistryCaller) -> None:
    body = {"url": URL}
    first, again = [await _post(registry, HOOKS, body, once="same") for _ in range(2)]
    other = await _post(registry, HOOKS, {"url": "https://other.example/"}, once="same")
    rotate = f"{first.headers['location']}/rotate"
    turned, turned_again = [await _post(registry, rotate, once="turn") for _ in range(2)]

    assert (first.status_code, again.status_code) == (201, 409)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (turned.status_code, turned_again.status_code) == (200, 409)
    assert len((await registry.get(HOOKS)).json()["items"]) == 1
    secrets = first.json()["secret"], turned.json()["secret"]
    assert not any(secret in again.text + turned_again.text for secret in secrets)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/url", "missing"),
        ({"url": "http://hooks.example/"}, "/url", "forbidden_address"),
        ({"url": "https://127.0.0.1/"}, "/url", "forbidden_address"),
        ({"url": "https://localhost/"}, "/url", "forbidden_address"),
        ({"url": 7}, "/url", "string_type"),
        ({"url": f"https://hooks.example/{'x' * 2_000}"}, "/url", "string_too_long"),
        ({"url": URL, "types": ["pledge.project.gone"]}, "/types/0", "literal_error"),
        ({"url": URL, "plans": ["Not A Code"]}, "/plans/0", "string_pattern_mismatch"),
        ({"url": URL, "secret": "whsec_mine"}, "/secret", "unknown_field"),
        ({"url": URL, "description": "a\u202eb"}, "/description", "invalid_character"),
    ],
)
async def test_a_webhook_follows_rules(
    samples: RegistryCaller, body: Any, pointer: str, code: str
) -> None:
    answer = await _post(samples, HOOKS, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]
    assert "127.0.0.1" not in answer.text


async def test_there_is_an_end_to_webhooks(
    registry: RegistryCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "_MOST", 1)
    await _made(registry)

    assert (await _post(registry, HOOKS, {"url": URL})).status_code == 409


async def test_a_webhook_is_changed_by_who_has_seen_it(registry: RegistryCaller) -> None:
    path = f"{HOOKS}/{(await _made(registry, types=['pledge.plan.changed']))['id']}"
    blind = await registry.client.patch(
        path, json={}, headers=registry.bearer | {"Content-Type": MERGE_PATCH}
    )
    stale = await _patch(registry, path, {"url": "nonsense"}, etag='"0-0"')
    broken = await _patch(registry, path, {"url": "https://127.1/"})
    without_url = await _patch(registry, path, {"url": None})
    changed = await _patch(registry, path, {"types": None, "plans": ["gb-7"]})
    same = await _patch(registry, path, {"plans": ["gb-7"]})

    assert [answer.status_code for answer in (blind, stale, broken)] == [428, 412, 422]
    assert without_url.json()["errors"][0]["pointer"] == "/url"
    assert (changed.json()["types"], changed.json()["plans"]) == ([], ["gb-7"])
    assert (changed.json()["version"], same.json()["version"]) == (2, 2)
    assert same.headers["etag"] == changed.headers["etag"]


async def test_a_webhook_is_disabled_and_enabled(registry: RegistryCaller) -> None:
    path = f"{HOOKS}/{(await _made(registry))['id']}"

    disabled = (await _patch(registry, path, {"state": "disabled"})).json()
    enabled = (await _post(registry, f"{path}/enable")).json()
    again = (await _post(registry, f"{path}/enable")).json()

    assert (disabled["state"], disabled["disabled_reason"]) == ("disabled", "by_hand")
    assert (enabled["state"], enabled["disabled_reason"]) == ("enabled", None)
    assert (disabled["version"], enabled["version"], again["version"]) == (2, 3, 3)
    assert (await _patch(registry, path, {"state": "enabled"})).status_code == 422


async def test_a_deleted_webhook_is_gone(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    path = f"{HOOKS}/{(await _made(registry))['id']}"
    await _post(registry, f"{path}/test")

    for etag, status in ((None, 428), ('"9-9"', 412), ("", 204)):
        known = (await registry.get(path)).headers["etag"] if etag == "" else etag
        headers = registry.bearer | ({"If-Match": known} if known else {})
        assert (await registry.client.delete(path, headers=headers)).status_code == status

    answers = [
        await registry.get(path),
        await registry.get(f"{path}/deliveries"),
        await _patch(registry, path, {}, etag='"1"'),
        *[await _post(registry, f"{path}/{act}", {}) for act in ("test", "rotate", "enable")],
        await _post(registry, f"{path}/replay", {"after": None}),
    ]
    assert {(a.status_code, a.json()["code"]) for a in answers} == {(404, "unknown_webhook")}
    for table in ("webhook_secrets", "webhook_sends"):
        assert await query(f"SELECT count(*) FROM {table}") == 0  # noqa: S608 - a constant


async def test_a_rotated_secret_signs_along_for_a_day(registry: RegistryCaller) -> None:
    made = await _made(registry)
    path = f"{HOOKS}/{made['id']}"

    turned = (await _post(registry, f"{path}/rotate")).json()

    assert turned.pop("secret") != made["secret"]
    assert turned == (await registry.get(path)).json()
    assert (made["old_secret_until"], turned["version"]) == (None, 2)
    assert turned["old_secret_until"] > turned["changed_at"]


async def test_changes_are_sealed_and_secrets_are_nowhere(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    with structlog.testing.capture_logs() as logs:
        made = await _made(registry)
        path = f"{HOOKS}/{made['id']}"
        turned = (await _post(registry, f"{path}/rotate")).json()
        await _post(registry, f"{path}/replay", {"after": None})
        await _patch(registry, path, {"state": "disabled"})
        await _post(registry, f"{path}/enable")
        etag = (await registry.get(path)).headers["etag"]
        await registry.client.delete(path, headers=registry.bearer | {"If-Match": etag})

    sealed = "SELECT jsonb_agg(actions ORDER BY sequence)::text FROM commits"
    kept = await query(sealed)
    done = ("created", "rotated", "replayed", "changed", "enabled", "deleted")
    places = [kept.index(f'"webhook_{what}"') for what in done]
    assert places == sorted(places)
    assert '"host": "hooks.example"' in kept
    for secret in (made["secret"], turned["secret"], "of-the-receiver"):
        assert secret not in kept + str(logs)


async def test_what_cannot_be_replayed_is_refused(registry: RegistryCaller) -> None:
    path = f"{HOOKS}/{(await _made(registry))['id']}/replay"
    await registry.imported(make_document("plan"))
    event = (await registry.get("/v1/events")).json()["items"][-1]["id"]
    epoch = event[:36]
    other = str(uuid4())

    for body, status in (
        ({}, 422),
        ({"after": None, "events": [event]}, 422),
        ({"events": []}, 422),
        ({"events": [event, f"{epoch}.1.0"]}, 422),
        ({"events": [f"test.{other}"]}, 400),
        ({"after": "nowhere"}, 400),
        ({"after": f"{other}.1.0"}, 410),
        ({"after": f"{epoch}.9.0"}, 410),
        ({"after": event}, 202),
        ({"events": [event]}, 202),
    ):
        answer = await _post(registry, path, body)
        assert answer.status_code == status, (body, answer.text)
    pointer = (await _post(registry, path, {"events": [event, f"{epoch}.1.0"]})).json()["errors"]
    assert [(e["pointer"], e["code"]) for e in pointer] == [("/events/1", "unknown_event")]
