"""The day it is where the plans are of: the only clock of alerts and schedules."""

from datetime import date, datetime, timedelta, timezone

__all__ = ["korean_day"]

_KOREA = timezone(timedelta(hours=9), "Asia/Seoul")
"""Korea has had no summer time since 1988."""


def korean_day() -> date:
    """Return the day it is in Korea."""
    return datetime.now(_KOREA).date()
