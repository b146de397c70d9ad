"""Fiscal periods: what is one, and the days it covers."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_shared.period import PeriodError, parse_period, span_years

YEARS = st.integers(1945, 2200)


@pytest.mark.parametrize(
    ("text", "granularity", "first", "last"),
    [
        ("2021", "year", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-H1", "half", date(2021, 1, 1), date(2021, 6, 30)),
        ("2021-H2", "half", date(2021, 7, 1), date(2021, 12, 31)),
        ("2021-Q3", "quarter", date(2021, 7, 1), date(2021, 9, 30)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2100-02", "month", date(2100, 2, 1), date(2100, 2, 28)),
    ],
)
def test_a_period_covers_its_days(text: str, granularity: str, first: date, last: date) -> None:
    period = parse_period(text)

    assert (period.granularity, period.first_day, period.last_day) == (granularity, first, last)


@pytest.mark.parametrize(
    "text",
    ["", "21", "2021-H3", "2021-Q0", "2021-13", "2021-00", "2021-1", "2021 ", "2021\n", "1944",
     "2201", "２０２１", "2021-h1", "prior", "2018..2022", "2021-06-30"],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(text)


@given(YEARS, st.sampled_from(["H", "Q", ""]))
def test_the_parts_of_a_year_cover_it_once(year: int, kind: str) -> None:
    count = {"H": 2, "Q": 4, "": 12}[kind]
    numbers = range(1, count + 1)
    parts = [parse_period(f"{year}-{kind}{n}" if kind else f"{year}-{n:02}") for n in numbers]

    whole = parse_period(str(year))
    assert (parts[0].first_day, parts[-1].last_day) == (whole.first_day, whole.last_day)
    for earlier, later in pairwise(parts):
        assert later.first_day - earlier.last_day == timedelta(days=1)


@given(YEARS, YEARS)
def test_a_span_ends_after_it_begins(first: int, last: int) -> None:
    text = f"{first}..{last}"

    if first <= last:
        assert span_years(text) == (first, last)
    else:
        with pytest.raises(PeriodError):
            span_years(text)


@pytest.mark.parametrize("text", ["2018", "2018-2022", "2018..", "1900..2022", "2018..2022 "])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(PeriodError):
        span_years(text)
