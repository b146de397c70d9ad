"""A project's result as the document that the card carries."""

from fractions import Fraction

from pledge_shared.contracts.scoring import (
    AchievementScore,
    ExplanationLink,
    Funding,
    PartAchievement,
    ProjectAchievement,
)

from ...engine.funding import divide
from ...engine.numbers import EXACT_PLACES, fixed
from ...engine.project import ProjectScore
from ...engine.result import ProjectResult
from ...engine.version import ENGINE_VERSION
from ..wording import Language, sentence
from .digest import digest_of
from .findings import render_finding
from .indicators import render_indicators
from .texts import (
    as_printed,
    exact,
    percent,
    render_check,
    render_coverage,
    render_money_rate,
    render_quotient,
    render_range,
    won,
)

__all__ = ["explanation_path", "render_achievement"]


def render_achievement(result: ProjectResult, language: Language) -> ProjectAchievement:
    """Render what is served of one project. Same result and language, same bytes."""
    return ProjectAchievement(
        score=_score(result, language),
        funding=_funding(result),
        checks=tuple(render_check(check) for check in result.checks),
        findings=tuple(render_finding(finding, language) for finding in result.findings),
        alerts=f"/v1/alerts?plan={result.plan.code}&project={result.project.code}",
    )


def explanation_path(result: ProjectResult) -> str:
    """Return where the explanation tree of a result is served."""
    owner = f"/v1/plans/{result.plan.code}/projects/{result.project.code}"
    return f"{owner}/explanation?on={result.on.isoformat()}"


def _score(result: ProjectResult, language: Language) -> AchievementScore:
    score, reported = result.score, result.project.reported_rate
    numerator, denominator = render_quotient(score.numerator, score.denominator)
    rate_exact = score.rate_exact
    return AchievementScore(
        rate=percent(score.rate),
        rate_exact=None if rate_exact is None else fixed(rate_exact, EXACT_PLACES),
        rate_name=score.rate_name,
        reason=score.reason,
        numerator=numerator,
        denominator=denominator,
        coverage=render_coverage(score.coverage),
        range=render_range(score.range),
        reported_rate=as_printed(reported),
        difference=_difference(result),
        on=result.on,
        scheme=result.scheme.name,
        engine=ENGINE_VERSION,
        registry_version=result.project.version,
        plan_version=result.plan.version,
        digest=digest_of(result),
        explanation=ExplanationLink(
            summary=_summary(result, language), href=explanation_path(result)
        ),
        indicators=render_indicators(score),
        parts=tuple(_part(part, score) for part in score.parts),
    )


def _difference(result: ProjectResult) -> str | None:
    rate, reported = result.score.rate, result.project.reported_rate
    return None if rate is None or reported is None else fixed(rate - Fraction(reported))


def _part(part: ProjectScore, parent: ProjectScore) -> PartAchievement:
    placed = next(
        (item for item in parent.weighed.parts if item.part.code == part.project.code), None
    )
    counts = placed is not None and not parent.indicators
    return PartAchievement(
        code=part.project.code,
        version=part.project.version,
        rate=percent(part.rate),
        reason=part.reason,
        coverage=render_coverage(part.coverage),
        declared_weight=exact(part.project.weight),
        effective_weight=fixed(placed.effective_weight * 100) if placed and counts else None,
        contribution=percent(placed.contribution) if placed and counts else None,
    )


def _summary(result: ProjectResult, language: Language) -> str:
    score = result.score
    if score.rate is None or score.numerator is None or score.denominator is None:
        text = sentence(language, "summary.no_rate", {"reason": score.reason or ""})
    else:
        above, below = render_quotient(score.numerator, score.denominator)
        values = {"rate_name": score.rate_name, "rate": fixed(score.rate)}
        values |= {"numerator": above or "", "denominator": below or ""}
        text = sentence(language, "summary.rate", values)
    return text + _beside(result, language)


def _beside(result: ProjectResult, language: Language) -> str:
    """Say what stands beside the rate: coverage, range and the reported rate."""
    coverage, spread = render_coverage(result.score.coverage), result.score.range
    text = ""
    if coverage is not None:
        counts = {"due": str(coverage.due), "with_value": str(coverage.with_value)}
        text += sentence(language, "summary.coverage", {**counts, "percent": coverage.percent})
    if spread is not None and spread.low != spread.high:
        ends = {"low": fixed(spread.low), "high": fixed(spread.high)}
        text += sentence(language, "summary.range", ends)
    reported, difference = as_printed(result.project.reported_rate), _difference(result)
    if reported is not None and difference is not None:
        values = {"reported": reported, "difference": difference}
        text += sentence(language, "summary.reported", values)
    return text


def _funding(result: ProjectResult) -> Funding:
    funding = result.funding
    total, term, to_date = funding.total, funding.in_term, funding.to_date
    return Funding(
        planned_krw=total.planned_krw,
        planned_display=won(total.planned_krw),
        secured_krw=total.secured_krw,
        secured_display=won(total.secured_krw),
        executed_krw=total.executed_krw,
        executed_display=won(total.executed_krw),
        approximate=funding.approximate,
        funding_rate_total=render_money_rate(divide(total.secured_krw, total.planned_krw)),
        funding_rate_in_term=render_money_rate(divide(term.secured_krw, term.planned_krw)),
        funding_rate_to_date=render_money_rate(divide(to_date.secured_krw, to_date.planned_krw)),
        execution_rate_total=render_money_rate(divide(total.executed_krw, total.secured_krw)),
        execution_rate_in_term=render_money_rate(divide(term.executed_krw, term.secured_krw)),
        execution_rate_to_date=render_money_rate(divide(to_date.executed_krw, to_date.secured_krw)),
    )
