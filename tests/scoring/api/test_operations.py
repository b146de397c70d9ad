"""Being ready, waiting for scores, and refusing a score that its inputs do not give."""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.app import create_app
from pledge_scoring.settings import Settings
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.registry import FakeRegistry

ReadDocument = Callable[[str], PlanDocument]


async def until_status(service: AsyncClient, status: int) -> None:
    async with asyncio.timeout(10):
        while (await service.get("/readyz")).status_code != status:  # noqa: ASYNC110 - over HTTP there is nothing to await
            await asyncio.sleep(0.02)


async def test_ready_when_the_registry_is_followed(service: AsyncClient) -> None:
    await until_status(service, 200)


async def test_not_ready_before_the_registry_was_reached(
    registry: FakeRegistry, service: AsyncClient
) -> None:
    registry.away = True
    answer = await service.get("/readyz")
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)

    registry.away = False

    await until_status(service, 200)


async def test_not_ready_on_another_schema(
    service: AsyncClient, scoring_database: ThrowawayDatabase
) -> None:
    await until_status(service, 200)
    connection = await asyncpg.connect(scoring_database.owner_url)
    await connection.execute("UPDATE alembic_version SET version_num = 'older'")
    await connection.close()

    assert (await service.get("/readyz")).status_code == 503


async def test_nothing_is_opened_before_the_start(empty_database: ThrowawayDatabase) -> None:
    settings = Settings(database_url=empty_database.app_url, registry_url="http://nowhere")

    app = create_app(settings)
    async with AsyncClient(transport=transport_to(app), base_url="http://scoring") as caller:
        alive = await caller.get("/livez")

    assert alive.status_code == 200


async def test_waiting_for_scores_ends_with_the_first(
    service: AsyncClient, registry: FakeRegistry, document: ReadDocument
) -> None:
    before = (await service.get("/v1/score-events")).json()
    params = {"after": before["next"], "wait": 20}
    waiting = asyncio.create_task(service.get("/v1/score-events", params=params))
    await asyncio.sleep(0.05)
    assert not waiting.done()

    registry.record.load(document("cb-cluster"))

    async with asyncio.timeout(10):
        page = (await waiting).json()
    assert [event["subject"] for event in page["items"]] == [
        "plans/cb-cluster/projects/phase-1",
        "plans/cb-cluster/projects/phase-2",
    ]
    behind = (await service.get("/v1/score-events", params={"after": page["next"]})).json()
    later = [event["type"] for event in behind["items"]]  # of alerts, if it was quick
    assert [each for each in later if each.startswith("pledge.score.")] == []
    assert later or behind["next"] == page["next"]


async def test_score_that_its_inputs_do_not_give_is_refused(
    service: AsyncClient,
    known: Callable[..., Any],
    registry: FakeRegistry,
    document: ReadDocument,
    scoring_database: ThrowawayDatabase,
) -> None:
    imported = registry.record.load(document("cb-switch"))
    await known("/v1/achievements/plans/cb-switch", imported)
    connection = await asyncpg.connect(scoring_database.app_url)
    await connection.execute("UPDATE scores SET digest = 'forged'")
    await connection.close()

    answer = await service.get("/v1/achievements/plans/cb-switch/projects/switch-on")

    assert answer.status_code == 503
    assert answer.json()["code"] == "unsealed_score"
