"""Keys: shown once, stored as hashes, revoked for good, and allowed what the policy table says."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import structlog
from httpx import Response

from pledge_shared.security.keys import hash_key
from pledge_shared.security.policy import ALLOWED, Action, Role
from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller

BIGDATA = "/v1/plans/gb-7/projects/bigdata"
ACTUAL = f"{BIGDATA}/indicators/training/actuals/2019"
ADJUSTMENTS = "/v1/plans/gb-7/adjustments"
CONTACT = f"/v1/contacts/{uuid4()}"
STALE = {"If-Match": '"stale"'}
SELF = "/v1/keys/self"


async def _make(registry: RegistryCaller, role: str, *, once: str | None = None) -> Response:
    return await registry.client.post(
        "/v1/keys",
        json={"name": f"{role} 키", "role": role},
        headers=registry.bearer | {"Idempotency-Key": once or uuid4().hex},
    )


async def test_a_key_is_shown_once_and_stored_as_a_hash(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    made = await _make(registry, "reporter")

    key = made.json()["key"]
    assert (made.status_code, key[:3], len(key)) == (201, "pk_", 46)
    assert made.headers["cache-control"] == "no-store"
    stored = await query("SELECT hash FROM api_keys WHERE role = 'reporter'")
    assert stored == hash_key(key)
    assert (
        await query("SELECT count(*) FROM api_keys WHERE api_keys::text LIKE $1", f"%{key}%") == 0
    )
    listed = await registry.get("/v1/keys")
    assert [item["role"] for item in listed.json()["items"]] == ["administrator", "reporter"]
    assert key not in listed.text
    assert listed.json()["items"][1]["prefix"] == key[:8]


async def test_a_key_tells_whose_it_is(registry: RegistryCaller) -> None:
    made = (await _make(registry, "auditor")).json()

    answer = await RegistryCaller(registry.client, made["key"]).get(SELF)

    assert answer.json() == {
        "id": made["id"],
        "name": "auditor 키",
        "role": "auditor",
        "owner": "auditor 키",
    }


async def test_a_revoked_key_is_refused(registry: RegistryCaller) -> None:
    made = await _make(registry, "administrator")
    second = RegistryCaller(registry.client, made.json()["key"])
    assert (await second.get(SELF)).status_code == 200

    for _ in range(2):  # revoking again is no error
        revoked = await registry.client.delete(made.headers["location"], headers=registry.bearer)
        assert (revoked.status_code, revoked.content) == (204, b"")

    answer = await second.get(SELF)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert (await registry.get(SELF)).status_code == 200


async def test_an_unknown_key_cannot_be_revoked(samples: RegistryCaller) -> None:
    answer = await samples.client.delete(f"/v1/keys/{uuid4()}", headers=samples.bearer)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_key")


async def test_a_key_is_not_shown_to_a_repeated_request(registry: RegistryCaller) -> None:
    first, again = [await _make(registry, "reporter", once="same") for _ in range(2)]

    assert (first.status_code, again.status_code) == (201, 409)
    assert first.json()["key"] not in again.text
    assert len((await registry.get("/v1/keys")).json()["items"]) == 2


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer pk_short",
        "Basic cGs6cGs=",
        "Bearer pk_" + "x" * 43,
        "Bearer pk_" + "x" * 44,
        "pk_" + "x" * 43,
    ],
)
async def test_what_is_no_key_is_refused(samples: RegistryCaller, authorization: str) -> None:
    answer = await samples.client.get(SELF, headers={"Authorization": authorization})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "", "role": "reporter"},
        {"name": " ", "role": "reporter"},
        {"name": "가" * 201, "role": "reporter"},
        {"name": "a\u202eb", "role": "reporter"},
        {"name": "이름", "role": "root"},
        {"name": "이름"},
        {"name": "이름", "role": "reporter", "key": "pk_mine"},
        [],
    ],
)
async def test_a_key_needs_a_name_and_a_role(samples: RegistryCaller, wanted: Any) -> None:
    answer = await samples.client.post(
        "/v1/keys", json=wanted, headers=samples.bearer | {"Idempotency-Key": uuid4().hex}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


_ORGANIZATION, _PLAN = "/v1/organizations/gyeongbuk", "/v1/plans/gb-7"
_EDITS = {
    (method, f"{template}{rest}"): (Action.EDIT_PLAN, f"{path}{rest.format(term='m', goal='g')}")
    for template, path, rest, methods in (
        ("/v1", "/v1", "/organizations", ("POST",)),
        ("/v1/organizations/{organization}", _ORGANIZATION, "", ("PATCH", "DELETE")),
        ("/v1/organizations/{organization}", _ORGANIZATION, "/restore", ("POST",)),
        ("/v1/organizations/{organization}", _ORGANIZATION, "/terms/{term}", ("PUT", "DELETE")),
        ("/v1", "/v1", "/plans", ("POST",)),
        ("/v1/plans/{plan}", _PLAN, "", ("PATCH", "DELETE")),
        ("/v1/plans/{plan}", _PLAN, "/restore", ("POST",)),
        ("/v1/plans/{plan}", _PLAN, "/facts", ("PUT",)),
        ("/v1/plans/{plan}", _PLAN, "/reported-values", ("PUT",)),
        ("/v1/plans/{plan}", _PLAN, "/goals", ("POST",)),
        ("/v1/plans/{plan}", _PLAN, "/goals/{goal}", ("PUT", "DELETE")),
    )
    for method in methods
}
"""Writes of organizations and plans."""

_ACTUALS = "/v1/plans/{plan}/projects/{code}/indicators/{indicator}/actuals/{period}"
_PERIODS = "/v1/organizations/{organization}/periods"
_WORKFLOW: dict[tuple[str, str], tuple[Action, str]] = {
    ("POST", f"{_ACTUALS}/submit"): (Action.REPORT_ACTUAL, f"{ACTUAL}/submit"),
    ("POST", f"{_ACTUALS}/approve"): (Action.APPROVE_ACTUAL, f"{ACTUAL}/approve"),
    ("POST", f"{_ACTUALS}/send-back"): (Action.APPROVE_ACTUAL, f"{ACTUAL}/send-back"),
    ("GET", "/v1/plans/{plan}/reviews"): (Action.READ_HEAD, f"{_PLAN}/reviews"),
    ("POST", "/v1/plans/{plan}/reviews"): (Action.APPROVE_ACTUAL, f"{_PLAN}/reviews"),
    ("GET", "/v1/plans/{plan}/locks"): (Action.READ_HEAD, f"{_PLAN}/locks"),
    ("GET", _PERIODS): (Action.READ_HEAD, "/v1/organizations/gyeongbuk/periods"),
    **{
        (method, f"{_PERIODS}/{{period}}{rest}"): (
            Action.MANAGE_PERIODS,
            f"/v1/organizations/gyeongbuk/periods/2021{rest}",
        )
        for method, rest in (("PUT", ""), ("POST", "/close"), ("POST", "/reopen"))
    },
}
"""The review of actuals, and reporting periods."""

_PROJECT = "/v1/plans/{plan}/projects/{code}"
_LISTS = ("contents", "partners", "regions", "facts", "milestones", "challenges", "ordinances")
_PARTS = {
    (method, f"{_PROJECT}{rest}"): (
        action,
        BIGDATA + rest.format(indicator="training", period="2019", number=1),
    )
    for rest, action, methods in (
        ("/budget", Action.EDIT_PROJECT, ("PUT",)),
        ("/indicators", Action.EDIT_PROJECT, ("POST",)),
        ("/indicators/{indicator}", Action.EDIT_PROJECT, ("PUT", "DELETE")),
        ("/indicators/{indicator}/targets/{period}", Action.EDIT_PROJECT, ("PUT", "DELETE")),
        ("/indicators/{indicator}/actuals/{period}", Action.REPORT_ACTUAL, ("PUT", "DELETE")),
        *((f"/{name}", Action.EDIT_PROJECT, ("PUT", "POST")) for name in _LISTS),
        *((f"/{name}/{{number}}", Action.EDIT_PROJECT, ("PUT", "DELETE")) for name in _LISTS),
        ("/reported-values", Action.EDIT_PROJECT, ("PUT", "POST")),
        ("/reported-values/{number}", Action.EDIT_PROJECT, ("PUT", "DELETE")),
    )
    for method in methods
}
"""Writes of the parts of a project."""

WRITES: dict[tuple[str, str], tuple[Action, str]] = {
    **_EDITS,
    **_PARTS,
    ("POST", "/v1/plans/{plan}/actuals"): (Action.REPORT_ACTUAL, f"{_PLAN}/actuals"),
    ("POST", "/v1/plans/{plan}/targets"): (Action.EDIT_PROJECT, f"{_PLAN}/targets"),
    ("POST", "/v1/plans/{plan}/project-patches"): (
        Action.EDIT_PROJECT,
        f"{_PLAN}/project-patches",
    ),
    **_WORKFLOW,
    ("POST", "/v1/plans/{plan}/projects"): (Action.EDIT_PROJECT, f"{_PLAN}/projects"),
    ("DELETE", "/v1/plans/{plan}/projects/{code}"): (Action.EDIT_PROJECT, BIGDATA),
    ("POST", "/v1/plans/{plan}/projects/{code}/restore"): (
        Action.EDIT_PROJECT,
        f"{BIGDATA}/restore",
    ),
    ("POST", "/v1/imports"): (Action.IMPORT_PLAN, "/v1/imports"),
    ("GET", "/v1/imports/{import_id}"): (Action.IMPORT_PLAN, f"/v1/imports/{uuid4()}"),
    ("PATCH", "/v1/plans/{plan}/projects/{code}"): (Action.EDIT_PROJECT, BIGDATA),
    **{
        (method, f"/v1/plans/{{plan}}{path}"): (Action.EDIT_PROJECT, f"/v1/plans/gb-7{real}")
        for method, path, real in (
            ("POST", "/merges", "/merges"),
            ("POST", "/projects/{code}/split", "/projects/bigdata/split"),
            ("POST", "/projects/{code}/rename", "/projects/bigdata/rename"),
        )
    },
    ("GET", "/v1/plans/{plan}/adjustments"): (Action.READ_HEAD, ADJUSTMENTS),
    ("POST", "/v1/plans/{plan}/adjustments"): (Action.PROPOSE_ADJUSTMENT, ADJUSTMENTS),
    ("GET", "/v1/plans/{plan}/adjustments/{number}"): (Action.READ_HEAD, f"{ADJUSTMENTS}/9"),
    **{
        ("POST", f"/v1/plans/{{plan}}/adjustments/{{number}}/{step}"): (
            action,
            f"{ADJUSTMENTS}/9/{step}",
        )
        for step, action in (
            ("consult", Action.PROPOSE_ADJUSTMENT),
            ("decide", Action.DECIDE_ADJUSTMENT),
            ("withdraw", Action.PROPOSE_ADJUSTMENT),
        )
    },
    ("POST", "/v1/contacts"): (Action.MANAGE_CONTACTS, "/v1/contacts"),
    ("GET", "/v1/contacts/{contact_id}"): (Action.READ_CONTACT, CONTACT),
    ("PUT", "/v1/contacts/{contact_id}"): (Action.MANAGE_CONTACTS, CONTACT),
    ("PATCH", "/v1/contacts/{contact_id}"): (Action.MANAGE_CONTACTS, CONTACT),
    ("DELETE", "/v1/contacts/{contact_id}"): (Action.MANAGE_CONTACTS, CONTACT),
    ("GET", "/v1/access-log"): (Action.VERIFY_AUDIT, "/v1/access-log"),
    ("PUT", "/v1/plans/{plan}/projects/{code}/contact"): (
        Action.EDIT_PROJECT,
        f"{BIGDATA}/contact",
    ),
    ("DELETE", "/v1/plans/{plan}/projects/{code}/contact"): (
        Action.EDIT_PROJECT,
        f"{BIGDATA}/contact",
    ),
    ("GET", "/v1/audit"): (Action.VERIFY_AUDIT, "/v1/audit"),
    ("GET", "/v1/audit/verify"): (Action.VERIFY_AUDIT, "/v1/audit/verify"),
    ("GET", "/v1/keys"): (Action.MANAGE_KEYS, "/v1/keys"),
    ("POST", "/v1/keys"): (Action.MANAGE_KEYS, "/v1/keys"),
    ("DELETE", "/v1/keys/{key_id}"): (Action.MANAGE_KEYS, f"/v1/keys/{uuid4()}"),
    ("GET", "/v1/keys/self"): (Action.IDENTIFY, SELF),
    ("GET", "/v1/webhooks"): (Action.MANAGE_WEBHOOKS, "/v1/webhooks"),
    ("POST", "/v1/webhooks"): (Action.MANAGE_WEBHOOKS, "/v1/webhooks"),
    **{
        (method, f"/v1/webhooks/{{webhook_id}}{rest}"): (
            Action.MANAGE_WEBHOOKS,
            f"/v1/webhooks/{uuid4()}{rest}",
        )
        for method, rest in (
            ("GET", ""),
            ("PATCH", ""),
            ("DELETE", ""),
            ("POST", "/rotate"),
            ("POST", "/enable"),
            ("POST", "/test"),
            ("POST", "/replay"),
            ("GET", "/deliveries"),
        )
    },
}
"""Every route that asks for a key, what it asks to do, and a path to try it on."""


async def test_every_route_that_needs_a_key_is_known(samples: RegistryCaller) -> None:
    paths = (await samples.get("/openapi.json")).json()["paths"]

    guarded = {
        (method.upper(), path)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if "security" in operation
    }

    assert guarded == WRITES.keys()
    writing = {(m.upper(), p) for p, methods in paths.items() for m in methods if m != "get"}
    assert writing <= guarded


@pytest.mark.parametrize("role", list(Role))
async def test_every_route_follows_the_policy_table(samples: RegistryCaller, role: Role) -> None:
    key = (await _make(samples, role)).json()["key"]
    headers = {
        **STALE, "Authorization": f"Bearer {key}", "Idempotency-Key": "", "Content-Type": "",
    }  # fmt: skip

    for (method, _), (action, path) in WRITES.items():
        content_type = MERGE_PATCH if method == "PATCH" else "application/json"
        answer = await samples.client.request(
            method, path, content=b"{}", headers=headers | {"Content-Type": content_type}
        )
        allowed = answer.status_code not in {401, 403}
        assert allowed == (role in ALLOWED[action]), (role, action, answer.text)
        nobody = await samples.client.request(method, path, headers=STALE)
        assert nobody.status_code == 401


async def test_keys_never_reach_the_log(samples: RegistryCaller) -> None:
    with structlog.testing.capture_logs() as logs:
        made = (await _make(samples, "reporter")).json()["key"]
        await RegistryCaller(samples.client, made).get(SELF)
        await samples.get(SELF)

    assert [entry["path"] for entry in logs] == ["/v1/keys", SELF, SELF]
    assert made not in str(logs)
    assert samples.key not in str(logs)
