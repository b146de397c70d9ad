"""The periods of a schedule: quarters, halves or years, and the days on which they are due."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from pledge_shared.contracts.evaluation_schedules import Cadence
from pledge_shared.period import parse_period

__all__ = ["Due", "first_due", "last_due"]

_MONTHS_OF_YEAR = 12
_MONTHS = MappingProxyType({"quarterly": 3, "half_yearly": 6, "yearly": 12})
_LETTER = MappingProxyType({"quarterly": "-Q", "half_yearly": "-H"})


@dataclass(frozen=True, slots=True)
class Due:
    """A period, its last day, and the day on which its run is due."""

    period: str
    last_day: date
    day: date


def first_due(cadence: Cadence, offset: int, *, since: date, after: date | None = None) -> Due:
    """Return the first period that is due on or after ``since``.

    Parameters
    ----------
    after
        Last day of a period that had its run; only later ones follow.
    """
    number = _number(cadence, since - timedelta(days=offset))
    if after is not None:
        number = max(number, _number(cadence, after) + 1)
    return _due(cadence, offset, number)


def last_due(cadence: Cadence, offset: int, *, until: date) -> Due:
    """Return the last period that is due on or before ``until``."""
    return _due(cadence, offset, _number(cadence, until - timedelta(days=offset - 1)) - 1)


def _number(cadence: Cadence, day: date) -> int:
    """Return the number of the period that holds a day; the next one's is greater by one."""
    return (day.year * _MONTHS_OF_YEAR + day.month - 1) // _MONTHS[cadence]


def _due(cadence: Cadence, offset: int, number: int) -> Due:
    months = _MONTHS[cadence]
    year, month = divmod(number * months, _MONTHS_OF_YEAR)
    named = f"{_LETTER[cadence]}{month // months + 1}" if cadence in _LETTER else ""
    last_day = parse_period(f"{year:04}{named}").last_day
    return Due(f"{year:04}{named}", last_day, last_day + timedelta(days=offset))
