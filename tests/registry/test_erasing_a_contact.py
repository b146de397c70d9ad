"""Erasing a contact leaves nothing of it: no table, log, event or answer; digests stay true."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from hashlib import sha256
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
import structlog
from fastapi import FastAPI
from httpx import AsyncClient

from pledge_gateway.app import create_app as create_gateway
from pledge_gateway.services.route_table import RouteTable, load_document
from pledge_gateway.services.upstreams import Addresses
from pledge_local.throwaway import ThrowawayDatabase
from pledge_shared.canonical import dump_json
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.fake_service import FakeService
from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller

FIRST = {"name": "담당자 카나리아", "telephone": "(000) 0000-0000"}
SECOND = {"name": "담당자 사아자차", "telephone": "(000) 0000~0000"}
A = "/v1/plans/plan/projects/a"

TABLES = """SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname = ANY ($1) ORDER BY 1"""
HOLDS = "SELECT EXISTS (SELECT FROM {} AS row WHERE row::text LIKE ANY ($1))"
TRUE_DIGESTS = """SELECT count(*), bool_and(digest = encode(sha256(facts), 'hex')) FROM versions"""


def needles() -> list[str]:
    """Return patterns of every way in which a row may hold a name, a number or their digest."""
    found = [text for contact in (FIRST, SECOND) for text in contact.values()]
    found += [json.dumps(text)[1:-1] for text in found]
    bodies = [write(contact) for contact in (FIRST, SECOND) for write in (dump_json, _escaped)]
    addressed = [b"/v1/contacts?\n" + body for body in bodies]
    found += [sha256(body).hexdigest() for body in (*bodies, *addressed)]
    doubled = [text.replace("\\", "\\\\") for text in found]  # as a row is written
    written = [*found, *doubled, *(text.encode().hex() for text in found)]
    return [f"%{text}%".replace("\\", "\\\\") for text in sorted(set(written))]


def _escaped(body: dict[str, str]) -> bytes:
    return json.dumps(body).encode()


async def holding(connection: asyncpg.Connection, *schemas: str) -> set[str]:
    """Return the tables, PostgreSQL's own included, in which something of a contact stands."""
    rows = await connection.fetch(TABLES, schemas or ("public", "pg_catalog"))
    return {row[0] for row in rows if await connection.fetchval(HOLDS.format(row[0]), needles())}


@pytest_asyncio.fixture(loop_scope="session")
async def superuser(registry_database: ThrowawayDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(registry_database.superuser_url)
    yield connection
    await connection.close()


@pytest_asyncio.fixture(loop_scope="session")
async def gateway(app: FastAPI, registry: RegistryCaller) -> AsyncIterator[AsyncClient]:
    """Run a gateway in front of the test's registry; nothing is scored."""
    scoring = transport_to(FakeService().app)
    addresses = Addresses(
        "http://registry",
        "http://scoring",
        registry_transport=registry.client._transport,
        scoring_transport=scoring,
    )
    table = RouteTable({"registry": app.openapi(), "scoring": load_document("scoring")})
    front = create_gateway(addresses, table)
    async with front.router.lifespan_context(front) as state:
        transport = transport_to(front, state)
        async with AsyncClient(transport=transport, base_url="http://gateway") as client:
            yield client


Send = Callable[..., Awaitable[str]]


@pytest.fixture
def send(gateway: AsyncClient, registry: RegistryCaller) -> Send:
    """Return what sends a request through the gateway and returns the answer's status and text."""

    async def request(method: str, path: str, body: Any = None, **headers: str) -> str:
        kind = MERGE_PATCH if method == "PATCH" else "application/json"
        answer = await gateway.request(
            method,
            path,
            content=None if body is None else json.dumps(body),
            headers={**registry.bearer, "Content-Type": kind, **headers},
        )
        return f"{answer.status_code} {answer.headers.get('location', '')} {answer.text}"

    return request


async def handle(send: Send) -> str:
    """Do to one contact everything that can be done, some of it wrong; return where it is."""
    once, first, second = (
        {"Idempotency-Key": uuid4().hex},
        *({"If-Match": f'"{n}"'} for n in (1, 2)),
    )
    made = await send("POST", "/v1/contacts", FIRST, **once)
    location = made.split()[1]
    answers = [
        made,
        await send("POST", "/v1/contacts", FIRST, **once),
        await send("POST", "/v1/contacts", SECOND, **once),
        await send("POST", "/v1/contacts", FIRST | {"more": 1}, **{"Idempotency-Key": "other"}),
        await send("PUT", location, FIRST, **second),
        await send("PATCH", location, {"name": FIRST["name"] + "\0"}, **first),
    ]
    assert [int(answer[:3]) for answer in answers] == [201, 201, 422, 422, 412, 422]
    assert spoken(answers) == []
    seen = [
        await send("GET", location),
        await send("PUT", location, SECOND, **first),
        await send("PATCH", location, FIRST, **second),
    ]
    assert spoken(seen) == seen
    return location


def spoken(texts: Sequence[str]) -> list[str]:
    """Return the texts in which something of a contact stands."""
    said = [text for contact in (FIRST, SECOND) for text in contact.values()]
    said += [json.dumps(text)[1:-1] for text in said]
    return [text for text in texts if any(needle in text for needle in said)]


@pytest_asyncio.fixture(loop_scope="session")
async def others(registry: RegistryCaller, superuser: asyncpg.Connection) -> None:
    """Let the registry hold a project, and other contacts: ANALYZE samples what differs."""
    await registry.imported(make_document("plan", make_project("a")))
    await superuser.execute("INSERT INTO contacts (name) VALUES ('담당자 가'), ('담당자 하')")


@pytest.mark.usefixtures("others")
async def test_nothing_of_an_erased_contact_is_left(
    registry: RegistryCaller,
    send: Send,
    superuser: asyncpg.Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as logs:
        location = await handle(send)
        reference = location.rpartition("/")[2]
        project = {"If-Match": await registry.etag(A)}
        named = await send("PUT", f"{A}/contact", {"contact_ref": reference}, **project)
        await superuser.execute("ANALYZE")
        before = await holding(superuser)

        erased = await send("DELETE", location, **{"If-Match": '"3"'})

        await superuser.execute("ANALYZE")
        after = await holding(superuser)
        gone = await send("GET", location)
        document, feed = await send("GET", A), await send("GET", "/v1/events")

    assert before == {"public.contacts"}
    assert (after, erased[:3], gone[:3]) == (set(), "204", "404")
    assert reference in named
    assert reference in document
    assert spoken([named, erased, gone, document, feed, str(logs), caplog.text]) == []
    assert len(logs) > 10
    assert tuple(await superuser.fetchrow(TRUE_DIGESTS)) == (4, True)
    assert await superuser.fetchval("SELECT count(*) FROM idempotency_keys") == 1  # the import's
    kept = await superuser.fetch("SELECT action FROM access_log ORDER BY id")
    assert [row[0] for row in kept] == ["created", "read", "changed", "changed", "erased"]


PLANTED = {
    "idempotency_keys": "(actor, key, request_digest, status, body)"
    " VALUES (uuidv7(), 'k', $1::text, 201, '')",
    "imports": "(state, actor, prune, outcome)"
    " VALUES ('failed', uuidv7(), false, convert_to($1::text, 'UTF8'))",
    "commits": "(id, sequence, at, actor, actions, hash)"
    " VALUES (uuidv7(), 9, now(), uuidv7(), jsonb_build_array($1::text), '')",
}
TRACES = (
    FIRST["telephone"],
    SECOND["name"],
    json.dumps(FIRST),
    dump_json(FIRST).decode(),
    sha256(dump_json(FIRST)).hexdigest(),
)


@pytest.mark.parametrize("table", PLANTED)
async def test_a_trace_left_elsewhere_would_be_found(
    superuser: asyncpg.Connection, table: str
) -> None:
    for trace in TRACES:
        planted = superuser.transaction()
        await planted.start()
        await superuser.execute(f"INSERT INTO {table} {PLANTED[table]}", trace)
        assert await holding(superuser, "public") == {f"public.{table}"}, trace
        await planted.rollback()
    assert await holding(superuser, "public") == set()


async def test_a_sample_taken_by_the_planner_would_be_found(superuser: asyncpg.Connection) -> None:
    await superuser.execute("CREATE TABLE sampled (name text)")
    await superuser.executemany("INSERT INTO sampled VALUES ($1)", [("가",), (FIRST["name"],)])
    await superuser.execute("ANALYZE sampled")

    assert await holding(superuser) == {"public.sampled", "pg_catalog.pg_statistic"}
