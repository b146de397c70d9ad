"""The registry is killed in the middle of identical requests: their effect is there once."""

import asyncio
import json

import asyncpg
import httpx
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_shared.testing.documents import make_document, make_project

from .conftest import Registry

PROJECTS = 60
BODY = json.dumps(make_document("plan", *(make_project(f"p{n}") for n in range(PROJECTS))))
RECORDED = """SELECT (SELECT count(*) FROM versions WHERE kind = 'project'),
    (SELECT count(*) FROM commits), (SELECT count(*) FROM events),
    (SELECT count(*) FROM idempotency_keys), (SELECT sequence FROM feed_head)"""


async def _import(client: httpx.AsyncClient, registry: Registry) -> httpx.Response | None:
    headers = {
        "Authorization": f"Bearer {registry.key}",
        "Content-Type": "application/json",
        "Idempotency-Key": "the only one",
    }
    try:
        return await client.post("/v1/imports", content=BODY, headers=headers)
    except httpx.TransportError:
        return None


async def _import_until_answered(client: httpx.AsyncClient, registry: Registry) -> bytes:
    while True:
        answer = await _import(client, registry)
        if answer is not None and answer.status_code == 200:
            return answer.content
        assert answer is None or answer.status_code in {409, 503}, answer.text
        await asyncio.sleep(0.05)


async def _scenario(registry: Registry, delay: float, url: str) -> tuple[object, ...]:
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(
        base_url=registry.service.url, timeout=30, trust_env=False, limits=limits
    ) as client:
        first = [asyncio.create_task(_import(client, registry)) for _ in range(100)]
        await asyncio.sleep(delay)
        registry.kill()
        before = {
            answer.content
            for answer in await asyncio.gather(*first)
            if answer and answer.is_success
        }
        registry.start_again()
        again = await asyncio.gather(
            *(_import_until_answered(client, registry) for _ in range(100))
        )
    assert len(before | set(again)) == 1
    connection = await asyncpg.connect(url)
    try:
        return tuple(await connection.fetchrow(RECORDED))
    finally:
        await connection.close()


@pytest.mark.parametrize("delay", [0.05, 0.4])
async def test_a_hundred_identical_requests_around_a_kill_have_one_effect(
    registry: Registry, registry_database: ThrowawayDatabase, delay: float
) -> None:
    recorded = await _scenario(registry, delay, registry_database.superuser_url)

    assert recorded == (PROJECTS, 1, PROJECTS + 2, 1, 1)
