"""Reporting periods of organizations: opened, closed, and reopened for one owner."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.workflow import PeriodWindow, ReopeningRequest, ReportingPeriodList
from pledge_shared.database.connections import Database
from pledge_shared.errors import ConflictError, FieldError, InvalidInputError, NotFoundError
from pledge_shared.publication import View
from pledge_shared.validation import validated

from ..domain.chain import Action
from ..domain.periods import (
    Calendar,
    Clock,
    Lock,
    PeriodChange,
    calendar_of,
    is_closed,
    lock_of,
)
from ..domain.presence import present
from ..domain.versions import Author, Commit
from ..errors import UnknownOrganizationError
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.periods import PeriodStore, read_changes, read_clock
from ..storage.reading import DocumentReader
from .calendars import named_period, period_list
from .locks import refuse
from .work import Reply, UnitOfWork, once, unit_of_work

__all__ = ["CheckSeen", "Periods"]

CheckSeen = Callable[[ReportingPeriodList, int], None]
"""Raises unless the caller has seen an organization's periods in their present state."""

_UNRECORDED = datetime.min.replace(tzinfo=UTC)


class UnknownPeriodError(NotFoundError):
    """The organization has no such reporting period."""

    code = "unknown_period"
    title = "There is no such reporting period"
    title_ko = "그런 보고 기간이 없습니다"

    def __init__(self) -> None:
        super().__init__("Open the period first, with PUT; the organization's periods are listed.")


class PeriodNotClosedError(ConflictError):
    """Only what is closed can be reopened."""

    code = "period_not_closed"
    title = "The reporting period is not closed"
    title_ko = "마감되지 않은 보고 기간입니다"

    def __init__(self) -> None:
        super().__init__("Only a closed period, or one inside a closed one, can be reopened.")


@dataclass(frozen=True, slots=True)
class _Schedule:
    """An organization's periods while one of them is changed."""

    organization: str
    organization_id: UUID
    changes: Sequence[PeriodChange]
    clock: Clock

    @property
    def calendar(self) -> Calendar:
        return calendar_of(self.changes)

    def after(self, change: PeriodChange | None, commit: Commit | None) -> ReportingPeriodList:
        """Return the list once a change has the time of its commit."""
        made = [replace(change, at=commit.at)] if change and commit else []
        return period_list(self.organization, calendar_of([*self.changes, *made]))


Step = Callable[[_Schedule], PeriodChange | None]
"""Returns how a schedule is to change; None when it is so already."""


class Periods:
    """Changes reporting periods, one at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(
        self, organization: str, period: str, window: Any, *, seen: CheckSeen, author: Author
    ) -> ReportingPeriodList:
        """Set the days of reporting of a period.

        Raises
        ------
        PeriodClosedError
            409: it is closed; what is closed is reopened for somebody, not for all.
        """

        def step(schedule: _Schedule) -> PeriodChange | None:
            seen(period_list(organization, schedule.calendar), schedule.calendar.changes)
            days = validated(PeriodWindow, window)
            known = schedule.calendar.find(named_period(period))
            if known and (known.opens, known.closes) == (days.opens, days.closes):
                return None
            if known and lock_of(known, schedule.clock) is Lock.CLOSED:
                refuse(Lock.CLOSED)
            return PeriodChange(
                period=period, change="opened", at=_UNRECORDED, opens=days.opens, closes=days.closes
            )

        async with unit_of_work(self._database, author) as work:
            schedule, change = await _changed(work, organization, step)
        return schedule.after(change, work.commit)

    async def close(
        self, organization: str, period: str, *, author: Author, key: IdempotencyKey
    ) -> KeptAnswer:
        """Close a period, and end what was reopened of it."""

        def step(schedule: _Schedule) -> PeriodChange | None:
            known = schedule.calendar.find(named_period(period))
            if known is None:
                raise UnknownPeriodError
            change = PeriodChange(period=period, change="closed", at=schedule.clock.now)
            after = calendar_of([*schedule.changes, change])
            reopened = len(after.reopenings) < len(schedule.calendar.reopenings)
            return change if reopened or known.closed_at is None else None

        return await self._once(organization, step, author, key)

    async def reopen(
        self, organization: str, period: str, wanted: Any, *, author: Author, key: IdempotencyKey
    ) -> KeptAnswer:
        """Open a closed period again, for the keys of one owner, until a time.

        Raises
        ------
        PeriodNotClosedError
            409: it is not closed.
        InvalidInputError
            422: the time is over, or no key answers to the owner.
        """

        def step(schedule: _Schedule) -> PeriodChange:
            request = validated(ReopeningRequest, wanted)
            if not is_closed(named_period(period), schedule.calendar, schedule.clock):
                raise PeriodNotClosedError
            if request.expires_at <= schedule.clock.now:
                raise _invalid("expires_at", "expired", "Write a time that is still to come.")
            return PeriodChange(
                period=period, change="reopened", at=_UNRECORDED, **request.model_dump()
            )

        return await self._once(organization, step, author, key)

    async def _once(
        self, organization: str, step: Step, author: Author, key: IdempotencyKey
    ) -> KeptAnswer:
        async def do(work: UnitOfWork) -> Reply:
            schedule, change = await _changed(work, organization, step)

            def reply(commit: Commit | None) -> KeptAnswer:
                return KeptAnswer(200, canonical_bytes(schedule.after(change, commit)))

            return reply

        return await once(self._database, key, author, do)


async def _changed(
    work: UnitOfWork, organization: str, step: Step
) -> tuple[_Schedule, PeriodChange | None]:
    """Take a step, and seal it in the audit chain."""
    reader = DocumentReader(work.connection, View.HEAD)
    found = present(await reader.organization(organization), UnknownOrganizationError)
    store = PeriodStore(work.connection, found.entity_id)
    await store.lock()
    changes = await read_changes(work.connection, found.entity_id)
    clock = await read_clock(work.connection)
    schedule = _Schedule(organization, found.entity_id, changes, clock)
    change = step(schedule)
    if change is None:
        return schedule, None
    if change.owner is not None and not await store.is_owner(change.owner):
        raise _invalid("owner", "unknown_reference", "No key that works answers to this owner.")
    (change_id,) = await work.ledger.new_ids(1)
    await store.append(change, change_id, work.recording.commit_id)
    work.recording.actions.append(_action(organization, change, change_id))
    return schedule, change


def _action(organization: str, change: PeriodChange, change_id: UUID) -> Action:
    """Return what the chain seals: no owner's name or reason, but a digest that covers them."""
    content = {name: str(value) for name, value in asdict(change).items() if name != "at"}
    days = {name: content[name] for name in ("opens", "closes") if change.opens}
    until = {"expires_at": change.expires_at.isoformat()} if change.expires_at else {}
    digest = digest_of(repr(sorted(content.items())).encode())
    return Action(
        action=f"period_{change.change}",
        subject=f"organizations/{organization}/periods/{change.period}",
        detail={"id": str(change_id), "digest": digest, **days, **until},
    )


def _invalid(field: str, code: str, message: str) -> InvalidInputError:
    return InvalidInputError(message, errors=(FieldError(f"/{field}", code, message),))
