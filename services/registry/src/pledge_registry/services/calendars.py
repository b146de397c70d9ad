"""Reads of reporting periods: an organization's, and what they say to a key that would write."""

from dataclasses import asdict

from pledge_shared.contracts.plan import PlanFacts
from pledge_shared.contracts.workflow import Locks, PeriodLock, PeriodNamed, ReportingPeriodList
from pledge_shared.database.connections import Database
from pledge_shared.publication import View
from pledge_shared.security.policy import Actor
from pledge_shared.validation import validated

from ..domain.periods import Calendar, Lock, calendar_of, lock_on
from ..domain.presence import present
from ..domain.publication import is_reviewed
from ..errors import UnknownOrganizationError, UnknownPlanError
from ..storage.periods import read_calendar, read_changes, read_clock
from ..storage.reading import DocumentReader
from .locks import explain
from .points import resolve

__all__ = ["Calendars", "named_period", "period_list"]


class Calendars:
    """Reads the reporting periods of organizations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, organization: str, as_of: str | None = None) -> ReportingPeriodList:
        """Return an organization's reporting periods."""
        async with self._database.read() as connection:
            reader = DocumentReader(connection, View.HEAD)
            point = await resolve(reader, as_of)
            found = present(
                await reader.organization(organization, point), UnknownOrganizationError
            )
            changes = await read_changes(connection, found.entity_id, point)
        return period_list(organization, calendar_of(changes))

    async def locks(self, plan: str, period: str | None, actor: Actor) -> Locks:
        """Tell what a key may write of a plan now: of one period, or of every reporting period."""
        async with self._database.read() as connection:
            reader = DocumentReader(connection, View.HEAD)
            head = present(await reader.plan(plan), UnknownPlanError)
            owner = PlanFacts.model_validate_json(head.facts).organization
            found = present(await reader.organization(owner), UnknownOrganizationError)
            calendar = await read_calendar(connection, found.entity_id)
            clock = await read_clock(connection)
        asked = [named_period(period)] if period else [item.period for item in calendar.periods]
        locks = [(item, lock_on(item, calendar, actor.owner, clock)) for item in asked]
        return Locks(
            plan=plan,
            organization=owner,
            reviewed=is_reviewed(head),
            at=clock.now,
            items=[_lock(item, lock) for item, lock in locks],
        )


def period_list(organization: str, calendar: Calendar) -> ReportingPeriodList:
    """Return an organization's periods as they are told to clients."""
    return ReportingPeriodList.model_validate(
        {
            "organization": organization,
            "items": [asdict(item) for item in sorted(calendar.periods, key=lambda p: p.period)],
            "reopenings": [asdict(item) for item in calendar.reopenings],
            "next": None,
        }
    )


def _lock(period: str, lock: Lock | None) -> PeriodLock:
    detail = None if lock is None else explain(lock)
    return PeriodLock.model_validate(
        {"period": period, "writable": lock is None, "lock": lock, "detail": detail}
    )


def named_period(text: str) -> str:
    """Return a fiscal period of a path or parameter."""
    return validated(PeriodNamed, {"period": text}).period
