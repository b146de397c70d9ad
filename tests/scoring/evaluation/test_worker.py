"""Runs as jobs: done whole, ended whole, begun again; never half."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services.evaluation.evaluating import evaluate
from pledge_scoring.services.evaluation.pinning import Pinning
from pledge_scoring.services.evaluation.runs import Evaluations, Reading
from pledge_scoring.services.evaluation.worker import EvaluationWorker
from pledge_scoring.services.scheme_catalogue import SchemeCatalogue
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.evaluations import EvaluationRequest, EvaluationSubject
from pledge_shared.database.connections import Database
from pledge_shared.errors import ConflictError
from pledge_shared.security.policy import Actor, Role
from pledge_shared.testing.registry import FakeRegistry

from .made import family

ACTOR = Actor(id=uuid4(), name="평가", role=Role.EVALUATOR, owner="평가팀")
OTHER = Actor(id=uuid4(), name="공표", role=Role.PUBLISHER, owner="기획실")
WORKER = "pledge_scoring.services.evaluation.worker"
HALF = """
import asyncio, sys
from pledge_scoring.services.evaluation import worker
from pledge_shared.database.connections import Database

async def never(*_):
    print("half", flush=True)
    await asyncio.sleep(60)

worker.finish = never
asyncio.run(worker.EvaluationWorker(Database(sys.argv[1]), asyncio.Event()).step())
"""


@pytest.fixture
def runs(database: Database, client: RegistryClient) -> Evaluations:
    pinning = Pinning(client, SchemeCatalogue(database))
    return Evaluations(database, pinning, asyncio.Event())


@pytest.fixture
async def queued(runs: Evaluations, registry: FakeRegistry) -> UUID:
    registry.record.load(family())
    return await again(runs)


async def again(runs: Evaluations) -> UUID:
    request = EvaluationRequest(
        subject=EvaluationSubject(kind="plan", code="made"), scheme="invested-institution/1"
    )
    return (await runs.start(request, ACTOR)).id


async def state(runs: Evaluations, run: UUID) -> str:
    return (await runs.get(Reading(run, published_only=False))).state


@pytest.fixture
async def owner(scoring_database: ThrowawayDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(scoring_database.owner_url)
    yield connection
    await connection.close()


async def test_killed_worker_leaves_the_run_to_be_done_whole(
    runs: Evaluations,
    queued: UUID,
    worker: EvaluationWorker,
    scoring_database: ThrowawayDatabase,
    owner: asyncpg.Connection,
) -> None:
    with subprocess.Popen(  # noqa: S603, ASYNC220 - our own script, and nothing else to do
        [sys.executable, "-c", HALF, scoring_database.app_url],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert await asyncio.to_thread(process.stdout.readline) == b"half\n"
        busy = await worker.step()
        process.send_signal(signal.SIGKILL)

    left = await owner.fetchval("SELECT count(*) FROM evaluation_results")
    for _ in range(50):  # the server notices a dead client a moment later
        if await worker.step():
            break
        await asyncio.sleep(0.1)
    verdict = await runs.verify(Reading(queued, published_only=False))

    assert (busy, left) == (False, 0)
    assert await state(runs, queued) == "succeeded"
    assert verdict.verified


async def test_run_that_breaks_has_failed_whole_and_is_tried_under_another_id(
    runs: Evaluations,
    queued: UUID,
    worker: EvaluationWorker,
    owner: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(f"{WORKER}.digest_of", lambda _: "not the digest")
        assert await worker.step()
    failed = await runs.get(Reading(queued, published_only=False))

    second = await again(runs)
    assert await worker.step()

    assert (failed.state, failed.failure, failed.results) == ("failed", "IntegrityError", None)
    assert second != queued
    assert await state(runs, second) == "succeeded"
    assert await owner.fetchval("SELECT count(*) FROM evaluation_results") == 1


async def test_queued_run_is_cancelled_at_once(
    runs: Evaluations, queued: UUID, worker: EvaluationWorker
) -> None:
    cancelled = await runs.cancel(queued)

    assert cancelled.state == "cancelled"
    assert not await worker.step()
    assert (await runs.cancel(queued)).state == "cancelled"


async def test_running_run_shows_it_and_is_cancelled_by_its_worker(
    runs: Evaluations, queued: UUID, worker: EvaluationWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()

    def slow(snapshot: Any, tell: Callable[[int], None]) -> Any:
        assert asked.wait(10)
        return evaluate(snapshot, tell)

    monkeypatch.setattr(f"{WORKER}.evaluate", slow)
    step = asyncio.create_task(worker.step())
    for _ in range(100):
        if await state(runs, queued) == "running":
            break
        await asyncio.sleep(0.02)
    during = await runs.cancel(queued)
    asked.set()
    await step

    assert during.state == "running"
    assert await state(runs, queued) == "cancelled"


async def test_run_that_ended_is_not_cancelled_and_one_that_did_not_is_not_published(
    runs: Evaluations, queued: UUID, worker: EvaluationWorker
) -> None:
    with pytest.raises(ConflictError):
        await runs.publish(queued, OTHER)
    with pytest.raises(ConflictError):
        await runs.results(Reading(queued, published_only=False))
    assert await worker.step()
    with pytest.raises(ConflictError):
        await runs.cancel(queued)
    assert (await runs.publish(queued, OTHER)).state == "published"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE evaluation_results SET document = 'x'",
        "DELETE FROM evaluation_results",
        "TRUNCATE evaluation_results",
        "UPDATE evaluations SET state = 'queued', publisher = NULL",
        "UPDATE evaluations SET pins = 'x'",
        "UPDATE evaluations SET publisher = 'x'",
        "DELETE FROM evaluations",
        "TRUNCATE evaluations CASCADE",
    ],
)
async def test_published_run_is_final_for_every_role(
    runs: Evaluations,
    queued: UUID,
    worker: EvaluationWorker,
    scoring_database: ThrowawayDatabase,
    change: str,
) -> None:
    assert await worker.step()
    await runs.publish(queued, OTHER)

    for url in (scoring_database.app_url, scoring_database.owner_url):
        connection = await asyncpg.connect(url)
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await connection.execute(change)
        await connection.close()

        assert refusal.value.sqlstate in {"42501", "23001"}


async def test_results_that_do_not_match_their_hash_are_not_kept(
    queued: UUID, owner: asyncpg.Connection
) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await owner.execute(
            "INSERT INTO evaluation_results VALUES ($1, 'x', repeat('0', 64))", queued
        )
    with pytest.raises(asyncpg.RestrictViolationError):
        await owner.execute("UPDATE evaluations SET state = 'published', publisher = 'x'")
