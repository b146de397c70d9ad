"""Reporting periods: when they are open, closed, and opened again for one owner.

What is closed or not yet open locks every fiscal period inside it: 2021 locks 2021-Q1 as well,
2021-Q1 does not lock the year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pledge_shared.period import parse_period

__all__ = [
    "Calendar",
    "Clock",
    "Lock",
    "PeriodChange",
    "Reopening",
    "ReportingPeriod",
    "calendar_of",
    "is_closed",
    "lock_of",
    "lock_on",
]


class Lock(StrEnum):
    """Why a period refuses a write; the value is the code of the problem."""

    CLOSED = "period_closed"
    NOT_OPEN = "period_not_open"
    EXPIRED = "reopening_expired"
    FOR_ANOTHER = "reopened_for_another"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChange:
    """One step in the life of a reporting period, as it is recorded."""

    period: str
    change: Literal["opened", "closed", "reopened"]
    at: datetime
    opens: date | None = None
    closes: date | None = None
    owner: str | None = None
    reason: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reopening:
    """A locked period that one owner may write until a time."""

    period: str
    owner: str
    reason: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """A period with its first and last day of reporting; ``closed_at`` ends it early."""

    period: str
    opens: date | None = None
    closes: date | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The reporting periods of one organization; ``changes`` are the steps that made it."""

    periods: Sequence[ReportingPeriod] = ()
    reopenings: Sequence[Reopening] = ()
    changes: int = 0

    def find(self, period: str) -> ReportingPeriod | None:
        """Return a reporting period."""
        return next((item for item in self.periods if item.period == period), None)


@dataclass(frozen=True, slots=True)
class Clock:
    """The database's time, and the day that it is in Korea then."""

    now: datetime
    today: date


def calendar_of(changes: Iterable[PeriodChange]) -> Calendar:
    """Return what the steps of an organization's periods, in their order, lead to."""
    periods: dict[str, ReportingPeriod] = {}
    reopenings: dict[tuple[str, str], Reopening] = {}
    count = 0
    for step in changes:
        count += 1
        known = periods.get(step.period, ReportingPeriod(step.period))
        if step.change == "opened":
            periods[step.period] = replace(known, opens=step.opens, closes=step.closes)
        elif step.change == "closed":
            periods[step.period] = replace(known, closed_at=step.at)
            reopenings = {
                key: item
                for key, item in reopenings.items()
                if not _inside(item.period, step.period)
            }
        elif step.owner is not None and step.reason is not None and step.expires_at is not None:
            reopenings[step.period, step.owner] = Reopening(
                step.period, step.owner, step.reason, step.expires_at
            )
    return Calendar(tuple(periods.values()), tuple(reopenings.values()), count)


def lock_of(period: ReportingPeriod, clock: Clock) -> Lock | None:
    """Return why a reporting period refuses writes: it is over, or has not begun."""
    if period.closed_at is not None or (period.closes and clock.today > period.closes):
        return Lock.CLOSED
    return Lock.NOT_OPEN if period.opens and clock.today < period.opens else None


def lock_on(text: str, calendar: Calendar, owner: str | None, clock: Clock) -> Lock | None:
    """Return why an owner's key may not write a fiscal period now; None when it may.

    Parameters
    ----------
    text
        The fiscal period of a target or actual.
    owner
        Of the key that writes.
    """
    for period in calendar.periods:
        if not _inside(text, period.period):
            continue
        lock = lock_of(period, clock)
        if lock is not None:
            reopenings = [
                item
                for item in calendar.reopenings
                if _inside(text, item.period) and _inside(item.period, period.period)
            ]
            left = _unless_reopened(lock, reopenings, owner, clock.now)
            if left is not None:
                return left
    return None


def _unless_reopened(
    lock: Lock, reopenings: Sequence[Reopening], owner: str | None, now: datetime
) -> Lock | None:
    own = [item for item in reopenings if item.owner == owner]
    if any(item.expires_at > now for item in own):
        return None
    if own:
        return Lock.EXPIRED
    others = any(item.expires_at > now for item in reopenings)
    return Lock.FOR_ANOTHER if others else lock


def is_closed(text: str, calendar: Calendar, clock: Clock) -> bool:
    """Tell whether a fiscal period lies in a reporting period that is closed."""
    return any(
        _inside(text, item.period) and lock_of(item, clock) is Lock.CLOSED
        for item in calendar.periods
    )


def _inside(text: str, outer: str) -> bool:
    """Tell whether a fiscal period lies in another one, or is it."""
    inner, whole = parse_period(text), parse_period(outer)
    return whole.first_day <= inner.first_day and inner.last_day <= whole.last_day
