"""The grade of one project by itself: bands, coverage and rounding, without quotas."""

from dataclasses import dataclass, replace
from fractions import Fraction

from ..grading import GradingRules, Subject, grade_all
from ..numbers import clamp
from ..project import ProjectScore

__all__ = ["Grading"]


@dataclass(frozen=True, slots=True)
class Grading:
    """How a rate becomes a grade, as an evaluation by this scheme does it without quotas."""

    scheme: str
    rules: GradingRules
    cap: Fraction

    def grade_of(self, score: ProjectScore) -> str | None:
        """Return the grade of a scored project."""
        covered = score.coverage.share if score.coverage else Fraction(0)
        return self.grade_at(score.rate_exact, covered)

    def grade_at(self, rate: Fraction | None, coverage: Fraction = Fraction(1)) -> str | None:
        """Return the grade of a rate in percent; coverage is a fraction of 1."""
        points = None if rate is None else clamp(rate, Fraction(0), self.cap)
        subject = Subject(code="project", points=points, coverage=coverage)
        return grade_all(replace(self.rules, quotas=()), [subject])["project"].grade

    def place(self, grade: str | None) -> int | None:
        """Return a grade's place in the list, 0 the best."""
        return None if grade is None else self.rules.grades.index(grade)

    def lower_bound(self, place: int) -> Fraction:
        """Return the points from which on a grade, or a better one, is given."""
        bounds = [band.lower for band in self.rules.bands if band.grade <= place]
        return min((bound or Fraction(0) for bound in bounds), default=self.cap)
