"""Bodies of imports: a plan document, an array of them, or a stream with one a line."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from fastapi import Request

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.limits import MAX_IMPORT_LINES, MAX_LINE_BYTES
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.errors import FieldError, InvalidInputError
from pledge_shared.strict_json import parse_json
from pledge_shared.validation import validated
from pledge_shared.web.conventions import NDJSON
from pledge_shared.web.routing import check_media_type

from ..services.import_requests import ImportRequest, ImportRequests
from ..services.ndjson import lines_of
from ..services.preparing import MOST_IN_ARRAY, prepare, prepared_lines
from ..services.receiving import ImportOptions
from ..storage.idempotency import IdempotencyKey, KeptAnswer

__all__ = ["JSON", "NDJSON", "ImportBody", "read_body"]

JSON = "application/json"

_HELD = 1024 * 1024
"""Bytes of a stream up to which it is held, and imported while the client waits."""


@dataclass(frozen=True, slots=True)
class ImportBody:
    """What was sent: all of it, or lines of which most are still to come."""

    whole: ImportRequest | None
    lines: AsyncIterator[bytes]
    digest: Callable[[], str]
    """Of the request, once its body was read."""

    async def submit(
        self, imports: ImportRequests, options: ImportOptions, actor: UUID, key: str
    ) -> KeptAnswer:
        """Hand it on to be imported, or to be validated only."""

        def once() -> IdempotencyKey:
            return IdempotencyKey(actor, key, self.digest())

        if self.whole is None:
            return await imports.submit_lines(self.lines, options, once)
        if options.validate_only:
            return await imports.validate(self.whole, options)
        return await imports.submit(self.whole, options, once())


async def read_body(request: Request) -> ImportBody:
    """Read a body, of a long stream only the beginning."""
    stream = _Stream(request)
    if check_media_type(request, JSON, NDJSON) == JSON:
        whole = _documents(b"".join([piece async for piece in stream.pieces()]))
        return ImportBody(whole, _each([]), stream.digest)
    lines = lines_of(stream.pieces(), longest=MAX_LINE_BYTES)
    begun: list[bytes] = []
    async for line in lines:
        begun.append(line)
        if sum(map(len, begun)) > _HELD:
            return ImportBody(None, _each(begun, lines), stream.digest)
    _check_number(len(begun))
    return ImportBody(ImportRequest(begun, prepared_lines(begun)), _each([]), stream.digest)


def _documents(body: bytes) -> ImportRequest:
    value = parse_json(body, max_array=MOST_IN_ARRAY)
    values = value if isinstance(value, list) else [value]
    _check_number(len(values))
    documents = [
        validated(PlanDocument, each, at=f"/{index}" if len(values) > 1 else "")
        for index, each in enumerate(values)
    ]
    return ImportRequest([*map(canonical_bytes, documents)], [*map(prepare, documents)])


def _check_number(documents: int) -> None:
    if not 1 <= documents <= MAX_IMPORT_LINES:
        message = f"Send between 1 and {MAX_IMPORT_LINES:,} plan documents."
        raise InvalidInputError(message, errors=(FieldError("", "no_document", message),))


class _Stream:
    """A body piece by piece, digested on the way."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._digest = sha256(f"{request.url.path}?{request.url.query}\n".encode())

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces."""
        async for piece in self._request.stream():
            self._digest.update(piece)
            yield piece

    def digest(self) -> str:
        """Return the digest of the address and of all that was read."""
        return self._digest.hexdigest()


async def _each(
    lines: list[bytes], rest: AsyncIterator[bytes] | None = None
) -> AsyncIterator[bytes]:
    while lines:
        yield lines.pop(0)
    if rest is not None:
        async for line in rest:
            yield line
