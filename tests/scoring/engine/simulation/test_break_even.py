"""Break-even: the value found is scored, is the smallest, and is refused where there is no such."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_scoring.engine.facts import Accumulation, Direction, Status
from pledge_scoring.engine.reasons import Reason
from pledge_scoring.engine.scheme import DEFAULT_SCHEME, Scheme
from pledge_scoring.engine.simulation import (
    BreakEven,
    Case,
    Field,
    Goal,
    Outcome,
    Unsolved,
    Variable,
    goal_of_grade,
    goal_of_rate,
    solve,
    values_of,
)

from .made import case, cases, grading, indicator, rated

F = Fraction
FOUND = {Outcome.AT_LEAST, Outcome.AT_MOST}


def solved(
    given_case: Case,
    goal: Goal,
    period: str = "2020",
    *,
    field: Field | None = None,
    places: int | None = None,
) -> BreakEven:
    """Solve for one number of one period."""
    [variable] = values_of(given_case.project, "indicator", period, field)
    if places is not None:
        variable = replace(variable, places=places)
    return solve(given_case, given_case.score(), variable, goal)


def reaches(given_case: Case, variable: Variable, value: Fraction, goal: Goal) -> bool:
    return goal.by_score(variable.case_at(given_case, value).score())


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(0, 100), st.data())
def test_the_value_found_is_the_first_of_all_that_reach_the_goal(
    given_case: Case, rate: int, data: st.DataObject
) -> None:
    variable = data.draw(st.sampled_from(list(values_of(given_case.project, None, None, None))))
    goal = goal_of_rate(F(rate))

    answer = solve(given_case, given_case.score(), variable, goal)

    tried = [F(value) for value in (*range(1, 100), 10**6, 10**9)]
    holding = [value for value in tried if reaches(given_case, variable, value, goal)]
    if answer.outcome in FOUND:
        assert answer.found is not None
        assert reaches(given_case, variable, answer.found.value, goal)
        if answer.short is not None:
            assert abs(answer.short.value - answer.found.value) == 1
            assert not reaches(given_case, variable, answer.short.value, goal)
    if answer.outcome is Outcome.AT_LEAST and answer.found and answer.found.value in tried:
        assert holding[0] == answer.found.value or answer.found.value == 0
    if answer.outcome is Outcome.AT_MOST and answer.found and answer.found.value in tried:
        assert holding[-1] == answer.found.value
    if answer.outcome is Outcome.NOT_REACHABLE:
        assert holding == []
        assert answer.best is not None
        assert answer.best.rate is not None
        best = [variable.case_at(given_case, value).score().rate_exact or 0 for value in tried]
        assert max(best) <= answer.best.rate < rate


@pytest.mark.parametrize(
    ("direction", "outcome", "value", "short"),
    [(Direction.UP, Outcome.AT_LEAST, 72, 71), (Direction.DOWN, Outcome.AT_MOST, 111, 112)],
)
def test_rising_takes_at_least_and_falling_at_most(
    direction: Direction, outcome: Outcome, value: int, short: int
) -> None:
    made = case(indicator([(F(80), F(40))], direction=direction))

    answer = solved(made, goal_of_rate(F(90) if direction is Direction.UP else F(72)))

    assert answer.outcome is outcome
    assert answer.found is not None
    assert answer.short is not None
    assert (answer.found.value, answer.short.value) == (F(value), F(short))


@pytest.mark.parametrize(
    ("places", "value", "short"),
    [(0, "67", "66"), (2, "66.67", "66.66"), (4, "66.6667", "66.6666")],
)
def test_the_value_has_the_decimals_asked_for(places: int, value: str, short: str) -> None:
    made = case(indicator([(F(100), F(1))], weight=F(1)), indicator([(F(1), F(1))], "other"))

    answer = solved(made, goal_of_rate(F(250, 3)), places=places)

    assert answer.found is not None
    assert answer.short is not None
    assert (answer.found.value, answer.short.value) == (F(value), F(short))


def test_decimals_are_by_default_those_of_the_indicators_own_numbers() -> None:
    made = case(indicator([(F("2.5"), F(1)), (F("10.25"), None)]))

    assert [each.places for each in values_of(made.project, None, None, None)] == [2, 2]


def test_a_cap_that_prevents_it_is_told_with_the_best_there_is() -> None:
    made = case(indicator([(F(10), F(5))]), indicator([(F(10), F(4))], "other"))

    answer = solved(made, goal_of_rate(F(71)))

    assert (answer.outcome, answer.found) == (Outcome.NOT_REACHABLE, None)
    assert answer.best is not None
    assert (answer.best.value, answer.best.rate) == (F(10), F(70))


def test_without_that_cap_it_is_reached() -> None:
    scheme = replace(DEFAULT_SCHEME, cap=F(200))
    made = case(indicator([(F(10), F(5))]), indicator([(F(10), F(4))], "other"), scheme=scheme)

    answer = solved(made, goal_of_rate(F(71)))

    assert answer.found is not None
    assert (answer.found.value, answer.found.rate) == (F(11), F(75))


def test_a_goal_that_holds_already_gives_the_value_that_keeps_it() -> None:
    answer = solved(case(indicator([(F(10), F(10))])), goal_of_rate(F(60)))

    assert answer.found is not None
    assert (answer.found.value, answer.change) == (F(6), F(-4))


def test_a_missing_value_is_solved_for_and_has_no_change() -> None:
    answer = solved(case(indicator([(F(10), F(10)), (F(10), None)])), goal_of_rate(F(80)), "2021")

    assert answer.found is not None
    assert (answer.found.value, answer.change) == (F(6), None)


def test_a_target_is_solved_for() -> None:
    answer = solved(
        case(indicator([(F(100), F(60))])), goal_of_rate(F(80)), field=Field.TARGET_VALUE
    )

    assert answer.outcome is Outcome.AT_MOST
    assert answer.found is not None
    assert (answer.found.value, answer.found.rate) == (F(75), F(80))


def test_a_grade_is_a_goal_with_its_rounding() -> None:
    made = case(indicator([(F(1000), F(1))]))

    exact = solved(made, goal_of_grade(grading(90, 80), 0))
    rounded = solved(made, goal_of_grade(grading(90, 80, places=0), 0))

    assert exact.found is not None
    assert rounded.found is not None
    assert (exact.found.value, rounded.found.value) == (F(900), F(895))


def test_closeness_to_a_target_is_refused() -> None:
    answer = solved(
        case(indicator([(F(10), F(5))], direction=Direction.MAINTAIN)), goal_of_rate(F(50))
    )

    assert (answer.outcome, answer.unsolved) == (Outcome.NOT_SOLVABLE, Unsolved.NOT_MONOTONE)


def test_a_sum_kept_at_its_target_is_refused() -> None:
    kept = indicator([(F(10), F(5))], direction=Direction.MAINTAIN, accumulation=Accumulation.SUM)

    assert solved(case(kept), goal_of_rate(F(50))).unsolved is Unsolved.NOT_MONOTONE


PAST = [(None, F(value)) for value in (50, 60, 70, 80)]


def test_a_value_that_later_periods_look_back_at_is_refused() -> None:
    scheme = Scheme(name="made/1", methods=("assigned-target/1",))
    made = case(indicator(PAST), scheme=scheme)

    assert solved(made, goal_of_rate(F(50)), "2022").unsolved is Unsolved.NEVER_SCORED
    assert solved(made, goal_of_rate(F(50)), "2023").outcome is Outcome.AT_LEAST
    longer = case(indicator([*PAST, (None, F(90))]), scheme=scheme)
    assert solved(longer, goal_of_rate(F(50)), "2023").unsolved is Unsolved.LATER_PERIODS_LOOK_BACK


def test_a_number_that_nothing_measures_against_says_why() -> None:
    answer = solved(case(indicator([(None, F(5))])), goal_of_rate(F(50)), field=Field.ACTUAL_VALUE)

    assert (answer.unsolved, answer.reason) == (Unsolved.NEVER_SCORED, Reason.NO_TARGET)


@pytest.mark.parametrize(
    ("scheme", "unsolved", "reason"),
    [
        (
            replace(DEFAULT_SCHEME, status_points=((Status.ON_TRACK, F(60)),)),
            Unsolved.STATUS_DECIDES,
            None,
        ),
        (
            replace(DEFAULT_SCHEME, excluded_statuses=frozenset({Status.ON_TRACK})),
            Unsolved.NEVER_SCORED,
            Reason.EXCLUDED_STATUS,
        ),
        (
            replace(DEFAULT_SCHEME, minimum_coverage=F(60)),
            Unsolved.NEVER_SCORED,
            Reason.BELOW_MINIMUM_COVERAGE,
        ),
    ],
)
def test_a_policy_that_decides_instead_is_named(
    scheme: Scheme, unsolved: Unsolved, reason: Reason | None
) -> None:
    made = case(indicator([(F(10), F(5)), (F(10), None)]), scheme=scheme)

    answer = solved(made, goal_of_rate(F(50)))

    assert (answer.outcome, answer.unsolved) == (Outcome.NOT_SOLVABLE, unsolved)
    assert answer.reason == reason


def test_printed_rates_are_solved_for_where_there_are_no_numbers() -> None:
    made = case(rated("indicator", "100", "100", "100", "10"), rated("other", "100"))

    answer = solved(made, goal_of_rate(F(95)), "2023")

    assert answer.variable.field is Field.ACTUAL_REPORTED_RATE
    assert answer.found is not None
    assert (answer.found.value, answer.found.rate) == (F(60), F(95))
