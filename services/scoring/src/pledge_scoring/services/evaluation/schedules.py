"""Schedules of evaluations as they are made, changed, disabled and read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.evaluation_schedules import (
    EvaluationSchedule,
    EvaluationSchedulePage,
    EvaluationSchedulePlan,
    EvaluationScheduleRequest,
)
from pledge_shared.contracts.evaluations import EvaluationSubject
from pledge_shared.database.connections import Database
from pledge_shared.errors import ConflictError, FieldError, InvalidInputError, NotFoundError
from pledge_shared.pagination import cut_page, decode_cursor
from pledge_shared.security.policy import Actor

from ...storage.schedules import (
    ScheduleRow,
    add_schedule,
    change_schedule,
    find_schedule,
    last_day_run,
    page_of_schedules,
)
from .cadence import first_due
from .pinning import Pinning

__all__ = ["FoundSchedule", "Schedules"]

_SCOPE = "evaluation-schedules"


class ScheduleTakenError(ConflictError):
    """Another schedule has the code."""

    code = "schedule_taken"
    title = "Another schedule has this code"
    title_ko = "다른 평가 일정이 이미 쓰는 코드입니다"

    def __init__(self) -> None:
        super().__init__("Choose another code, or change the schedule with PUT at its address.")


@dataclass(frozen=True, slots=True)
class FoundSchedule:
    """A schedule as it is served, and its bytes with their tag."""

    document: EvaluationSchedule

    @property
    def body(self) -> bytes:
        """The canonical bytes."""
        return canonical_bytes(self.document)

    @property
    def etag(self) -> str:
        """The strong entity tag."""
        return f'"{digest_of(self.body)}"'


Seen = Callable[[FoundSchedule], None]
"""Refuses a write that was made for another state of the schedule."""


class Schedules:
    """Keeps schedules; `starting` works them off.

    Parameters
    ----------
    today
        Returns the day it is in Korea.
    """

    def __init__(self, database: Database, pinning: Pinning, today: Callable[[], date]) -> None:
        self._database = database
        self._pinning = pinning
        self._today = today

    async def create(self, request: EvaluationScheduleRequest, actor: Actor) -> FoundSchedule:
        """Make a schedule, from the next period that falls due; the same again is the same.

        Raises
        ------
        ScheduleTakenError
            409: another one has this code.
        InvalidInputError
            422: the scheme cannot be evaluated by.
        """
        await self._pinning.usable(request.scheme)
        new = _next(_planned(request.code, request, actor), self._today())
        async with self._database.write() as connection:
            added = await add_schedule(connection, new)
            there = await find_schedule(connection, request.code)
        if there is None or not (added or _same(there, new)):
            raise ScheduleTakenError
        return _shown(there)

    async def get(self, code: str) -> FoundSchedule:
        """Return a schedule."""
        async with self._database.ask() as connection:
            return _shown(_known(await find_schedule(connection, code)))

    async def page(self, *, cursor: str | None, limit: int) -> EvaluationSchedulePage:
        """Return schedules by code."""
        after = None if cursor is None else decode_cursor(_SCOPE, cursor, 1)[0]
        async with self._database.ask() as connection:
            rows = await page_of_schedules(connection, after=after, limit=limit + 1)
        page = cut_page(rows, limit, _SCOPE, lambda row: (row.code,))
        items = tuple(_shown(row).document for row in page.items)
        return EvaluationSchedulePage(items=items, next=page.next)

    async def change(
        self, code: str, plan: EvaluationSchedulePlan, actor: Actor, *, seen: Seen
    ) -> FoundSchedule:
        """Write over a schedule; its runs stay.

        With another rhythm, or enabled again, it goes on with the next period that falls due.

        Raises
        ------
        InvalidInputError
            422: the scheme cannot be evaluated by, or the subject is another one.
        """
        await self._pinning.usable(plan.scheme)
        async with self._database.write() as connection:
            held = _known(await find_schedule(connection, code, lock=True))
            seen(_shown(held))
            if (held.subject_kind, held.subject) != (plan.subject.kind, plan.subject.code):
                raise _other_subject()
            wanted = _planned(code, plan, actor)
            if _rhythm(wanted) == _rhythm(held):
                wanted = replace(wanted, next_period=held.next_period, next_run=held.next_run)
            else:
                wanted = _next(wanted, self._today(), await last_day_run(connection, code))
            if not _same(held, wanted):
                await change_schedule(connection, replace(wanted, revision=held.revision + 1))
            return _shown(_known(await find_schedule(connection, code)))


def _planned(code: str, plan: EvaluationSchedulePlan, actor: Actor) -> ScheduleRow:
    return ScheduleRow(
        code=code,
        subject_kind=plan.subject.kind,
        subject=plan.subject.code,
        scheme=plan.scheme,
        cadence=plan.cadence,
        day_offset=plan.day_offset,
        enabled=plan.enabled,
        next_period=None,
        next_run=None,
        actor=actor.id,
        owner=actor.owner,
    )


def _next(row: ScheduleRow, today: date, after: date | None = None) -> ScheduleRow:
    if not row.enabled:
        return row
    due = first_due(row.cadence, row.day_offset, since=today, after=after)
    return replace(row, next_period=due.period, next_run=due.day)


def _rhythm(row: ScheduleRow) -> tuple[str, int, bool]:
    return row.cadence, row.day_offset, row.enabled


def _same(one: ScheduleRow, other: ScheduleRow) -> bool:
    """Tell whether two say the same, by the same key."""
    return _said(one) == _said(other)


def _said(row: ScheduleRow) -> tuple[object, ...]:
    return row.subject_kind, row.subject, row.scheme, row.actor, *_rhythm(row)


def _shown(row: ScheduleRow) -> FoundSchedule:
    return FoundSchedule(
        EvaluationSchedule.model_validate(
            {
                "code": row.code,
                "subject": EvaluationSubject.model_validate(
                    {"kind": row.subject_kind, "code": row.subject}
                ),
                "scheme": row.scheme,
                "cadence": row.cadence,
                "day_offset": row.day_offset,
                "enabled": row.enabled,
                "next_run": row.next_run,
                "next_period": row.next_period,
                "latest": row.latest,
                "failure": row.failure,
                "owner": row.owner,
                "revision": row.revision,
            }
        )
    )


def _known(row: ScheduleRow | None) -> ScheduleRow:
    if row is None:
        raise NotFoundError("There is no such schedule; they are at /v1/evaluation-schedules.")
    return row


def _other_subject() -> InvalidInputError:
    message = "Keep the subject, and make another schedule for another one."
    return InvalidInputError(
        "1 rule(s) broken; see errors.", errors=(FieldError("/subject", "other_subject", message),)
    )
