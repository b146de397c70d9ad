"""Schedules of evaluations in the database, and the runs they started."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from pledge_shared.contracts.evaluation_schedules import Cadence
from pledge_shared.database.connections import ReadConnection, WriteConnection

from .evaluation_tables import evaluations
from .schedule_tables import evaluation_schedules, scheduled_runs

__all__ = [
    "NewScheduledRun",
    "ScheduleRow",
    "add_schedule",
    "change_schedule",
    "due_schedule",
    "find_schedule",
    "last_day_run",
    "move_on",
    "note_failure",
    "page_of_schedules",
    "predecessor_of",
    "save_scheduled_run",
]

_TRY_AGAIN = text("interval '5 minutes'")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """A schedule; ``next_period`` is the earliest one whose run is to come, due on ``next_run``."""

    code: str
    subject_kind: str
    subject: str
    scheme: str
    cadence: Cadence
    day_offset: int
    enabled: bool
    next_period: str | None
    next_run: date | None
    actor: UUID
    owner: str
    revision: int = 1
    failure: str | None = None
    latest: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScheduledRun:
    """A run that a schedule started for a period, and the one before."""

    schedule: str
    period: str
    last_day: date
    evaluation: UUID
    predecessor: UUID | None


_LATEST = (
    select(scheduled_runs.c.evaluation)
    .where(scheduled_runs.c.schedule == evaluation_schedules.c.code)
    .order_by(scheduled_runs.c.last_day.desc())
    .limit(1)
    .scalar_subquery()
    .label("latest")
)
_OWN = tuple(name for name in ScheduleRow.__slots__ if name != "latest")
_UNSUCCESSFUL = ("failed", "cancelled")


def _rows() -> Select[Any]:
    return select(*(evaluation_schedules.c[name] for name in _OWN), _LATEST)


async def find_schedule(
    connection: ReadConnection, code: str, *, lock: bool = False
) -> ScheduleRow | None:
    """Return a schedule, locked until the transaction ends if asked for."""
    query = _rows().where(evaluation_schedules.c.code == code)
    if lock:
        query = query.with_for_update(of=evaluation_schedules)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else ScheduleRow(**row)


async def page_of_schedules(
    connection: ReadConnection, *, after: str | None, limit: int
) -> list[ScheduleRow]:
    """Return schedules by code, behind a place."""
    query = _rows().order_by(evaluation_schedules.c.code).limit(limit)
    if after is not None:
        query = query.where(evaluation_schedules.c.code > after)
    return [ScheduleRow(**row) for row in (await connection.execute(query)).mappings()]


async def due_schedule(connection: ReadConnection, today: date) -> ScheduleRow | None:
    """Return the schedule whose run has been due longest; one that failed waits some minutes."""
    tried = evaluation_schedules.c.tried_at
    query = (
        _rows()
        .where(
            evaluation_schedules.c.next_run <= today,
            or_(tried.is_(None), tried < func.clock_timestamp() - _TRY_AGAIN),
        )
        .order_by(evaluation_schedules.c.next_run, evaluation_schedules.c.code)
        .limit(1)
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else ScheduleRow(**row)


def _values(row: ScheduleRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "latest"}


async def add_schedule(connection: WriteConnection, row: ScheduleRow) -> bool:
    """Keep a new schedule; False when there is one of its code."""
    added = insert_or_not(evaluation_schedules).values(_values(row)).on_conflict_do_nothing()
    returned = await connection.execute(added.returning(evaluation_schedules.c.code))
    return returned.one_or_none() is not None


async def change_schedule(connection: WriteConnection, row: ScheduleRow) -> None:
    """Write over a schedule that the caller has locked; nothing has been tried by it yet."""
    await connection.execute(
        update(evaluation_schedules)
        .where(evaluation_schedules.c.code == row.code)
        .values(**_values(row), tried_at=None, changed_at=func.clock_timestamp())
    )


async def note_failure(connection: WriteConnection, row: ScheduleRow, failure: str) -> None:
    """Note why a run could not start, unless the schedule was changed meanwhile."""
    table = evaluation_schedules.c
    await connection.execute(
        update(evaluation_schedules)
        .where(table.code == row.code, table.revision == row.revision)
        .where(table.next_run == row.next_run)
        .values(failure=failure, tried_at=func.clock_timestamp())
    )


async def move_on(connection: WriteConnection, code: str, period: str, day: date) -> None:
    """Note which period's run is the next, and when."""
    await connection.execute(
        update(evaluation_schedules)
        .where(evaluation_schedules.c.code == code)
        .values(next_period=period, next_run=day, failure=None, tried_at=None)
    )


async def last_day_run(connection: ReadConnection, code: str) -> date | None:
    """Return the last day of the latest period that had its run."""
    query = select(func.max(scheduled_runs.c.last_day)).where(scheduled_runs.c.schedule == code)
    found: date | None = await connection.scalar(query)
    return found


async def predecessor_of(connection: ReadConnection, code: str) -> UUID | None:
    """Return the schedule's latest run that neither failed nor was cancelled."""
    found: UUID | None = await connection.scalar(
        select(scheduled_runs.c.evaluation)
        .join(evaluations, evaluations.c.id == scheduled_runs.c.evaluation)
        .where(scheduled_runs.c.schedule == code, evaluations.c.state.not_in(_UNSUCCESSFUL))
        .order_by(scheduled_runs.c.last_day.desc())
        .limit(1)
    )
    return found


async def save_scheduled_run(connection: WriteConnection, run: NewScheduledRun) -> None:
    """Keep which run a schedule started for a period."""
    await connection.execute(insert(scheduled_runs).values(**asdict(run)))
