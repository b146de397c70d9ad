"""Whatever the methods and the numbers: an answer is proved, or there is a reason for none."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_scoring.engine.facts import (
    Accumulation,
    Actual,
    Direction,
    Indicator,
    PeriodFacts,
    Target,
)
from pledge_scoring.engine.methods import METHODS
from pledge_scoring.engine.scheme import Scheme
from pledge_scoring.engine.simulation import (
    BreakEven,
    Case,
    Field,
    Goal,
    Outcome,
    Variable,
    goal_of_rate,
    solve,
    values_of,
)

from .made import case, indicator, pair

F = Fraction
LARGEST = 10**15

numbers = st.none() | st.one_of(
    st.integers(0, 200).map(F),
    st.decimals(-500, 2000, places=2).map(F),
    st.decimals(0, LARGEST - 1, places=6).map(F),
)
words = st.sampled_from([None, "A0", "Pass"])
targets = st.none() | st.builds(
    Target, value=numbers, numerator=numbers, denominator=numbers, text=words
)
actuals = st.none() | st.builds(
    Actual,
    value=numbers,
    numerator=numbers,
    denominator=numbers,
    text=words,
    reported_rate=st.sampled_from([None, Decimal("10.5"), Decimal(250)]),
)


@st.composite
def periods(draw: st.DrawFn) -> tuple[PeriodFacts, ...]:
    years = range(2018, 2019 + draw(st.integers(0, 5)))
    return tuple(
        replace(pair(year, None, None), target=draw(targets), actual=draw(actuals))
        for year in years
    )


@st.composite
def indicators(draw: st.DrawFn, code: str) -> Indicator:
    empty = indicator(
        [], code, draw(st.sampled_from(Direction)), draw(st.sampled_from(Accumulation))
    )
    return replace(
        empty,
        weight=draw(st.sampled_from([None, F(0), F(1), F(3)])),
        periods=draw(periods()),
        baseline=draw(numbers),
        tolerance=draw(st.sampled_from([F(0), F(3)])),
        is_ratio=draw(st.booleans()),
        unit=draw(st.sampled_from([None, "%"])),
    )


@st.composite
def any_cases(draw: st.DrawFn) -> Case:
    known = [name for name in METHODS if name != "status/1"]
    scheme = Scheme(
        name="made/1",
        methods=tuple(draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))),
        cap=draw(st.sampled_from([F(50), F(100), F(1000)])),
        minimum_coverage=draw(st.sampled_from([None, F(50)])),
    )
    return case(draw(indicators("i0")), draw(indicators("i1")), scheme=scheme)


def rate_at(given_case: Case, variable: Variable, value: Fraction, goal: Goal) -> tuple[bool, bool]:
    """Return whether a value is scored at all, and whether it reaches the goal."""
    score = variable.case_at(given_case, value).score()
    own = next(each for each in score.indicators if each.facts.code == variable.indicator.code)
    return variable.counts_in(own), goal.by_score(score)


def tried_around(answer: BreakEven, distances: list[int]) -> list[Fraction]:
    """Return values about the one that was found, or about the best there is."""
    told = answer.found or answer.best
    if told is None:
        return []
    near = [told.value + distance * answer.variable.step for distance in distances]
    return [value for value in near if -LARGEST < value < LARGEST]


@settings(max_examples=60, deadline=None)
@given(
    any_cases(),
    st.integers(0, 120),
    st.none() | st.sampled_from(Field),
    st.lists(st.integers(-(10**9), 10**9), min_size=4, max_size=4),
    st.data(),
)
def test_no_other_value_says_otherwise(
    given_case: Case, rate: int, field: Field | None, distances: list[int], data: st.DataObject
) -> None:
    variable = data.draw(st.sampled_from(list(values_of(given_case.project, None, None, field))))
    goal = goal_of_rate(F(rate))

    answer = solve(given_case, given_case.score(), variable, goal)

    assert (answer.unsolved is not None) == (answer.outcome is Outcome.NOT_SOLVABLE)
    for value in tried_around(answer, [1, -1, *distances]):
        counted, reached = rate_at(given_case, variable, value, goal)
        expected = False
        if answer.outcome is Outcome.AT_LEAST and answer.found is not None:
            expected = value >= answer.found.value
        elif answer.outcome is Outcome.AT_MOST and answer.found is not None:
            expected = value <= answer.found.value
        assert not counted or reached == expected
