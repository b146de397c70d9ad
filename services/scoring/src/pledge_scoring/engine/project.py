"""One project: from its indicators, or without any from its sub-projects, to one rate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from .facts import Accumulation, Kind, Project
from .indicators import IndicatorScore, score_indicator
from .measures import Coverage, Line, Range
from .methods import METHODS, Observation
from .numbers import EXACT_PLACES, clamp, half_up
from .reasons import Reason, most_telling
from .scheme import Scheme
from .weighing import Part, Weighed, weigh

__all__ = ["ProjectScore", "counted_parts", "score_facts"]

_RATE_NAMES = {
    Accumulation.MEAN: "mean_of_period_rates",
    Accumulation.SUM: "mean_of_sum_rates",
    Accumulation.LATEST: "mean_of_latest_rates",
    Accumulation.RATIO: "mean_of_ratio_rates",
}
_MIXED, _OF_PARTS, _OF_STATUS = "mean_of_indicator_rates", "mean_of_part_rates", "status_points"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectScore:
    """A project's rate in percent (or why there is none) and everything it rests on."""

    project: Project
    rate_name: str
    rate: Fraction | None
    reason: Reason | None
    numerator: Fraction | None
    denominator: Fraction | None
    coverage: Coverage | None
    range: Range | None
    line: Line | None
    indicators: tuple[IndicatorScore, ...]
    parts: tuple["ProjectScore", ...]
    weighed: Weighed
    substitution: str = ""

    @property
    def rate_exact(self) -> Fraction | None:
        """The rate rounded once, to 12 decimals: what everything above adds."""
        return None if self.rate is None else half_up(self.rate, EXACT_PLACES)


def counted_parts(project: Project, parts: Sequence[Project]) -> tuple[Project, ...]:
    """Return the sub-projects that bear on their parent, by code.

    Pending ones (현안) are no promises yet and stand apart, unless the parent is one itself.
    """
    counted = [
        part for part in parts if part.kind is not Kind.PENDING or project.kind is Kind.PENDING
    ]
    return tuple(sorted(counted, key=lambda part: part.code))


def score_facts(
    project: Project, parts: Sequence[Project], *, on: date, scheme: Scheme
) -> ProjectScore:
    """Score a project and its sub-projects as of the scoring date ``on``."""
    indicators = tuple(
        score_indicator(indicator, on=on, scheme=scheme) for indicator in project.indicators
    )
    scored_parts = tuple(
        score_facts(part, (), on=on, scheme=scheme) for part in counted_parts(project, parts)
    )
    members = _from_indicators(indicators) if indicators else _from_parts(scored_parts)
    weighed = weigh(members)
    score = ProjectScore(
        project=project,
        rate_name=_rate_name(indicators, scored_parts),
        rate=weighed.rate,
        reason=None if weighed.rate is not None else _reason(indicators, scored_parts),
        numerator=weighed.numerator,
        denominator=weighed.denominator,
        coverage=weighed.coverage,
        range=weighed.range,
        line=weighed.line,
        indicators=indicators,
        parts=scored_parts,
        weighed=weighed,
    )
    return _apply_policies(score, scheme)


def _from_indicators(indicators: Sequence[IndicatorScore]) -> list[Part]:
    return [
        Part(
            code=score.facts.code,
            rate=score.total.rate,
            reason=score.total.reason,
            declared_weight=score.facts.weight,
            coverage=score.total.coverage,
            range=score.total.range,
            line=score.total.line,
        )
        for score in indicators
    ]


def _from_parts(parts: Sequence[ProjectScore]) -> list[Part]:
    return [
        Part(
            code=score.project.code,
            rate=score.rate_exact,
            reason=score.reason,
            declared_weight=score.project.weight,
            coverage=score.coverage,
            range=score.range,
            line=score.line,
        )
        for score in parts
    ]


def _rate_name(indicators: Sequence[IndicatorScore], parts: Sequence[ProjectScore]) -> str:
    """Name the mean after what it is a mean of."""
    if not indicators:
        return _OF_PARTS if parts else _MIXED
    counted = [score for score in indicators if score.scored] or indicators
    kinds = {score.facts.accumulation for score in counted}
    return _RATE_NAMES[kinds.pop()] if len(kinds) == 1 else _MIXED


def _reason(indicators: Sequence[IndicatorScore], parts: Sequence[ProjectScore]) -> Reason:
    if indicators:
        reasons = (score.total.reason for score in indicators)
        return most_telling(reasons, otherwise=Reason.NO_SCORED_PART)
    return Reason.NO_SCORED_PART if parts else Reason.NO_INDICATOR


def _apply_policies(score: ProjectScore, scheme: Scheme) -> ProjectScore:
    """Let the scheme's policies act: excluded statuses, points for status, minimum coverage."""
    if score.project.status in scheme.excluded_statuses:
        return _without_rate(score, Reason.EXCLUDED_STATUS)
    if scheme.status_points:
        return _by_status(score, scheme)
    least = scheme.minimum_coverage
    if least is None or score.rate is None or score.coverage is None:
        return score
    covered = score.coverage.share * 100
    return _without_rate(score, Reason.BELOW_MINIMUM_COVERAGE) if covered < least else score


def _by_status(score: ProjectScore, scheme: Scheme) -> ProjectScore:
    outcome = METHODS["status/1"].score(
        Observation(status=score.project.status, status_points=scheme.status_points)
    )
    if outcome.raw_rate is None:
        return replace(_without_rate(score, Reason.EXCLUDED_STATUS), rate_name=_OF_STATUS)
    rate = clamp(outcome.raw_rate, Fraction(0), scheme.cap)
    return replace(
        score,
        rate_name=_OF_STATUS,
        rate=rate,
        reason=None,
        numerator=rate,
        denominator=Fraction(1),
        coverage=Coverage(Fraction(1), 1, 1),
        range=Range(rate, rate),
        line=Line(rate, Fraction(0)),
        substitution=outcome.substitution,
    )


def _without_rate(score: ProjectScore, reason: Reason) -> ProjectScore:
    return replace(score, rate=None, reason=reason, numerator=None, denominator=None)
