"""The search itself: the first number that holds, with few questions."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_scoring.engine.simulation.searching import Course, first_that_holds

F = Fraction
FAR = 10**27


def course(read: Callable[[int], Fraction | None], aim: int, near: tuple[int, ...]) -> Course:
    def holds(height: Fraction | None) -> bool:
        return height is not None and height >= aim

    return Course(read=read, holds=holds, least=-FAR, most=FAR, near=near, aim=F(aim))


@given(st.lists(st.integers(-(10**27), 10**27), min_size=1, max_size=6), st.data())
def test_it_is_the_first_of_all(steps: list[int], data: st.DataObject) -> None:
    near = data.draw(st.lists(st.sampled_from([*steps, 0, 100, -100]), max_size=3))
    aim = data.draw(st.integers(1, len(steps) + 1))

    found = first_that_holds(
        course(lambda n: F(sum(n >= step for step in steps)), aim, tuple(near))
    )

    assert found == (sorted(steps)[aim - 1] if aim <= len(steps) else None)


@pytest.mark.parametrize(
    ("read", "aim", "most_questions"),
    [
        (lambda n: min(F(n, 7), F(100)), 55, 20),
        (lambda n: min(F(n, 7 * 10**12), F(100)), 55, 60),
        (lambda n: F(100 * 80, max(-n, 80)) if n < 0 else F(100), 72, 40),
    ],
)
def test_few_questions_are_enough(
    read: Callable[[int], Fraction | None], aim: int, most_questions: int
) -> None:
    asked: list[int] = []

    def counted(number: int) -> Fraction | None:
        if number not in asked:
            asked.append(number)
        return read(number)

    found = first_that_holds(course(counted, aim, (-80, 80, 0, 700)))

    assert found is not None
    assert len(asked) <= most_questions
