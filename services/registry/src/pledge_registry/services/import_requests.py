"""Import requests: done at once, or queued when large, and each of them exactly once.

The work, the record of it and the answer kept for a repeated request share one transaction. A
queued import is a row that a worker locks, so a worker that dies leaves it for the next.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.imports import Import, ImportIssue, ImportResult
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.database.connections import Database, WriteConnection, is_down
from pledge_shared.errors import FieldError, ServiceError

from ..domain.versions import Author
from ..errors import UnknownImportError
from ..storage.idempotency import IdempotencyKey, KeptAnswer, find_answer, keep_answer
from ..storage.imports import ImportRow, ImportStore
from .imports import Importer, ImportOutcome

__all__ = ["QUEUED_ABOVE", "ImportRequest", "ImportRequests"]

QUEUED_ABOVE = 500
"""Imports of more projects than this are answered 202 and done by the worker."""

_IDLE_SECONDS = 1.0
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What was asked for."""

    documents: Sequence[PlanDocument]
    author: Author
    prune: bool
    in_background: bool

    @property
    def queued(self) -> bool:
        """Whether it is too large to be done while the client waits."""
        size = sum(len(document.projects) for document in self.documents)
        return self.in_background or size > QUEUED_ABOVE


class ImportRequests:
    """Takes import requests and works off those that were queued."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._importer = Importer(database)

    async def validate(self, request: ImportRequest) -> KeptAnswer:
        """Tell what an import would do, without doing it."""
        outcome = await self._importer.validate(
            request.documents, author=request.author, prune=request.prune
        )
        return KeptAnswer(200, canonical_bytes(_answer(None, "validated", outcome)))

    async def submit(self, request: ImportRequest, key: IdempotencyKey) -> KeptAnswer:
        """Import, or queue the import; a repeated request gets the first answer."""
        async with self._database.write() as connection:
            kept = await find_answer(connection, key)
            if kept is None:
                kept = await self._take(connection, request)
                await keep_answer(connection, key, kept)
            return kept

    async def _take(self, connection: WriteConnection, request: ImportRequest) -> KeptAnswer:
        store = ImportStore(connection)
        author = request.author
        if request.queued:
            payload = b"\n".join(canonical_bytes(document) for document in request.documents)
            import_id = await store.queue(payload, author.actor, author.reason, prune=request.prune)
            body = canonical_bytes(Import(id=import_id, state="queued"))
            return KeptAnswer(202, body, f"/v1/imports/{import_id}")
        outcome = await self._importer.run(
            connection, request.documents, author=author, prune=request.prune
        )
        import_id = await store.add(author.actor, author.reason, prune=request.prune)
        body = canonical_bytes(_answer(import_id, "succeeded", outcome))
        await store.finish(import_id, "succeeded", body)
        return KeptAnswer(200, body, f"/v1/imports/{import_id}")

    async def get(self, import_id: UUID) -> bytes:
        """Return an import as its answer shows it."""
        async with self._database.read() as connection:
            row = await ImportStore.find(connection, import_id)
        if row is None:
            raise UnknownImportError
        return row.outcome or canonical_bytes(Import(id=import_id, state="queued"))

    async def work(self) -> None:
        """Do queued imports, one at a time, until cancelled."""
        while True:
            try:
                done = await self._work_one()
            except Exception as error:  # noqa: BLE001 - the worker must outlive any import
                if is_down(error):
                    _log.warning("import worker lost the database", error=type(error).__name__)
                else:
                    _log.exception("import worker was interrupted")
                done = False
            if not done:
                await asyncio.sleep(_IDLE_SECONDS)

    async def _work_one(self) -> bool:
        row = None
        try:
            async with self._database.write() as connection:
                row = await ImportStore(connection).claim()
                if row is None:
                    return False
                await self._do(connection, row)
        except Exception as error:
            if row is None or is_down(error):
                raise
            _log.warning("import failed", import_id=str(row.id), exc_info=error)
            body = canonical_bytes(_failure(row.id, error))
            async with self._database.write() as connection:
                await ImportStore(connection).finish(row.id, "failed", body)
        return True

    async def _do(self, connection: WriteConnection, row: ImportRow) -> None:
        lines = (row.payload or b"").split(b"\n")
        documents = [PlanDocument.model_validate_json(line) for line in lines]
        author = Author(row.actor, row.reason)
        outcome = await self._importer.run(connection, documents, author=author, prune=row.prune)
        body = canonical_bytes(_answer(row.id, "succeeded", outcome))
        await ImportStore(connection).finish(row.id, "succeeded", body)


def _failure(import_id: UUID, error: Exception) -> Import:
    """Say what kept an import out; of our own mistakes only that there was one."""
    found = [FieldError("", "internal_error", "Something broke on our side; the log holds it.")]
    if isinstance(error, ServiceError):
        found = [*error.errors] or [FieldError("", error.code, str(error))]
    issues = [
        ImportIssue(severity="error", pointer=item.pointer, code=item.code, message=item.message)
        for item in found
    ]
    return Import(id=import_id, state="failed", issues=issues)


def _answer(import_id: UUID | None, state: str, outcome: ImportOutcome) -> Import:
    result = ImportResult(
        **outcome.counts.model_dump(), versions=outcome.versions, sequence=outcome.sequence
    )
    return Import.model_validate(
        {"id": import_id, "state": state, "result": result, "issues": outcome.issues}
    )
