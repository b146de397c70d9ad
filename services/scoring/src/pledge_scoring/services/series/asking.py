"""What a series is asked for, and the places its points take."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pledge_shared.errors import InvalidParameterError

__all__ = ["Basis", "Period", "SeriesAsked", "Step", "periods"]

Basis = Literal["as_known", "restated"]
Step = Literal["reporting_date", "quarter", "month", "change"]

_MONTHS = {"month": 1, "quarter": 3}
_MOST_PERIODS = 600
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesAsked:
    """A plan's series, or with a code a project's; a window of days, each bound included."""

    plan: str
    code: str | None
    basis: Basis
    step: Step
    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the window."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter, with what of it lies in the window."""

    name: str
    first_day: date
    last_day: date


def periods(step: Step, first: date, last: date) -> list[Period]:
    """Return the months or quarters from one day to another, cut at both.

    Raises
    ------
    InvalidParameterError
        400: there are too many.
    """
    length = _MONTHS[step]
    number = _month(last) // length - _month(first) // length + 1
    if number > _MOST_PERIODS:
        raise InvalidParameterError(f"Ask for a window of at most {_MOST_PERIODS} periods.")
    return list(_periods(length, first, last))


def _periods(length: int, first: date, last: date) -> Iterator[Period]:
    begin = _month(first) // length
    for number in range(begin, _month(last) // length + 1):
        year, month = divmod(number * length, _MONTHS_A_YEAR)
        name = f"{year:04}-Q{month // length + 1}" if length > 1 else f"{year:04}-{month + 1:02}"
        starts = date(year, month + 1, 1)
        year, month = divmod(number * length + length, _MONTHS_A_YEAR)
        ends = date(year, month + 1, 1) - timedelta(days=1)
        yield Period(name, max(starts, first), min(ends, last))


def _month(day: date) -> int:
    return day.year * _MONTHS_A_YEAR + day.month - 1
