"""Import requests: done at once, or queued when large, and each of them exactly once.

The work, the record of it and the answer kept for a repeated request share one transaction. A
queued import is a row that a worker locks, so a worker that dies leaves it for the next.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.imports import Import, ImportProgress
from pledge_shared.database.connections import Database, WriteConnection

from ..errors import UnknownImportError
from ..storage.idempotency import IdempotencyKey, KeptAnswer, find_answer, keep_answer
from ..storage.import_lines import LineStore, known_lines
from ..storage.imports import Ended, ImportRow, ImportStore
from .import_answers import outcome_answer
from .imports import Importer
from .plan_imports import ImportOutcome, changed_meanwhile
from .preparing import PreparedPlan
from .receiving import ImportOptions, Received, forget, receive

__all__ = ["QUEUED_ABOVE", "ImportRequest", "ImportRequests"]

QUEUED_ABOVE = 500
"""Imports of more projects than this are answered 202 and done by the worker."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A body that came as a whole: its documents as they were sent, and prepared."""

    lines: Sequence[bytes]
    plans: Sequence[PreparedPlan]

    @property
    def is_large(self) -> bool:
        """Whether it is too large to be done while the client waits."""
        return sum(len(prepared.projects) for prepared in self.plans) > QUEUED_ABOVE


class ImportRequests:
    """Takes import requests.

    Attributes
    ----------
    queued
        Set when there may be work for the worker of this process.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.queued = asyncio.Event()
        self._importer = Importer(database)

    async def validate(self, request: ImportRequest, options: ImportOptions) -> KeptAnswer:
        """Tell what an import would do, without doing it."""
        outcome = await self._importer.validate(
            request.plans, author=options.author, prune=options.prune
        )
        return KeptAnswer(200, outcome_answer(None, "validated", outcome))

    async def submit(
        self, request: ImportRequest, options: ImportOptions, key: IdempotencyKey
    ) -> KeptAnswer:
        """Import, or queue the import; a repeated request gets the first answer."""
        if options.in_background or request.is_large:
            return await self.submit_lines(_each(request.lines), options, lambda: key)
        async with self._database.write() as connection:
            kept = await find_answer(connection, key)
            if kept is None:
                kept = await self._do(connection, request, options)
                await keep_answer(connection, key, kept)
            return kept

    async def submit_lines(
        self,
        lines: AsyncIterable[bytes],
        options: ImportOptions,
        key: Callable[[], IdempotencyKey],
    ) -> KeptAnswer:
        """Receive an import line by line and queue it; done at once when it changes nothing.

        Parameters
        ----------
        key
            Asked when the last line was received: it depends on them.
        """
        received = await receive(self._database, lines, options)
        try:
            async with self._database.write() as connection:
                kept = await find_answer(connection, key())
                repeated = kept is not None
                if kept is None:
                    kept = await _settle(connection, received, options)
                    await keep_answer(connection, key(), kept)
        except BaseException:
            await forget(self._database, received)
            raise
        if repeated:
            await forget(self._database, received)
        self.queued.set()
        return kept

    async def _do(
        self, connection: WriteConnection, request: ImportRequest, options: ImportOptions
    ) -> KeptAnswer:
        outcome = await self._importer.run(
            connection, request.plans, author=options.author, prune=options.prune
        )
        return await _done(connection, outcome, options)

    async def get(self, import_id: UUID) -> bytes:
        """Return an import as its answer shows it."""
        async with self._database.read() as connection:
            row = await ImportStore.find(connection, import_id)
        if row is None:
            raise UnknownImportError
        return row.outcome or canonical_bytes(_queued(row))


async def _settle(
    connection: WriteConnection, received: Received, options: ImportOptions
) -> KeptAnswer:
    if received.import_id is None:
        return await _done(connection, await _unchanged(connection, received, options), options)
    await LineStore(connection, received.import_id).add(received.known)
    await ImportStore(connection).queue(received.import_id, received.total)
    body = canonical_bytes(Import(id=received.import_id, state="queued"))
    return KeptAnswer(202, body, f"/v1/imports/{received.import_id}")


async def _unchanged(
    connection: WriteConnection, received: Received, options: ImportOptions
) -> ImportOutcome:
    """Return the outcome of an import that says what is stored, at one moment for all of it."""
    digests = [line.digest for line in received.known]
    known = await known_lines(connection, digests, prune=options.prune)
    outcome = ImportOutcome()
    for digest in digests:
        if digest not in known:
            raise changed_meanwhile()
        outcome.pass_over(known[digest])
    return outcome


async def _done(
    connection: WriteConnection, outcome: ImportOutcome, options: ImportOptions
) -> KeptAnswer:
    store = ImportStore(connection)
    import_id = await store.add(
        options.author, prune=options.prune, validate_only=options.validate_only
    )
    state: Ended = "validated" if options.validate_only else "succeeded"
    body = outcome_answer(import_id, state, outcome)
    await store.finish(import_id, state, body)
    return KeptAnswer(200, body, f"/v1/imports/{import_id}")


def _queued(row: ImportRow) -> Import:
    progress = None
    if row.done is not None and row.total is not None:
        progress = ImportProgress(done=row.done, total=row.total)
    return Import(id=row.id, state="queued", progress=progress)


async def _each(lines: Sequence[bytes]) -> AsyncIterator[bytes]:
    for line in lines:
        yield line
