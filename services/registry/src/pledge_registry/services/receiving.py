"""Receiving an import line by line: what changes nothing is not kept, all else is stored."""

from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from pledge_shared.contracts.limits import MAX_IMPORT_LINES
from pledge_shared.database.connections import Database
from pledge_shared.errors import FieldError, InvalidInputError

from ..domain.versions import Author
from ..storage.import_lines import Line, LineStore, known_lines
from ..storage.imports import ImportStore

__all__ = ["ImportOptions", "Received", "receive"]

_BATCH_LINES, _BATCH_BYTES = 32, 4 * 1024 * 1024
"""Stored at once; memory holds one batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How an import is to be done, and for whom."""

    author: Author
    prune: bool = False
    validate_only: bool = False
    in_background: bool = False


@dataclass(slots=True)
class Received:
    """An import whose lines are all here.

    Attributes
    ----------
    import_id
        Whose lines are stored; None while none had to be.
    known
        Lines that were recognised.
    total
        How many lines there are.
    """

    import_id: UUID | None = None
    known: list[Line] = field(default_factory=list)
    total: int = 0


async def receive(
    database: Database, lines: AsyncIterable[bytes], options: ImportOptions
) -> Received:
    """Take all lines; on any failure, leave none behind.

    Raises
    ------
    InvalidInputError
        422: there is no line, or there are too many.
    """
    receiver = _Receiver(database, options)
    try:
        async for line in lines:
            await receiver.take(line)
        await receiver.store()
    except BaseException:
        await forget(database, receiver.received)
        raise
    return receiver.received


async def forget(database: Database, received: Received) -> None:
    """Remove what was stored of an import that shall not be."""
    if received.import_id is not None:
        async with database.write() as connection:
            await ImportStore(connection).forget(received.import_id)


class _Receiver:
    def __init__(self, database: Database, options: ImportOptions) -> None:
        self._database = database
        self._options = options
        self._batch: list[bytes] = []
        self.received = Received()

    async def take(self, line: bytes) -> None:
        """Note a line."""
        self._batch.append(line)
        if len(self._batch) == _BATCH_LINES or sum(map(len, self._batch)) > _BATCH_BYTES:
            await self.store()

    async def store(self) -> None:
        """Store what was noted and not recognised."""
        first = self.received.total
        self.received.total += len(self._batch)
        if not 1 <= self.received.total <= MAX_IMPORT_LINES:
            message = f"Send between 1 and {MAX_IMPORT_LINES:,} plan documents."
            raise InvalidInputError(message, errors=(FieldError("", "no_document", message),))
        lines = [
            Line(number, sha256(body).digest(), body)
            for number, body in enumerate(self._batch, first)
        ]
        self._batch.clear()
        async with self._database.read() as connection:
            digests = [line.digest for line in lines]
            known = await known_lines(connection, digests, prune=self._options.prune)
        self.received.known += [
            Line(line.number, line.digest, None) for line in lines if line.digest in known
        ]
        await self._keep([line for line in lines if line.digest not in known])

    async def _keep(self, lines: list[Line]) -> None:
        if not lines:
            return
        async with self._database.write() as connection:
            if self.received.import_id is None:
                self.received.import_id = await ImportStore(connection).add(
                    self._options.author,
                    prune=self._options.prune,
                    validate_only=self._options.validate_only,
                    state="receiving",
                )
            await LineStore(connection, self.received.import_id).add(lines)
