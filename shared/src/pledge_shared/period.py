"""Fiscal periods as they are written: ``2021``, ``2021-H1``, ``2021-Q3``, ``2021-06``.

Korean fiscal years are calendar years. ``prior`` (기투자) and ``post_term`` (임기후) lie outside
the calendar; a span ``2018..2022`` covers whole years, both ends included.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

__all__ = ["Granularity", "Period", "PeriodError", "parse_period", "span_years"]

Granularity = Literal["year", "half", "quarter", "month"]

_PERIOD = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?"
)
_SPAN = re.compile(r"(?P<first>[0-9]{4})\.\.(?P<last>[0-9]{4})")
_MONTHS_PER_HALF, _MONTHS_PER_QUARTER = 6, 3
_EARLIEST, _LATEST = 1945, 2200


class PeriodError(ValueError):
    """The text names no fiscal period."""


@dataclass(frozen=True, slots=True)
class Period:
    """A fiscal period and the calendar days it covers, both included."""

    text: str
    granularity: Granularity
    first_day: date
    last_day: date


@lru_cache(maxsize=10_000)
def parse_period(text: str) -> Period:
    """Read a fiscal period.

    Raises
    ------
    PeriodError
        The text is none of the four forms, or its year is outside 1945-2200.
    """
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise PeriodError("write a period as 2021, 2021-H1, 2021-Q3 or 2021-06")
    year = _bounded(int(match["year"]))
    if match["half"]:
        return _months(text, "half", year, int(match["half"]), _MONTHS_PER_HALF)
    if match["quarter"]:
        return _months(text, "quarter", year, int(match["quarter"]), _MONTHS_PER_QUARTER)
    if match["month"]:
        return _months(text, "month", year, int(match["month"]), 1)
    return _months(text, "year", year, 1, 12)


def span_years(text: str) -> tuple[int, int]:
    """Return the first and last year of a span such as ``2018..2022``.

    Raises
    ------
    PeriodError
        The text is no span, or ends before it begins.
    """
    match = _SPAN.fullmatch(text)
    if match is None:
        raise PeriodError("write a span of years as 2018..2022")
    first, last = _bounded(int(match["first"])), _bounded(int(match["last"]))
    if last < first:
        raise PeriodError("a span must not end before it begins")
    return first, last


def _bounded(year: int) -> int:
    if not _EARLIEST <= year <= _LATEST:
        raise PeriodError(f"the year must lie between {_EARLIEST} and {_LATEST}")
    return year


def _months(text: str, granularity: Granularity, year: int, number: int, length: int) -> Period:
    """Return the ``number``-th stretch of ``length`` months in a year."""
    last_month = number * length
    first = date(year, last_month - length + 1, 1)
    last = date(year, last_month, monthrange(year, last_month)[1])
    return Period(text, granularity, first, last)
