"""Which period is due when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_scoring.services.evaluation.cadence import first_due, last_due
from pledge_shared.contracts.evaluation_schedules import Cadence

_DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
_CADENCES: st.SearchStrategy[Cadence] = st.sampled_from(["quarterly", "half_yearly", "yearly"])
_OFFSETS = st.integers(0, 366)


@pytest.mark.parametrize(
    ("cadence", "offset", "since", "period", "day"),
    [
        ("quarterly", 30, date(2026, 10, 30), "2026-Q3", date(2026, 10, 30)),
        ("quarterly", 30, date(2026, 10, 31), "2026-Q4", date(2027, 1, 30)),
        ("quarterly", 0, date(2026, 12, 31), "2026-Q4", date(2026, 12, 31)),
        ("half_yearly", 15, date(2026, 7, 1), "2026-H1", date(2026, 7, 15)),
        ("half_yearly", 15, date(2026, 7, 16), "2026-H2", date(2027, 1, 15)),
        ("yearly", 60, date(2026, 3, 1), "2025", date(2026, 3, 1)),
        ("yearly", 60, date(2026, 3, 2), "2026", date(2027, 3, 1)),
        ("quarterly", 366, date(2026, 11, 22), "2025-Q4", date(2027, 1, 1)),
    ],
)
def test_first_period_that_falls_due(
    cadence: Cadence, offset: int, since: date, period: str, day: date
) -> None:
    due = first_due(cadence, offset, since=since)

    assert (due.period, due.day) == (period, day)


def test_period_that_had_its_run_is_left_behind() -> None:
    due = first_due("quarterly", 0, since=date(2026, 9, 30), after=date(2026, 9, 30))

    assert due.period == "2026-Q4"


def test_last_period_that_is_due_leaves_out_what_ends_later() -> None:
    assert last_due("quarterly", 30, until=date(2026, 10, 29)).period == "2026-Q2"
    assert last_due("quarterly", 30, until=date(2026, 10, 30)).period == "2026-Q3"


@given(cadence=_CADENCES, offset=_OFFSETS, day=_DAYS)
def test_what_is_due_last_comes_right_before_what_is_due_next(
    cadence: Cadence, offset: int, day: date
) -> None:
    last = last_due(cadence, offset, until=day)
    following = first_due(cadence, offset, since=day + timedelta(days=1))

    assert last.day <= day < following.day
    assert first_due(cadence, offset, since=last.day) == last
    assert first_due(cadence, offset, since=last.day, after=last.last_day) == following
