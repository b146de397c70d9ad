"""The smallest change of one number that moves a project's grade up, or down."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..project import ProjectScore
from .break_even import BreakEven, Outcome, Tried, goal_of_grade, solve
from .grades import Grading
from .overlay import Case
from .variable import Variable

__all__ = ["GradeMove", "Moves", "grade_moves"]


@dataclass(frozen=True, slots=True)
class GradeMove:
    """A number with the nearest value that gives another grade."""

    variable: Variable
    tried: Tried
    grade: str | None

    @property
    def change(self) -> Fraction:
        """How far that value lies from the present one, which is 0 where there is none."""
        return self.tried.value - (self.variable.current or Fraction(0))

    @property
    def relative(self) -> Fraction | None:
        """The change over the present value; None where that is 0 or missing."""
        current = self.variable.current
        return self.change / abs(current) if current else None


@dataclass(frozen=True, slots=True)
class Moves:
    """Changes that move the grade up and down, the smallest first."""

    up: tuple[GradeMove, ...]
    down: tuple[GradeMove, ...]


def grade_moves(
    case: Case, base: ProjectScore, variables: Iterable[Variable], grading: Grading
) -> Moves:
    """Find for each number the nearest value with which the grade is a better one, or a worse one.

    Parameters
    ----------
    base
        The score of the case.
    """
    place = grading.place(grading.grade_of(base))
    if place is None:
        return Moves((), ())
    up, down = [], []
    for variable in variables:
        better = _tried(case, base, variable, grading, place - 1)
        if better is not None and better.found is not None:
            up.append(GradeMove(variable, better.found, grading.grade_of(better.found.score)))
        kept = _tried(case, base, variable, grading, place)
        if kept is not None and kept.short is not None:
            down.append(GradeMove(variable, kept.short, grading.grade_of(kept.short.score)))
    return Moves(tuple(sorted(up, key=_by_size)), tuple(sorted(down, key=_by_size)))


def _tried(
    case: Case, base: ProjectScore, variable: Variable, grading: Grading, place: int
) -> BreakEven | None:
    if place < 0:
        return None
    found = solve(case, base, variable, goal_of_grade(grading, place))
    return found if found.outcome in {Outcome.AT_LEAST, Outcome.AT_MOST} else None


def _by_size(move: GradeMove) -> tuple[bool, Fraction, Fraction, str, str]:
    relative = move.relative
    return (
        relative is None,
        abs(relative or Fraction(0)),
        abs(move.change),
        move.variable.indicator.code,
        move.variable.facts.period.text,
    )
