"""The registry's own file of heads only grows, and shows what the database cannot."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import structlog

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.services.audit import Audit
from pledge_registry.services.audit_file import AuditFile, HeadKeeper
from pledge_shared.database.connections import Database
from pledge_shared.testing.documents import make_document
from pledge_shared.testing.registry_caller import RegistryCaller


class Kept:
    """A registry that keeps heads in a file, one step at a time."""

    def __init__(self, registry: RegistryCaller, database: Database, url: str, path: Path) -> None:
        self.database = database
        self.path = path
        self._registry = registry
        self._url = url
        self._written = 0

    async def commit(self, count: int = 1) -> None:
        for _ in range(count):
            self._written += 1
            await self._registry.imported(make_document(f"plan-{self._written}"))

    def keeper(self) -> HeadKeeper:
        """Return a keeper as a restarted registry has it."""
        return HeadKeeper(self.database, AuditFile(self.path), asyncio.Event)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_bytes().splitlines()]

    async def tamper(self, *statements: str) -> None:
        connection = await asyncpg.connect(self._url)
        await connection.execute("SET session_replication_role = replica")
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    async def faults(self) -> list[tuple[str, int | None]]:
        found = await Audit(self.database, AuditFile(self.path)).verify(0, seconds=9)
        return [(fault.code, fault.sequence) for fault in found.faults]


@pytest_asyncio.fixture(loop_scope="session")
async def kept(
    registry: RegistryCaller, registry_database: ThrowawayDatabase, tmp_path: Path
) -> AsyncIterator[Kept]:
    database = Database(registry_database.app_url, pool_size=2)
    yield Kept(registry, database, registry_database.superuser_url, tmp_path / "heads.jsonl")
    await database.close()


async def test_each_commit_becomes_a_line_that_stays(kept: Kept) -> None:
    await kept.commit(2)
    await kept.keeper().catch_up()
    before = kept.path.read_bytes()

    await kept.keeper().catch_up()
    assert kept.path.read_bytes() == before
    await kept.commit(2)
    await kept.keeper().catch_up()

    assert kept.path.read_bytes().startswith(before)
    assert [line["sequence"] for line in kept.lines()] == [1, 2, 3, 4]
    head, newest = await Audit(kept.database).head(), kept.lines()[-1]
    assert (newest["hash"], newest["epoch"]) == (head.hash, str(head.epoch))
    assert newest["at"] == head.at.isoformat()
    assert await kept.faults() == []


async def test_nothing_is_kept_of_an_empty_record(kept: Kept) -> None:
    assert not await kept.keeper().catch_up()

    assert not kept.path.exists()
    assert await kept.faults() == []


async def test_a_line_that_a_crash_cut_short_is_left_and_written_again(kept: Kept) -> None:
    await kept.commit(3)
    await kept.keeper().catch_up()
    kept.path.write_bytes(kept.path.read_bytes()[:-40])

    await kept.keeper().catch_up()

    lines = kept.path.read_bytes().splitlines()
    assert len(lines) == 4
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(lines[2])
    assert [head.sequence for head in AuditFile(kept.path).heads()] == [1, 2, 3]
    assert await kept.faults() == []


async def test_a_long_record_is_caught_up_with_in_steps(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pledge_registry.services.audit_file._AT_ONCE", 2)
    await kept.commit(3)

    assert await kept.keeper().catch_up()
    assert not await kept.keeper().catch_up()

    assert [line["sequence"] for line in kept.lines()] == [1, 2, 3]


_CUT = [
    f"DELETE FROM {table} t USING commits c WHERE c.id = t.commit_id AND sequence > 2"  # noqa: S608 - constants
    for table in ("events", "versions")
] + [
    "DELETE FROM commits WHERE sequence > 2",
    """UPDATE feed_head SET (sequence, at, hash) =
        (SELECT sequence, at, hash FROM commits WHERE sequence = 2)""",
]


async def test_a_cut_tail_shows_against_the_file(kept: Kept) -> None:
    await kept.commit(4)
    await kept.keeper().catch_up()
    before = kept.path.read_bytes()
    await kept.tamper(*_CUT)

    with structlog.testing.capture_logs() as logs:
        await kept.keeper().catch_up()

    assert [(log["log_level"], log["held"], log["head"]) for log in logs] == [("error", 4, 2)]
    assert kept.path.read_bytes() == before
    assert await kept.faults() == [("tail_cut", 3)]


async def test_after_a_restore_the_file_begins_again_beside_the_old_lines(kept: Kept) -> None:
    await kept.commit(4)
    await kept.keeper().catch_up()
    await kept.tamper(*_CUT, "UPDATE feed_head SET epoch = gen_random_uuid()")

    await kept.keeper().catch_up()

    assert [line["sequence"] for line in kept.lines()] == [1, 2, 3, 4, 1, 2]
    assert await kept.faults() == []
    found = await Audit(kept.database, AuditFile(kept.path)).verify(0, seconds=9)
    assert [(each.agree, each.other_epoch) for each in found.held] == [(4, 2)]


async def test_a_file_that_cannot_be_written_is_tried_again(kept: Kept) -> None:
    kept.path = kept.path.parent / "missing" / "heads.jsonl"
    rounds: asyncio.Queue[None] = asyncio.Queue()

    def ticket() -> asyncio.Event:
        rounds.put_nowait(None)
        woken = asyncio.Event()
        woken.set()
        return woken

    async def whole_round() -> None:
        while not rounds.empty():
            rounds.get_nowait()
        for _ in range(2):  # the one that goes on may have begun before
            await rounds.get()

    await kept.commit()
    with structlog.testing.capture_logs() as logs:
        keeper = HeadKeeper(kept.database, AuditFile(kept.path), ticket)
        keeping = asyncio.create_task(keeper.run())
        await whole_round()
        kept.path.parent.mkdir()
        await whole_round()
        keeping.cancel()
        await asyncio.wait({keeping})

    assert logs[0]["error"] == "FileNotFoundError"
    assert [line["sequence"] for line in kept.lines()] == [1]
