"""Idempotency keys: kept 72 hours, in the transaction of the effect they guard."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text

from pledge_shared.database.connections import WriteConnection
from pledge_shared.errors import ConflictError, InvalidInputError

from .ledger_tables import idempotency_keys

__all__ = ["IdempotencyKey", "KeptAnswer", "find_answer", "keep_answer"]

_KEPT = text("interval '72 hours'")


class InFlightError(ConflictError):
    """The first request with this key has not ended."""

    code = "idempotency_in_flight"
    title = "The first request with this key has not ended"
    title_ko = "같은 키의 첫 요청이 아직 끝나지 않았습니다"


class KeyReusedError(InvalidInputError):
    """The key stood for another request."""

    code = "idempotency_key_reused"
    title = "The key stood for another request"
    title_ko = "다른 요청에 이미 쓰인 키입니다"


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key, whose it is, and the digest of the request it stands for."""

    HEADER: ClassVar[str] = "Idempotency-Key"

    actor: UUID
    key: str
    request_digest: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What the first request was answered."""

    status: int
    body: bytes
    location: str | None = None
    etag: str | None = None


async def find_answer(connection: WriteConnection, key: IdempotencyKey) -> KeptAnswer | None:
    """Take the key for this transaction and return the first answer, if there was one.

    Raises
    ------
    InFlightError
        409: another transaction holds the key.
    KeyReusedError
        422: the key stood for another payload.
    """
    name = f"idempotency:{key.actor}:{key.key}"
    taken = await connection.scalar(
        text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
    )
    if not taken:
        raise InFlightError("Wait for the first request to end, then ask again.")
    columns = idempotency_keys.c
    mine = (columns.actor == key.actor) & (columns.key == key.key)
    await connection.execute(
        delete(idempotency_keys).where(mine, columns.created_at < func.now() - _KEPT)
    )
    rows = await connection.execute(select(idempotency_keys).where(mine))
    row = rows.one_or_none()
    if row is None:
        return None
    if row.request_digest != key.request_digest:
        raise KeyReusedError("Use a new Idempotency-Key for a new request.")
    return KeptAnswer(row.status, row.body, row.location, row.etag)


async def keep_answer(connection: WriteConnection, key: IdempotencyKey, answer: KeptAnswer) -> None:
    """Keep the answer for whoever repeats the request."""
    await connection.execute(
        insert(idempotency_keys).values(
            actor=key.actor,
            key=key.key,
            request_digest=key.request_digest,
            status=answer.status,
            location=answer.location,
            etag=answer.etag,
            body=answer.body,
        )
    )
