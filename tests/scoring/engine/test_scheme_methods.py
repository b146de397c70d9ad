"""Schemes that name other methods than the default one, from the documents to the rate."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from pledge_scoring.engine.numbers import fixed
from pledge_scoring.engine.periods import PeriodScore
from pledge_scoring.engine.project import ProjectScore
from pledge_scoring.engine.scheme import DEFAULT_SCHEME

Make = Callable[..., dict[str, Any]]
Last = Callable[..., PeriodScore]

_FIVE = {2016: "100", 2017: "104", 2018: "111", 2019: "113", 2020: "121"}


def _actuals(values: dict[int, str]) -> dict[int, dict[str, Any]]:
    return {year: {"actual": {"value": value}} for year, value in values.items()}


@pytest.fixture
def last(score: Callable[..., ProjectScore], make_indicator: Make) -> Last:
    """Score an indicator by these methods and return its last period."""

    def run(methods: tuple[str, ...], periods: dict[Any, Any], **fields: Any) -> PeriodScore:
        scheme = replace(DEFAULT_SCHEME, methods=methods)
        return score(make_indicator(periods, **fields), scheme=scheme).indicators[0].periods[-1]

    return run


def test_progress_is_measured_from_the_indicators_baseline(
    score: Callable[..., ProjectScore], make_indicator: Make
) -> None:
    indicator = make_indicator(
        {2021: {"target": {"value": "60"}, "actual": {"value": "50"}}}, baseline="40"
    )
    scheme = replace(DEFAULT_SCHEME, methods=("progress-from-baseline/1",))

    assert score(indicator, scheme=scheme).rate == 50
    assert score(indicator).rate == Fraction(250, 3)


def test_an_indicator_without_a_baseline_says_what_it_misses(last: Last) -> None:
    periods = {2021: {"target": {"value": "60"}, "actual": {"value": "50"}}}

    alone = last(("progress-from-baseline/1",), periods)
    followed = last(("progress-from-baseline/1", "target-vs-actual/1"), periods)

    assert (alone.rate, alone.reason) == (None, "no_target")
    assert followed.method == "target-vs-actual/1"


def test_targets_are_assigned_from_the_actuals_of_earlier_periods(last: Last) -> None:
    past = {2018: "110", 2019: "115", 2020: "120"}

    period = last(("assigned-target/1",), _actuals({**past, 2021: "126"}))

    assert period.rate == 70
    assert period.method == "assigned-target/1"
    assert period.substitution == "20 + 80 × (126 - 96) / (144 - 96), 20 to 100"


def test_a_year_that_is_missing_is_a_gap_and_not_skipped(last: Last) -> None:
    gap = _actuals({2017: "105", 2018: "110", 2020: "120", 2021: "126"})

    assert last(("assigned-target/1",), gap).reason == "too_few_points"


def test_a_missing_year_keeps_its_place_on_the_line(last: Last) -> None:
    whole, gap = dict(_FIVE), {year: v for year, v in _FIVE.items() if year != 2018}

    first = last(("trend/1",), _actuals({**whole, 2021: "126"})).rate
    second = last(("trend/1",), _actuals({**gap, 2021: "126"})).rate

    assert first is not None
    assert second is not None
    assert (fixed(first, 5), fixed(second, 5)) == ("72.89135", "75.95692")


def test_later_periods_are_no_history(last: Last) -> None:
    later = {**_actuals({**_FIVE, 2021: "126"}), 2022: {"target": {"value": "1000"}}}

    assert last(("trend/1",), later).reason == "not_due"
    assert last(("trend/1",), _actuals({2019: "10", 2020: "12", 2021: "13"})).reason == (
        "too_few_points"
    )


def test_quarters_look_back_to_the_quarter_before(last: Last) -> None:
    quarters = {"2020-Q4": "110", "2021-Q1": "115", "2021-Q2": "120", "2021-Q3": "126"}
    periods = {period: {"actual": {"value": value}} for period, value in quarters.items()}

    assert last(("assigned-target/1",), periods).rate == 70


def test_a_grade_is_read_from_the_words_of_the_actual(last: Last) -> None:
    def graded(words: str) -> PeriodScore:
        periods = {2021: {"target": {"text": "평가"}, "actual": {"text": words}}}
        return last(("nine-grade/1",), periods)

    assert graded("B+").rate == 80
    assert (graded("우수").rate, graded("우수").reason) == (None, "text_only")


def test_a_fail_is_a_value_and_not_missing(last: Last) -> None:
    failed = last(("pass-fail/1",), {2021: {"actual": {"text": "Fail"}}})

    assert failed.rate == 0
    assert failed.reason is None


def test_indicators_that_met_their_targets_are_counted(last: Last) -> None:
    counts = {"numerator": "93", "denominator": "97"}

    reported = last(("share-met/1",), {2021: {"actual": counts}})
    promised = last(
        ("share-met/1",),
        {2021: {"target": {"denominator": "98"}, "actual": {"numerator": "49"}}},
    )

    assert reported.rate == Fraction(9300, 97)
    assert promised.rate == 50


def test_the_default_scheme_looks_at_neither_baseline_nor_history(
    score: Callable[..., ProjectScore], make_indicator: Make
) -> None:
    periods = {**_actuals(_FIVE), 2021: {"target": {"value": "200"}, "actual": {"value": "50"}}}
    [with_it] = score(make_indicator(periods, baseline="40")).indicators
    [without] = score(make_indicator(periods)).indicators

    assert with_it.periods == without.periods
    assert without.periods[-1].rate == 25
