"""Works off queued imports: each in one transaction, so that it is done whole or not at all."""

import asyncio
from time import monotonic
from uuid import UUID

import structlog

from pledge_shared.database.connections import Database, is_down
from pledge_shared.waiting import work_off

from ..storage.import_lines import forget_known
from ..storage.imports import Ended, ImportStore
from .import_answers import failure_answer, outcome_answer
from .line_imports import LineImport
from .preparers import preparers

__all__ = ["ImportWorker"]

_SWEEP_SECONDS = 3600.0
_LARGE = 2 * 1024 * 1024
"""Bytes from which on it pays to start processes, which takes a second."""

_PROGRESS_SECONDS = 0.5
_log = structlog.get_logger()


class ImportWorker:
    """Does queued imports, one at a time.

    Parameters
    ----------
    woken
        Set when there is work; what other processes queue is found a second later.
    """

    def __init__(self, database: Database, woken: asyncio.Event) -> None:
        self._database = database
        self._woken = woken
        self._next_sweep = 0.0

    async def run(self) -> None:
        """Do queued imports until cancelled."""
        await work_off("imports", self._work_one, self._woken)

    async def _work_one(self) -> bool:
        row = None
        try:
            async with self._database.write() as connection:
                store = ImportStore(connection)
                row = await store.claim()
                if row is None:
                    await self._sweep(store)
                    return False
                work = LineImport(connection, row)
                lines, size = await work.size()
                with preparers(processes=size > _LARGE) as prepare:
                    outcome = await work.run(prepare, lines, _Progress(self._database, row.id))
                state: Ended = "validated" if row.validate_only else "succeeded"
                await store.finish(row.id, state, outcome_answer(row.id, state, outcome))
        except Exception as error:
            if row is None or is_down(error):
                raise
            _log.warning("import failed", import_id=str(row.id), exc_info=error)
            await self._fail(row.id, error)
        return True

    async def _fail(self, import_id: UUID, error: Exception) -> None:
        async with self._database.write() as connection:
            await forget_known(connection, import_id)  # sent again, every line brings its body
            await ImportStore(connection).finish(
                import_id, "failed", failure_answer(import_id, error)
            )

    async def _sweep(self, store: ImportStore) -> None:
        """Now and then remove what was left behind by services that were killed."""
        if monotonic() > self._next_sweep:
            self._next_sweep = monotonic() + _SWEEP_SECONDS
            await store.forget_abandoned()


class _Progress:
    """Shows how far an import is, on a connection of its own and not all the time."""

    def __init__(self, database: Database, import_id: UUID) -> None:
        self._database = database
        self._import_id = import_id
        self._next = 0.0

    async def __call__(self, done: int) -> None:
        """Note that some lines are done."""
        if monotonic() > self._next:
            self._next = monotonic() + _PROGRESS_SECONDS
            async with self._database.write() as connection:
                await ImportStore(connection).progress(self._import_id, done)
