"""Contacts: who sees them how, and what is logged of it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.domain.masking import masked_name, masked_telephone
from pledge_shared.testing.registry_caller import RegistryCaller

from .handling import NAME, TELEPHONE, add, added, send


async def as_role(registry: RegistryCaller, role: str) -> RegistryCaller:
    """Return a caller with a new key of some role."""
    made = await registry.client.post(
        "/v1/keys",
        json={"name": role, "role": role},
        headers=registry.bearer | {"Idempotency-Key": uuid4().hex},
    )
    return RegistryCaller(registry.client, made.json()["key"])


@pytest.mark.parametrize(
    ("name", "telephone", "shown"),
    [
        ("담당자 가나다", "000-0000-0000", ("담○○", "000-0000-****")),
        ("가", "000-0000", ("가○○", "000-****")),
        ("가나", "(000) 0000~0", ("가○○", "(000) 0***~*")),
        ("가나", "000", ("가○○", "***")),
        ("가나", None, ("가○○", None)),
    ],
)
def test_a_mask_hides_the_end_and_its_length(
    name: str, telephone: str | None, shown: tuple[str, str | None]
) -> None:
    assert (masked_name(name), masked_telephone(telephone)) == shown


async def test_a_contact_is_added_and_read_but_never_cached(registry: RegistryCaller) -> None:
    answer = await add(registry, {"name": f" {NAME} ", "telephone": TELEPHONE})

    reference = answer.json()["contact_ref"]
    assert (answer.status_code, answer.json()) == (201, {"contact_ref": reference})
    assert answer.headers["location"] == f"/v1/contacts/{reference}"
    read = await registry.get(answer.headers["location"])
    assert read.json() == {
        "contact_ref": reference, "name": NAME, "telephone": TELEPHONE, "masked": False,
    }  # fmt: skip
    assert read.headers["cache-control"] == "no-store"
    assert read.headers["etag"] == answer.headers["etag"] == '"1"'


@pytest.mark.parametrize("role", ["reporter", "evaluator", "publisher", "auditor"])
async def test_who_may_not_see_a_contact_whole_sees_a_mask(
    registry: RegistryCaller, role: str
) -> None:
    location = await added(registry)

    answer = await (await as_role(registry, role)).get(location)

    assert answer.json() == {
        "contact_ref": location.rpartition("/")[2],
        "name": "담○○", "telephone": "000-0000-****", "masked": True,
    }  # fmt: skip
    assert answer.headers["cache-control"] == "no-store"
    log = (await registry.get("/v1/access-log")).json()["items"]
    assert [item["action"] for item in log] == ["created"]


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
async def test_who_sees_a_contact_whole_is_logged(registry: RegistryCaller, role: str) -> None:
    location = await added(registry)
    caller = await as_role(registry, role)

    answer = await caller.get(location)

    assert (answer.json()["name"], answer.json()["telephone"]) == (NAME, TELEPHONE)
    assert answer.json()["masked"] is False
    newest = (await registry.get("/v1/access-log")).json()["items"][0]
    me = (await caller.get("/v1/keys/self")).json()["id"]
    assert (newest["action"], newest["account"]) == ("read", me)


async def test_each_handling_is_logged_with_its_five_items(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    location = await added(registry)
    await registry.get(location)
    await send(registry, "PUT", location, {"name": "담당자 라마바"})  # reads the ETag first
    await send(registry, "DELETE", location, etag='"2"')

    log = (await registry.get("/v1/access-log")).json()["items"]

    assert [item["action"] for item in log] == ["erased", "changed", "read", "read", "created"]
    me = (await registry.get("/v1/keys/self")).json()["id"]
    assert {item["account"] for item in log} == {me}
    assert {item["source"] for item in log} == {"127.0.0.1"}
    assert {item["contact_ref"] for item in log} == {location.rpartition("/")[2]}
    assert sorted((item["at"] for item in log), reverse=True) == [item["at"] for item in log]
    assert await query("SELECT max(at) <= clock_timestamp() FROM access_log")


async def test_the_log_is_read_in_pages_and_by_contact(registry: RegistryCaller) -> None:
    first, second = await added(registry), await added(registry)
    for _ in range(3):
        await registry.get(first)
    me = (await registry.get("/v1/keys/self")).json()["id"]

    page = (await registry.get("/v1/access-log", limit=2, account=me)).json()
    found = page["items"]
    while cursor := page["next"]:
        await registry.get(second)  # newer ones do not disturb the pages
        page = (await registry.get("/v1/access-log", limit=2, account=me, cursor=cursor)).json()
        found += page["items"]

    assert [item["action"] for item in found] == ["read"] * 3 + ["created"] * 2
    reference = first.rpartition("/")[2]
    of_first = (await registry.get("/v1/access-log", contact=reference)).json()["items"]
    assert {item["contact_ref"] for item in of_first} == {reference}
    assert len(of_first) == 4
    nobody = await registry.get("/v1/access-log", account=str(uuid4()))
    assert nobody.json()["items"] == []
    first_page = (await registry.get("/v1/access-log", limit=2)).json()
    foreign = await registry.get("/v1/access-log", contact=reference, cursor=first_page["next"])
    assert foreign.status_code == 400


async def test_only_auditors_read_the_log(samples: RegistryCaller) -> None:
    reviewer = await as_role(samples, "reviewer")

    assert (await reviewer.get("/v1/access-log")).status_code == 403


@pytest.mark.parametrize(
    "statement", ["UPDATE access_log SET source = ''", "DELETE FROM access_log"]
)
async def test_nobody_edits_the_log(
    registry: RegistryCaller, registry_database: ThrowawayDatabase, statement: str
) -> None:
    await added(registry)

    for url in (registry_database.app_url, registry_database.owner_url):
        connection = await asyncpg.connect(url)
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError)):
            await connection.execute(statement)
        await connection.close()


@pytest.mark.parametrize("query", ["TABLE contacts", "TABLE access_log", "TABLE idempotency_keys"])
async def test_readers_of_the_database_do_not_see_people(
    registry_database: ThrowawayDatabase, query: str
) -> None:
    connection = await asyncpg.connect(registry_database.read_url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.fetch(query)
    await connection.close()
