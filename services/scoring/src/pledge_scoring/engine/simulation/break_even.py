"""Break-even: the value of one number from which on a project reaches a rate or a grade.

The number is looked for with the engine's own functions; the answer, and the value one granule
short of it, are scored as any project is before they are given.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from ..indicators import IndicatorScore, score_indicator
from ..numbers import EXACT_PLACES, half_up
from ..project import ProjectScore
from ..reasons import Reason
from ..weighing import weigh
from .grades import Grading
from .overlay import Case
from .searching import Course, first_that_holds
from .variable import Unsolved, Variable

__all__ = ["BreakEven", "Goal", "Outcome", "Tried", "goal_of_grade", "goal_of_rate", "solve"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached, told by the rate alone and by the whole score; both rise with it."""

    aim: Fraction
    by_rate: Callable[[Fraction | None], bool]
    by_score: Callable[[ProjectScore], bool]


class Outcome(StrEnum):
    """What came of looking for a value; the list is closed."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    NOT_REACHABLE = "not_reachable"
    NOT_SOLVABLE = "not_solvable"


@dataclass(frozen=True, slots=True)
class Tried:
    """A value, and the project's score with it."""

    value: Fraction
    score: ProjectScore

    @property
    def rate(self) -> Fraction | None:
        """The project's rate, rounded at 12 decimals."""
        return self.score.rate_exact


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """The value looked for.

    ``short`` is the value one granule short of it, which does not reach the goal; None where the
    goal is reached whatever the value. ``best`` is the best there is where none reaches it.
    """

    variable: Variable
    outcome: Outcome
    found: Tried | None = None
    short: Tried | None = None
    best: Tried | None = None
    unsolved: Unsolved | None = None
    reason: Reason | None = None

    @property
    def change(self) -> Fraction | None:
        """How far the value found lies from the present one."""
        current = self.variable.current
        return None if self.found is None or current is None else self.found.value - current


def goal_of_rate(rate: Fraction) -> Goal:
    """Return the goal of at least this rate (12 decimals), in percent."""

    def reached(given: Fraction | None) -> bool:
        return given is not None and given >= rate

    return Goal(rate, reached, lambda score: reached(score.rate_exact))


def goal_of_grade(grading: Grading, place: int) -> Goal:
    """Return the goal of this grade, by its place in the list, or of a better one."""

    def reached(grade: str | None) -> bool:
        found = grading.place(grade)
        return found is not None and found <= place

    return Goal(
        grading.lower_bound(place),
        lambda rate: reached(grading.grade_at(rate)),
        lambda score: reached(grading.grade_of(score)),
    )


def solve(case: Case, base: ProjectScore, variable: Variable, goal: Goal) -> BreakEven:
    """Look for the value of one number with which a project reaches a goal.

    Parameters
    ----------
    base
        The score of the case.
    """
    if case.scheme.status_points:
        return _unsolved(variable, Unsolved.STATUS_DECIDES)
    line = _Line(case, base, variable)
    least = line.least()
    if least is None:
        reason = line.scored(1).total.reason
        return _unsolved(variable, Unsolved.NEVER_SCORED, reason)
    why = variable.why_unsolved(line.scored(max(least, 1)), case.scheme)
    if why is not None:
        return _unsolved(variable, why)
    ends = (least, variable.most)
    sign = -1 if _is_less(line.rate(ends[1]), line.rate(least)) else 1
    number = line.first(goal, ends, sign)
    if number is None:
        return _best_of(line, ends, sign)
    short = None if number == ends[::sign][0] else number - sign
    outcome = Outcome.AT_LEAST if sign > 0 else Outcome.AT_MOST
    found, before = line.tried(number), None if short is None else line.tried(short)
    return _proved(BreakEven(variable=variable, outcome=outcome, found=found, short=before), goal)


class _Line:
    """The rate of a project along one of its numbers, in granules of it."""

    def __init__(self, case: Case, base: ProjectScore, variable: Variable) -> None:
        self.case, self.variable = case, variable
        self._parts = [each.part for each in base.weighed.parts]
        codes = [part.code for part in self._parts]
        self._place = codes.index(variable.indicator.code)
        self._scored: dict[int, IndicatorScore] = {}

    def scored(self, number: int) -> IndicatorScore:
        """Score the indicator alone."""
        if number not in self._scored:
            indicator = self.variable.at(number * self.variable.step)
            self._scored[number] = score_indicator(
                indicator, on=self.case.on, scheme=self.case.scheme
            )
        return self._scored[number]

    def rate(self, number: int) -> Fraction | None:
        """Return the project's rate, before any policy of the scheme acts."""
        total = self.scored(number).total
        parts = list(self._parts)
        parts[self._place] = replace(parts[self._place], rate=total.rate)
        rate = weigh(parts).rate
        return None if rate is None else half_up(rate, EXACT_PLACES)

    def tried(self, number: int) -> Tried:
        """Score the whole project."""
        value = number * self.variable.step
        return Tried(value, self.variable.case_at(self.case, value).score())

    def least(self) -> int | None:
        """Return the smallest number that the indicator's rate can be made of; larger ones can."""
        most = self.variable.most
        course = Course(
            read=lambda number: Fraction(self.variable.counts_in(self.scored(number))),
            holds=bool,
            least=-most,
            most=most,
            near=(-1, 0, 1),
            aim=Fraction(1),
        )
        return first_that_holds(course)

    def first(self, goal: Goal, ends: tuple[int, int], sign: int) -> int | None:
        """Return the first number, from the end where the rate is lowest, that reaches a goal."""
        near = [value / self.variable.step for value in self.variable.bends(self.case.scheme)]
        course = Course(
            read=lambda number: self.rate(sign * number),
            holds=goal.by_rate,
            least=min(sign * end for end in ends),
            most=max(sign * end for end in ends),
            near=tuple(sign * int(value) for value in near),
            aim=goal.aim,
        )
        found = first_that_holds(course)
        return None if found is None else sign * found


def _proved(answer: BreakEven, goal: Goal) -> BreakEven:
    """Return an answer if what was scored bears it out; else say what stands against it."""
    found, short = answer.found, answer.short
    if found is not None and not goal.by_score(found.score):
        reason = found.score.reason or Reason.BELOW_MINIMUM_COVERAGE
        return _unsolved(answer.variable, Unsolved.NEVER_SCORED, reason)
    if short is not None and goal.by_score(short.score):
        return _unsolved(answer.variable, Unsolved.NOT_MONOTONE)
    return answer


def _best_of(line: _Line, ends: tuple[int, int], sign: int) -> BreakEven:
    """Return the best rate there is, with the first value that gives it."""
    best = line.rate(ends[::sign][1])
    number = None if best is None else line.first(goal_of_rate(best), ends, sign)
    if number is None:
        return _unsolved(line.variable, Unsolved.NEVER_SCORED)
    tried = line.tried(number)
    return BreakEven(variable=line.variable, outcome=Outcome.NOT_REACHABLE, best=tried)


def _unsolved(variable: Variable, why: Unsolved, reason: Reason | None = None) -> BreakEven:
    return BreakEven(variable=variable, outcome=Outcome.NOT_SOLVABLE, unsolved=why, reason=reason)


def _is_less(one: Fraction | None, other: Fraction | None) -> bool:
    return one is not None and other is not None and one < other
