"""Evaluations in the database: queued, claimed, finished, published; and read again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from pledge_shared.database.connections import ReadConnection, WriteConnection

from .evaluation_tables import evaluation_progress, evaluation_results, evaluations
from .schedule_tables import scheduled_runs
from .tables import inputs

__all__ = [
    "EvaluationFilter",
    "EvaluationRow",
    "NewEvaluation",
    "claim",
    "documents_of",
    "find_evaluation",
    "finish",
    "hold",
    "keep_alive",
    "note_progress",
    "page_of_evaluations",
    "publish",
    "queue",
    "request_cancel",
    "results_of",
    "save_results",
    "unsuccessful",
]

Ended = Literal["succeeded", "failed", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvaluation:
    """A run to be queued."""

    id: UUID
    subject_kind: str
    subject: str
    scheme: str
    pins: bytes
    pins_digest: str
    revises: UUID | None
    actor: UUID
    owner: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRow:
    """A run, how far it is, its results' digest, which published run revises it, who began it."""

    id: UUID
    number: int
    state: str
    pins: bytes
    pins_digest: str
    revises: UUID | None
    owner: str
    created_at: datetime
    finished_at: datetime | None
    failure: str | None
    published_at: datetime | None
    publisher: str | None
    done: int
    total: int
    started_at: datetime | None
    cancel: bool
    results_digest: str | None
    revised_by: UUID | None
    schedule: str | None
    period: str | None
    predecessor: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationFilter:
    """Which runs to list."""

    published_only: bool
    subject: str | None = None
    scheme: str | None = None
    schedule: str | None = None


_later = evaluations.alias("later")
_REVISED_BY = (
    select(_later.c.id)
    .where(_later.c.revises == evaluations.c.id, _later.c.state == "published")
    .order_by(_later.c.number.desc())
    .limit(1)
    .scalar_subquery()
    .label("revised_by")
)
_OWN = (
    "id",
    "number",
    "state",
    "pins",
    "pins_digest",
    "revises",
    "owner",
    "created_at",
    "finished_at",
    "failure",
    "published_at",
    "publisher",
)


def _rows() -> Select[Any]:
    progress = evaluation_progress.c
    return (
        select(
            *(evaluations.c[name] for name in _OWN),
            progress.done,
            progress.total,
            progress.started_at,
            progress.cancel,
            evaluation_results.c.digest.label("results_digest"),
            _REVISED_BY,
            scheduled_runs.c.schedule,
            scheduled_runs.c.period,
            scheduled_runs.c.predecessor,
        )
        .join(evaluation_progress, progress.evaluation == evaluations.c.id)
        .outerjoin(evaluation_results, evaluation_results.c.evaluation == evaluations.c.id)
        .outerjoin(scheduled_runs, scheduled_runs.c.evaluation == evaluations.c.id)
    )


async def queue(connection: WriteConnection, new: NewEvaluation) -> None:
    """Queue a run for the worker, unless there is one of its id."""
    values = {name: getattr(new, name) for name in NewEvaluation.__slots__ if name != "total"}
    added = insert_or_not(evaluations).values(state="queued", **values).on_conflict_do_nothing()
    if (await connection.execute(added.returning(evaluations.c.id))).one_or_none() is not None:
        await connection.execute(
            insert(evaluation_progress).values(evaluation=new.id, done=0, total=new.total)
        )


async def unsuccessful(connection: ReadConnection, pins_digest: str, revises: UUID | None) -> int:
    """Count the runs of the same pins that failed or were cancelled."""
    count = await connection.scalar(
        select(func.count()).where(
            evaluations.c.pins_digest == pins_digest,
            evaluations.c.revises.is_not_distinct_from(revises),
            evaluations.c.state.in_(["failed", "cancelled"]),
        )
    )
    return count or 0


async def find_evaluation(connection: ReadConnection, evaluation: UUID) -> EvaluationRow | None:
    """Return a run."""
    rows = await connection.execute(_rows().where(evaluations.c.id == evaluation))
    row = rows.mappings().one_or_none()
    return None if row is None else EvaluationRow(**row)


async def page_of_evaluations(
    connection: ReadConnection, wanted: EvaluationFilter, *, below: int | None, limit: int
) -> list[EvaluationRow]:
    """Return runs, the newest first."""
    query = _rows().order_by(evaluations.c.number.desc()).limit(limit)
    if wanted.published_only:
        query = query.where(evaluations.c.state == "published")
    for column, value in (
        (evaluations.c.subject, wanted.subject),
        (evaluations.c.scheme, wanted.scheme),
        (scheduled_runs.c.schedule, wanted.schedule),
    ):
        if value is not None:
            query = query.where(column == value)
    if below is not None:
        query = query.where(evaluations.c.number < below)
    return [EvaluationRow(**row) for row in (await connection.execute(query)).mappings()]


async def claim(connection: WriteConnection) -> tuple[UUID, bytes] | None:
    """Lock the oldest queued run that no other worker holds; return its pins."""
    rows = await connection.execute(
        select(evaluations.c.id, evaluations.c.pins)
        .where(evaluations.c.state == "queued")
        .order_by(evaluations.c.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = rows.one_or_none()
    return None if row is None else (row.id, row.pins)


async def hold(connection: WriteConnection, evaluation: UUID) -> str | None:
    """Lock a run and return its state; None while a worker has it."""
    state: str | None = await connection.scalar(
        select(evaluations.c.state)
        .where(evaluations.c.id == evaluation)
        .with_for_update(skip_locked=True)
    )
    return state


async def keep_alive(connection: WriteConnection) -> None:
    """Keep the server from ending a transaction that waits for a long computation."""
    await connection.execute(text("SELECT 1"))


async def note_progress(connection: WriteConnection, evaluation: UUID, done: int) -> bool:
    """Note how many projects are scored, on another connection; tell whether to stop."""
    progress = evaluation_progress.c
    rows = await connection.execute(
        update(evaluation_progress)
        .where(progress.evaluation == evaluation)
        .values(done=done, started_at=func.coalesce(progress.started_at, func.clock_timestamp()))
        .returning(progress.cancel)
    )
    return bool(rows.scalar_one())


async def request_cancel(connection: WriteConnection, evaluation: UUID) -> None:
    """Ask the worker that has a run to stop."""
    mine = evaluation_progress.c.evaluation == evaluation
    await connection.execute(update(evaluation_progress).where(mine).values(cancel=True))


async def finish(
    connection: WriteConnection, evaluation: UUID, state: Ended, failure: str | None = None
) -> None:
    """Note how a queued run ended."""
    await connection.execute(
        update(evaluations)
        .where(evaluations.c.id == evaluation, evaluations.c.state == "queued")
        .values(state=state, failure=failure, finished_at=func.clock_timestamp())
    )


async def publish(
    connection: WriteConnection, evaluation: UUID, *, actor: UUID, owner: str
) -> None:
    """Publish a run that succeeded."""
    await connection.execute(
        update(evaluations)
        .where(evaluations.c.id == evaluation)
        .values(
            state="published",
            published_at=func.clock_timestamp(),
            published_by=actor,
            publisher=owner,
        )
    )


async def save_results(
    connection: WriteConnection, evaluation: UUID, document: bytes, digest: str
) -> None:
    """Keep what came out, in the transaction that ends the run."""
    await connection.execute(
        insert(evaluation_results).values(evaluation=evaluation, document=document, digest=digest)
    )


async def results_of(connection: ReadConnection, evaluation: UUID) -> bytes | None:
    """Return the bytes of a run's results."""
    document: bytes | None = await connection.scalar(
        select(evaluation_results.c.document).where(evaluation_results.c.evaluation == evaluation)
    )
    return document


async def documents_of(connection: ReadConnection, digests: Collection[str]) -> Mapping[str, bytes]:
    """Return copies of documents, by digest; those that are not there are left out."""
    rows = await connection.execute(
        select(inputs.c.digest, inputs.c.document).where(inputs.c.digest.in_(digests))
    )
    return {row.digest: row.document for row in rows}
