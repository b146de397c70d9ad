"""Works off queued evaluations: each in one transaction, so that it is done whole or not at all.

A run is locked while it is computed. When its worker dies, the lock goes with the connection and
the run is as it was: queued, without results.
"""

import asyncio
from uuid import UUID

import structlog

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.evaluations import EvaluationResults
from pledge_shared.database.connections import Database, WriteConnection, is_down
from pledge_shared.waiting import work_off

from ...storage.evaluations import (
    claim,
    finish,
    keep_alive,
    note_progress,
    save_results,
)
from .evaluating import evaluate
from .snapshot import Snapshot, stored_snapshot

__all__ = ["EvaluationWorker"]

_PROGRESS_SECONDS = 0.5
_log = structlog.get_logger()


class _CancelledError(Exception):
    """Somebody asked the run to stop."""


class EvaluationWorker:
    """Does queued evaluations, one at a time.

    Parameters
    ----------
    woken
        Set when there is work; what other processes queue is found a second later.
    """

    def __init__(self, database: Database, woken: asyncio.Event) -> None:
        self._database = database
        self._woken = woken

    async def run(self) -> None:
        """Do queued evaluations until cancelled."""
        await work_off("evaluations", self.step, self._woken)

    async def step(self) -> bool:
        """Do the oldest queued evaluation; tell whether there was one."""
        claimed = None
        try:
            async with self._database.write() as connection:
                claimed = await claim(connection)
                if claimed is None:
                    return False
                await self._do(connection, *claimed)
        except Exception as error:
            if claimed is None or is_down(error):
                raise
            await self._end_badly(claimed[0], error)
        return True

    async def _do(self, connection: WriteConnection, evaluation: UUID, pinned: bytes) -> None:
        snapshot = await stored_snapshot(connection, pinned)
        results = canonical_bytes(await self._compute(connection, evaluation, snapshot))
        await save_results(connection, evaluation, results, digest_of(results))
        await finish(connection, evaluation, "succeeded")

    async def _compute(
        self, connection: WriteConnection, evaluation: UUID, snapshot: Snapshot
    ) -> EvaluationResults:
        teller = _Teller()
        work = asyncio.create_task(asyncio.to_thread(evaluate, snapshot, teller))
        try:
            while not work.done():
                teller.stop = await self._note(evaluation, teller.done)
                await asyncio.wait({work}, timeout=_PROGRESS_SECONDS)
                await keep_alive(connection)
            results = work.result()
            if await self._note(evaluation, teller.done):
                raise _CancelledError
            return results
        finally:
            teller.stop = True  # a thread cannot be ended from outside
            await asyncio.gather(work, return_exceptions=True)

    async def _note(self, evaluation: UUID, done: int) -> bool:
        async with self._database.write() as connection:
            return await note_progress(connection, evaluation, done)

    async def _end_badly(self, evaluation: UUID, error: Exception) -> None:
        cancelled = isinstance(error, _CancelledError)
        if not cancelled:
            _log.warning("evaluation failed", evaluation=str(evaluation), exc_info=error)
        async with self._database.write() as connection:
            if cancelled:
                await finish(connection, evaluation, "cancelled")
            else:
                await finish(connection, evaluation, "failed", type(error).__name__)


class _Teller:
    """Hears in the thread how far it is, and tells it to stop."""

    def __init__(self) -> None:
        self.done = 0
        self.stop = False

    def __call__(self, done: int) -> None:
        self.done = done
        if self.stop:
            raise _CancelledError
