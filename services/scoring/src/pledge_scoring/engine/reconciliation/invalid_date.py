"""INVALID_DATE: words that name a day no calendar has, such as 2022.06.31."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..facts import PrintedDate
from .case import Case
from .finding import Finding, FindingCode, Severity

__all__ = ["invalid_date", "printed_days"]

_APOSTROPHES = "'\u2019\u2018\u02bc\u0313`"
"""The six characters that stand before a two-digit year in Korean documents."""

_DAY = re.compile(
    rf"(?:(?<!\d)(?P<year>(?:[1\uff11][9\uff19]|[2\uff12][01\uff10\uff11])\d\d)|[{_APOSTROPHES}]\s?(?P<short>\d\d))"
    r"(?:\s*(?P<mark>[.\-/\uff0e\uff0f])\s*(?P<month>\d{1,2})\s*(?P=mark)\s*(?P<day>\d{1,2})(?!\d)"
    r"|\s*년\s*(?P<wol>\d{1,2})\s*월\s*(?P<il>\d{1,2})\s*일)"
)
_CENTURY = 2000
_MONTHS = 12
_WAVES = frozenset("~\u223c\u301c\uff5e")
"""What stands before the end of a stretch of time."""


@dataclass(frozen=True, slots=True)
class _Day:
    printed: str
    year: int
    month: int
    day: int
    ends: bool
    """Whether it is the end of a stretch of time."""

    @property
    def nearest(self) -> date | None:
        """The last real day of the month; None when the month is impossible too."""
        if not 1 <= self.month <= _MONTHS:
            return None
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def exists(self) -> bool:
        last = self.nearest
        return last is not None and 1 <= self.day <= last.day


def printed_days(text: str) -> list[_Day]:
    """Return every full calendar day that a text names, possible or not."""
    return [
        _Day(
            match[0].strip(),
            int(match["year"]) if match["year"] else _CENTURY + int(match["short"]),
            int(match["month"] or match["wol"]),
            int(match["day"] or match["il"]),
            place > 0 or not _WAVES.isdisjoint(text[: match.start()]),
        )
        for place, match in enumerate(_DAY.finditer(text))
    ]


def invalid_date(case: Case) -> Iterator[Finding]:
    """Find impossible days in every date a document prints."""
    for printed in case.project.printed_dates:
        for day in printed_days(printed.text):
            if not day.exists:
                yield _finding(printed, day)


def _finding(printed: PrintedDate, day: _Day) -> Finding:
    subject = printed.subject
    if printed.stretch:
        subject = f"{subject}.{'end' if day.ends else 'start'}"
    nearest = day.nearest
    return Finding(
        code=FindingCode.INVALID_DATE,
        severity=Severity.WARNING,
        subject=subject,
        reported=day.printed,
        computed=nearest.isoformat() if nearest else None,
        values=(("printed", day.printed), ("nearest", nearest.isoformat() if nearest else "")),
    )
