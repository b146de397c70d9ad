"""Leave one out, and the smallest change that moves the grade."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_scoring.engine.simulation import (
    Case,
    Grading,
    grade_moves,
    leave_one_out,
    values_of,
)

from .made import case, cases, grading, indicator

F = Fraction
GRADES = grading(90, 70, 40)


@settings(max_examples=50, deadline=None)
@given(cases())
def test_leaving_one_out_is_scoring_without_it(given_case: Case) -> None:
    base = given_case.score()

    for left in leave_one_out(given_case, base):
        _, code, *period = left.subject.split("/")
        kept = [
            replace(
                each,
                periods=tuple(p for p in each.periods if period and p.period.text != period[0]),
            )
            if each.code == code
            else each
            for each in given_case.project.indicators
            if period or each.code != code
        ]
        without = replace(given_case, project=replace(given_case.project, indicators=tuple(kept)))
        assert left.score == without.score()
        if left.score.rate_exact is not None and base.rate_exact is not None:
            assert left.difference == left.score.rate_exact - base.rate_exact


def test_what_moves_the_rate_most_comes_first() -> None:
    made = case(indicator([(F(10), F(10))], "whole"), indicator([(F(10), F(1)), (F(10), F(9))]))

    left = leave_one_out(made, made.score())

    assert [(each.subject, each.difference) for each in left] == [
        ("indicators/indicator", F(25)),
        ("indicators/whole", F(-25)),
        ("indicators/whole/2020", F(-25)),
        ("indicators/indicator/2020", F(20)),
        ("indicators/indicator/2021", F(-20)),
    ]


def test_what_leaves_no_rate_comes_before_all() -> None:
    made = case(indicator([(F(10), F(10)), (F(10), F(5))]))

    first, *_ = leave_one_out(made, made.score())

    assert (first.subject, first.score.rate, first.difference) == (
        "indicators/indicator",
        None,
        None,
    )


def test_only_the_indicators_asked_about_are_left_out() -> None:
    made = case(indicator([(F(10), F(10))]), indicator([(F(10), F(5))], "other"))

    left = leave_one_out(made, made.score(), {"other"})

    assert {each.subject for each in left} == {"indicators/other", "indicators/other/2020"}


def test_without_indicators_the_parts_are_left_out() -> None:
    made = case(parts=3)

    left = leave_one_out(made, made.score())

    assert [(each.subject, each.difference) for each in left] == [
        ("projects/part-0", F(5)),
        ("projects/part-2", F(-5)),
        ("projects/part-1", F(0)),
    ]


@settings(max_examples=30, deadline=None)
@given(cases(), st.sampled_from([GRADES, grading(50), grading(99, 98, 97, places=0)]))
def test_a_move_gives_another_grade_and_one_granule_less_does_not(
    given_case: Case, grades: Grading
) -> None:
    base = given_case.score()
    place = grades.place(grades.grade_of(base))
    variables = list(values_of(given_case.project, None, None, None))

    moves = grade_moves(given_case, base, variables, grades)

    for found, sign in ((moves.up, -1), (moves.down, 1)):
        for move in found:
            after = grades.place(move.grade)
            assert place is not None
            assert after is not None
            assert (after - place) * sign > 0
            assert (
                move.tried.rate
                == move.variable.case_at(given_case, move.tried.value).score().rate_exact
            )
        sizes = [abs(move.relative) for move in found if move.relative is not None]
        assert sizes == sorted(sizes)


def test_the_smallest_change_up_and_down() -> None:
    made = case(indicator([(F(100), F(60))], "near"), indicator([(F(100), F(90))], "far"))

    moves = grade_moves(made, made.score(), values_of(made.project, None, None, None), GRADES)

    assert [(m.variable.indicator.code, m.tried.value, m.change, m.grade) for m in moves.up] == [
        ("near", F(90), F(30), "a")
    ]
    assert [(m.variable.indicator.code, m.tried.value, m.change, m.grade) for m in moves.down] == [
        ("far", F(79), F(-11), "c"),
        ("near", F(49), F(-11), "c"),
    ]


def test_without_a_grade_nothing_moves() -> None:
    made = case(indicator([(F(100), F(60)), (F(100), None)]))

    grades = grading(90, least=F(3, 4))
    moves = grade_moves(made, made.score(), values_of(made.project, None, None, None), grades)

    assert (moves.up, moves.down) == ((), ())
