"""Starts the runs of schedules: each once, whoever works and whenever it comes back.

What was missed while nothing ran is made up for by one run, for the latest period that is due: a
run pins what is known when it starts, so runs for the periods before would pin the same knowledge.
"""

import asyncio
from collections.abc import Callable
from datetime import date

import structlog

from pledge_shared.contracts.evaluations import EvaluationRequest, EvaluationSubject
from pledge_shared.database.connections import Database, is_down
from pledge_shared.errors import ServiceError
from pledge_shared.waiting import work_off

from ...storage import evaluations as storage
from ...storage.feed import position
from ...storage.inputs import save_documents
from ...storage.schedules import (
    NewScheduledRun,
    ScheduleRow,
    due_schedule,
    find_schedule,
    move_on,
    note_failure,
    predecessor_of,
    save_scheduled_run,
)
from .cadence import Due, first_due, last_due
from .pinning import Pinned, Pinning
from .runs import new_run

__all__ = ["ScheduleWorker"]

_log = structlog.get_logger()


class ScheduleWorker:
    """Starts what is due, one run at a time.

    Parameters
    ----------
    today
        Returns the day it is in Korea.
    woken
        Wakes the worker that computes runs.
    """

    def __init__(
        self,
        database: Database,
        pinning: Pinning,
        today: Callable[[], date],
        woken: asyncio.Event,
    ) -> None:
        self._database = database
        self._pinning = pinning
        self._today = today
        self._woken = woken

    async def run(self) -> None:
        """Start what falls due until cancelled."""
        await work_off("schedules of evaluations", self.step, asyncio.Event())

    async def step(self) -> bool:
        """Start the run that has been due longest; tell whether there was one."""
        today = self._today()
        async with self._database.ask() as connection:
            schedule = await due_schedule(connection, today)
        if schedule is None:
            return False
        due = last_due(schedule.cadence, schedule.day_offset, until=today)
        try:
            pinned = await self._pin(schedule, due)
        except Exception as error:
            if is_down(error):
                raise
            await self._put_off(schedule, error)
        else:
            await self._start(schedule, due, pinned)
        return True

    async def _put_off(self, schedule: ScheduleRow, error: Exception) -> None:
        """Note why a run cannot start; the schedules behind it go on meanwhile."""
        known = error.code if isinstance(error, ServiceError) else None
        _log.warning(
            "scheduled run cannot start",
            schedule=schedule.code,
            reason=known,
            exc_info=None if known else error,
        )
        async with self._database.write() as connection:
            await note_failure(connection, schedule, known or "internal_error")

    async def _pin(self, schedule: ScheduleRow, due: Due) -> Pinned:
        """Pin what is published now, scored as of the last day of the period."""
        async with self._database.ask() as connection:
            place = await position(connection)
        subject = {"kind": schedule.subject_kind, "code": schedule.subject}
        request = EvaluationRequest(
            subject=EvaluationSubject.model_validate(subject),
            scheme=schedule.scheme,
            on=due.last_day,
        )
        return await self._pinning.pin(request, await self._pinning.newest(place.cursor))

    async def _start(self, seen: ScheduleRow, due: Due, pinned: Pinned) -> None:
        """Queue the run and move the schedule on, together, unless somebody was faster."""
        async with self._database.write() as connection:
            held = await find_schedule(connection, seen.code, lock=True)
            if held is None or held != seen:
                return
            occasion = f" {seen.code}/{due.period}"
            run = await new_run(
                connection, pinned, actor=seen.actor, owner=seen.owner, occasion=occasion
            )
            started = NewScheduledRun(
                schedule=seen.code,
                period=due.period,
                last_day=due.last_day,
                evaluation=run.id,
                predecessor=await predecessor_of(connection, seen.code),
            )
            await save_documents(connection, pinned.documents)
            await storage.queue(connection, run)
            await save_scheduled_run(connection, started)
            later = first_due(seen.cadence, seen.day_offset, since=due.day, after=due.last_day)
            await move_on(connection, seen.code, later.period, later.day)
        self._woken.set()
