"""Whatever is changed in the record by somebody who may do anything is found, and where it is."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from uuid import uuid4

import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase, ThrowawayServer
from pledge_registry.app import open_state
from pledge_registry.cli import ensure_first_key
from pledge_registry.domain.audit import Fault
from pledge_registry.domain.chain import Action
from pledge_registry.domain.versions import Author
from pledge_registry.services.audit import verify_piece
from pledge_registry.services.work import unit_of_work
from pledge_registry.storage.audit import AuditReader
from pledge_shared.database.connections import Database, ReadConnection, WriteConnection
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .means import Found, Tampering
from .ways import WAYS, Way

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass(frozen=True, slots=True)
class Victim:
    """A registry's database, and its superuser's way in."""

    database: Database

    async def verified(self, act: Way | None, random: Random) -> tuple[Found, Sequence[Fault]]:
        """Tamper, verify, and take the tampering back."""
        async with self.database._engine.connect() as raw:
            connection = WriteConnection(ReadConnection(raw))
            at = Tampering(connection, random)
            await at.run("SET LOCAL session_replication_role = replica")
            expected: Found = (set(), 0) if act is None else await act(at)
            held = {"file": at.held}
            found = await verify_piece(AuditReader(connection), 0, held, seconds=60)
            await raw.rollback()
        return expected, found.faults


async def _fill(registry: RegistryCaller, database: Database) -> None:
    """Make a record of some thirty commits with everything a commit can hold."""
    draft = {"period": "2021", "value": "3", "approval": "draft"}
    parts = make_project("a"), make_project("b"), make_project("c")
    parts[1]["indicators"][0]["actuals"].append(draft)
    await registry.imported(make_document("plan", *parts, publication="reviewed"), reason="처음")
    await registry.imported(make_document("other", *(make_project(f"p-{n}") for n in range(6))))
    for number in range(12):
        place = f"/v1/plans/plan/projects/{'abc'[number % 3]}"
        await registry.patch(place, {"title": f"제목 {number}"}, reason=f"{number}번째")
        await registry.put_actual(place, "reached/2021", {"value": str(number)})
    await registry.imported(make_document("other", make_project("p-1")), prune="true")
    for number in range(3):
        async with unit_of_work(database, Author(uuid4(), "마감", f"request-{number}")) as work:
            work.recording.actions.append(
                Action(action="close_period", subject=f"periods/{number}", detail={"on": None})
            )
    await registry.imported(make_document("last", make_project("z")))


@pytest.fixture(scope="module")
def lent(postgres: ThrowawayServer) -> Iterator[ThrowawayDatabase]:
    with postgres.migrated("registry") as database:
        yield database


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def victim(app: FastAPI, lent: ThrowawayDatabase) -> AsyncIterator[Victim]:
    key = await asyncio.to_thread(ensure_first_key, lent.app_url)
    assert key is not None
    async with open_state(lent.app_url) as state:
        transport = transport_to(app, state)
        async with AsyncClient(transport=transport, base_url="http://registry") as client:
            await _fill(RegistryCaller(client, key), state["database"])
    database = Database(lent.superuser_url, pool_size=1)
    try:
        yield Victim(database)
    finally:
        await database.close()


async def _tampered(victim: Victim, count: int) -> Counter[str]:
    """Tamper so many times; return how often each way was found."""
    found: Counter[str] = Counter()
    for number in range(count):
        act = WAYS[number % len(WAYS)]
        (codes, place), faults = await victim.verified(act, Random(number))  # noqa: S311 - repeatable, not secret
        assert faults, f"{act.__name__} {number} was not found"
        first = faults[0]
        numbered = [each for each in faults if each.sequence is not None]
        assert numbered, (act.__name__, number, faults)
        assert min(each.sequence or 0 for each in numbered) == place, (act.__name__, number, faults)
        assert {each.code for each in numbered if each.sequence == place} & codes, (
            act.__name__, number, place, faults, first,
        )  # fmt: skip
        found[act.__name__] += 1
    return found


async def test_a_record_that_nobody_touched_has_no_fault(victim: Victim) -> None:
    _, faults = await victim.verified(None, Random(0))  # noqa: S311 - repeatable, not secret

    assert faults == []


async def test_tampering_is_found_where_it_is(victim: Victim) -> None:
    found = await _tampered(victim, 60)

    assert found.total() == 60
    assert found.keys() == {act.__name__ for act in WAYS}


@pytest.mark.slow
async def test_tampering_is_found_a_thousand_times(
    victim: Victim, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await _tampered(victim, 1_000)

    with capsys.disabled():
        print(f"\naudit tampering found: {found.total():,} of 1,000", dict(found))  # noqa: T201 - the figure
    assert found.total() == 1_000
