"""Contacts: added once, changed by who saw them, and named by projects."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .handling import NAME, TELEPHONE, add, added, send

A = "/v1/plans/plan/projects/a"


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds one small project."""
    await registry.imported(make_document("plan", make_project("a")))
    return registry


async def test_a_contact_is_replaced_and_patched(registry: RegistryCaller) -> None:
    location = await added(registry)

    replaced = await send(registry, "PUT", location, {"name": "담당자 라마바"})
    patched = await send(registry, "PATCH", location, {"telephone": "000-0000"})
    same = await send(registry, "PATCH", location, {"name": "담당자 라마바"})

    assert (replaced.json()["telephone"], replaced.headers["etag"]) == (None, '"2"')
    assert patched.json()["name"] == "담당자 라마바"
    assert (patched.json()["telephone"], patched.headers["etag"]) == ("000-0000", '"3"')
    assert same.headers["etag"] == '"3"'
    assert (await registry.get(location)).content == patched.content == same.content


async def test_a_stale_or_blind_write_is_refused(registry: RegistryCaller) -> None:
    location = await added(registry)
    await send(registry, "PATCH", location, {"telephone": None})

    for method in ("PUT", "PATCH", "DELETE"):
        stale = await send(registry, method, location, {"name": 1}, etag='"1"')
        assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
        masked = await send(registry, method, location, {"name": 1}, etag='"2-masked"')
        assert masked.status_code == 412
    blind = await registry.client.delete(location, headers=registry.bearer)
    assert blind.status_code == 428
    assert (await registry.get(location)).json()["name"] == NAME


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/name"),
        ({"name": ""}, "/name"),
        ({"name": "가" * 201}, "/name"),
        ({"name": "가", "telephone": "공공공-0000"}, "/telephone"),
        ({"name": "가", "telephone": "0" * 41}, "/telephone"),
        ({"name": "가", "telephone": "00"}, "/telephone"),
        ({"name": "가", "email": "가"}, "/email"),
        ({"name": "가 000000-1000000"}, "/name"),
        ([], ""),
    ],
)
async def test_what_is_no_contact_is_refused_without_repeating_it(
    samples: RegistryCaller, body: Any, pointer: str
) -> None:
    answer = await add(samples, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    if isinstance(body, dict):
        said = answer.text.replace(answer.json()["request_id"], "")  # which any digits may be in
        assert not any(str(value) in said for value in body.values() if len(value) > 1)


async def test_the_longest_name_and_number_are_kept(registry: RegistryCaller) -> None:
    body = {"name": "𠮷" * 200, "telephone": "0" * 40}

    answer = await add(registry, body)

    assert answer.status_code == 201, answer.text
    read = (await registry.get(answer.headers["location"])).json()
    assert (read["name"], read["telephone"]) == (body["name"], body["telephone"])


async def test_a_repeated_request_adds_one_contact(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    body = {"name": NAME, "telephone": TELEPHONE}
    first, again = [await add(registry, body, "same") for _ in range(2)]
    other = await add(registry, {"name": NAME}, "same")

    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await query("SELECT count(*) FROM contacts") == 1


async def test_a_project_names_its_contact(small: RegistryCaller) -> None:
    reference = (await added(small)).rpartition("/")[2]
    before = (await small.get(A)).json()

    named = await send(small, "PUT", f"{A}/contact", {"contact_ref": reference})
    same = await send(small, "PUT", f"{A}/contact", {"contact_ref": reference})
    nobody = await send(small, "DELETE", f"{A}/contact")

    assert named.json() == before | {"version": 2, "contact_ref": reference}
    assert same.json() == named.json()
    assert nobody.json() == before | {"version": 3}
    assert (await small.get(A)).content == nobody.content


async def test_a_project_cannot_name_nobody_known(small: RegistryCaller) -> None:
    unknown = await send(small, "PUT", f"{A}/contact", {"contact_ref": str(uuid4())})
    named = await send(small, "PUT", f"{A}/contact", {"contact_ref": NAME})
    stale = await send(small, "PUT", f"{A}/contact", {"contact_ref": NAME}, etag='"1"')

    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "unknown_reference")
    assert named.status_code == 422
    assert NAME not in named.text
    assert stale.status_code == 412
