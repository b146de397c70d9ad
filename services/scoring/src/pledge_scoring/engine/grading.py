"""From points to grades: bands, Pass or Fail, coverage and quotas, exact and free of any order.

A grade is a place in the scheme's list, the best first. Whatever acts can only lower it: the
worst of what the band, a Fail and each quota give is the grade. So the order in which rules
are looked at, and in which subjects come, is no matter.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from .numbers import half_up

__all__ = [
    "GradeBand",
    "GradeCause",
    "GradeQuota",
    "GradeReason",
    "Graded",
    "GradingRules",
    "Subject",
    "TieRule",
    "grade_all",
]

_PERCENT = 100


class TieRule(StrEnum):
    """What all subjects with equal points at a cut get."""

    BETTER = "better"
    WORSE = "worse"


class GradeCause(StrEnum):
    """What acted on a grade; the list is closed."""

    BAND = "band"
    FAIL = "fail"
    QUOTA = "quota"
    TIE = "tie"
    UNSUBMITTED = "unsubmitted"
    NO_POINTS = "no_points"
    BELOW_MINIMUM_COVERAGE = "below_minimum_coverage"


@dataclass(frozen=True, slots=True)
class GradeReason:
    """One thing that acted: its values say with what."""

    cause: GradeCause
    values: tuple[tuple[str, Fraction | int | str], ...] = ()


@dataclass(frozen=True, slots=True)
class GradeBand:
    """Points from ``lower`` up: 이상 where ``inclusive``, else 초과; the worst has none."""

    grade: int
    lower: Fraction | None
    inclusive: bool

    def holds(self, points: Fraction) -> bool:
        """Tell whether points reach the band; a better one may hold them, too."""
        if self.lower is None:
            return True
        return points >= self.lower if self.inclusive else points > self.lower


@dataclass(frozen=True, slots=True)
class GradeQuota:
    """At most ``percent`` get ``grade`` or better; or at least ``percent`` get it or worse.

    Neither is said of a grade that everybody has or better, or has or worse.
    """

    grade: int
    percent: Fraction
    limits_better: bool

    def better(self, of: int) -> int:
        """Return how many of the graded may stay above the cut."""
        if self.limits_better:
            return int(self.percent * of // _PERCENT)
        return of - min(of, ceil(self.percent * of / _PERCENT))

    @property
    def below(self) -> int:
        """The best grade of those under the cut."""
        return self.grade + 1 if self.limits_better else self.grade


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingRules:
    """How points become grades; grades are places in ``grades``, 0 the best."""

    grades: tuple[str, ...]
    bands: tuple[GradeBand, ...]
    """The best first; they cover all points."""
    fail: int | None = None
    unsubmitted: int | None = None
    quotas: tuple[GradeQuota, ...] = ()
    ties: TieRule = TieRule.WORSE
    minimum_coverage: Fraction | None = None
    """A fraction of 1."""
    places: int | None = None
    """Decimals the points are rounded to, half-up, before anything looks at them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who is graded: exact points, coverage (a fraction of 1), and whether something is a Fail."""

    code: str
    points: Fraction | None
    coverage: Fraction = Fraction(1)
    failed: bool = False
    submitted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A subject's grade, or None; its rank among those with points, equal ranks for equal points.

    ``points`` are what the bands saw.
    """

    grade: str | None
    points: Fraction | None
    rank: int | None
    reasons: tuple[GradeReason, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A subject that is graded by points, and how many stand better or equal."""

    subject: Subject
    points: Fraction
    better: int
    equal: int


def grade_all(rules: GradingRules, subjects: Sequence[Subject]) -> Mapping[str, Graded]:
    """Return the grade of each of a set of subjects, by code.

    Raises
    ------
    ValueError
        Two subjects have one code.
    """
    graded = {subject.code: _not_by_points(rules, subject) for subject in subjects}
    if len(graded) != len(subjects):
        raise ValueError("each subject is graded once")
    compared = [subject for subject in subjects if graded[subject.code] is None]
    placed = _placed(rules, compared)
    ranks = _ranks(placed)
    by_points = {
        each.subject.code: _by_points(rules, each, len(placed), ranks[each.points])
        for each in placed
    }
    return {code: known or by_points[code] for code, known in graded.items()}


def _not_by_points(rules: GradingRules, subject: Subject) -> Graded | None:
    """Return what is said of a subject that points cannot grade; None for one they can."""
    if not subject.submitted and rules.unsubmitted is not None:
        grade = rules.grades[rules.unsubmitted]
        reason = GradeReason(GradeCause.UNSUBMITTED, (("grade", grade),))
        return Graded(grade=grade, points=None, rank=None, reasons=(reason,))
    if subject.points is None:
        return _ungraded(None, GradeReason(GradeCause.NO_POINTS))
    least = rules.minimum_coverage
    if least is not None and subject.coverage < least:
        values = (("coverage", subject.coverage), ("minimum", least))
        reason = GradeReason(GradeCause.BELOW_MINIMUM_COVERAGE, values)
        return _ungraded(_seen(rules, subject.points), reason)
    return None


def _ungraded(points: Fraction | None, reason: GradeReason) -> Graded:
    return Graded(grade=None, points=points, rank=None, reasons=(reason,))


def _seen(rules: GradingRules, points: Fraction) -> Fraction:
    return points if rules.places is None else half_up(points, rules.places)


def _placed(rules: GradingRules, subjects: Sequence[Subject]) -> list[_Placed]:
    """Put subjects in order for quotas: who failed stands behind all who did not."""
    keys = [
        (subject.failed and rules.fail is not None, -_seen(rules, subject.points or Fraction(0)))
        for subject in subjects
    ]
    first: dict[tuple[bool, Fraction], int] = {}
    for place, key in enumerate(sorted(keys)):
        first.setdefault(key, place)
    equal = Counter(keys)
    return [
        _Placed(subject, -key[1], first[key], equal[key])
        for subject, key in zip(subjects, keys, strict=True)
    ]


def _ranks(placed: Sequence[_Placed]) -> Mapping[Fraction, int]:
    """Return ranks by points alone: 1, 2, 2, 4."""
    ranks: dict[Fraction, int] = {}
    for place, points in enumerate(sorted((each.points for each in placed), reverse=True), start=1):
        ranks.setdefault(points, place)
    return ranks


def _by_points(rules: GradingRules, placed: _Placed, of: int, rank: int) -> Graded:
    band = next(band for band in rules.bands if band.holds(placed.points))
    worst, reasons = band.grade, [_band_reason(rules, band, placed.points)]
    if placed.subject.failed and rules.fail is not None:
        worst = max(worst, rules.fail)
        reasons.append(GradeReason(GradeCause.FAIL, (("grade", rules.grades[rules.fail]),)))
    for quota in rules.quotas:
        allowed = quota.better(of)
        under = _is_under(rules.ties, placed, allowed)
        if under and quota.below > worst:
            worst = quota.below
            reasons.append(_quota_reason(rules, quota, allowed, of))
        if placed.better < allowed < placed.better + placed.equal:
            reasons.append(GradeReason(GradeCause.TIE, (("rule", rules.ties.value),)))
    grade = rules.grades[worst]
    return Graded(grade=grade, points=placed.points, rank=rank, reasons=tuple(reasons))


def _is_under(ties: TieRule, placed: _Placed, allowed: int) -> bool:
    """Tell whether a subject falls under a cut; equal points are never parted."""
    if ties is TieRule.BETTER:
        return placed.better >= allowed
    return placed.better + placed.equal > allowed


def _band_reason(rules: GradingRules, band: GradeBand, points: Fraction) -> GradeReason:
    values: tuple[tuple[str, Fraction | int | str], ...] = (
        ("grade", rules.grades[band.grade]),
        ("points", points),
    )
    if band.lower is not None:
        values += (("at_least" if band.inclusive else "over", band.lower),)
    return GradeReason(GradeCause.BAND, values)


def _quota_reason(rules: GradingRules, quota: GradeQuota, allowed: int, of: int) -> GradeReason:
    return GradeReason(
        GradeCause.QUOTA,
        (
            ("grade", rules.grades[quota.below]),
            ("percent", quota.percent),
            ("better", allowed),
            ("of", of),
        ),
    )
