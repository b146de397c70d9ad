"""The explanation of a score: a tree of codes and values, rendered to words elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from .accumulation import missing_periods
from .facts import Accumulation, Indicator
from .indicators import IndicatorScore
from .measures import Coverage, Range
from .methods import METHODS
from .numbers import exact_text, fixed, quotient_text
from .periods import PeriodScore
from .project import ProjectScore
from .reasons import Reason
from .scheme import Scheme

__all__ = ["Node", "Policy", "Used", "exact_text", "explain"]


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule of the scheme that acted on a node."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """A fact a node rests on: what, of which period, its value, and the document's version."""

    name: str
    subject: str
    value: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step: how a rate came about. Rates are percentages, contributions points."""

    code: str
    subject: str
    rate: Fraction | None
    raw_rate: Fraction | None = None
    reason: Reason | None = None
    method: str | None = None
    formula: str | None = None
    substitution: str = ""
    coverage: Coverage | None = None
    range: Range | None = None
    inputs: tuple[Used, ...] = ()
    policies: tuple[Policy, ...] = ()
    contribution: Fraction | None = None
    children: tuple["Node", ...] = ()


_FORMULAS = {
    Accumulation.MEAN: "Σ period rates / number of periods with a rate",
    Accumulation.SUM: "100·Σ actual / Σ target (turned round for down)",
    Accumulation.LATEST: "the rate of the last due period",
    Accumulation.RATIO: "100·Σ numerator / Σ promised numerator (turned round for down)",
}


_PROMISED = ("value", "numerator", "denominator", "text")
_REPORTED = (*_PROMISED, "stage", "reported_text")


def explain(score: ProjectScore, scheme: Scheme) -> Node:
    """Explain a project's score down to the facts of every period."""
    counted = {item.part.code: item.contribution for item in score.weighed.parts}
    if score.indicators:
        children = tuple(
            _indicator(item, score.project.version, scheme, counted.get(item.facts.code))
            for item in score.indicators
        )
    else:
        children = tuple(
            replace(explain(part, scheme), contribution=counted.get(part.project.code))
            for part in score.parts
        )
    return Node(
        code=f"project_{score.rate_name}",
        subject=score.project.code,
        rate=score.rate,
        reason=score.reason,
        formula="Σ weight·rate / Σ weight",
        substitution=score.substitution or _division(score.numerator, score.denominator),
        coverage=score.coverage,
        range=score.range,
        policies=tuple(_project_policies(score)),
        children=children,
    )


def _project_policies(score: ProjectScore) -> Iterator[Policy]:
    left_out = [item.part.code for item in score.weighed.parts if item.part.rate is None]
    if score.rate is not None and left_out:
        yield Policy("excluded", (("codes", ", ".join(left_out)),))
        weights = ", ".join(
            f"{item.part.code} {fixed(item.effective_weight * 100)}"
            for item in score.weighed.parts
            if item.contribution is not None
        )
        yield Policy("renormalised", (("weights", weights),))
    if score.rate != score.rate_exact:
        yield Policy("rounded", (("places", "12"),))


def _indicator(
    score: IndicatorScore, version: int, scheme: Scheme, contribution: Fraction | None
) -> Node:
    total, accumulation = score.total, score.facts.accumulation
    missing = [each.facts.period.text for each in missing_periods(score.facts, score.periods)]
    policies = []
    if missing:
        policies.append(Policy("missing", (("periods", ", ".join(missing)),)))
    if accumulation in {Accumulation.SUM, Accumulation.RATIO} and total.rate != total.raw_rate:
        policies.append(Policy("clamped", (("cap", exact_text(scheme.cap)),)))
    return Node(
        code=f"indicator_{accumulation.value}",
        subject=f"indicators/{score.facts.code}",
        rate=total.rate,
        raw_rate=total.raw_rate,
        reason=total.reason,
        formula=_FORMULAS[accumulation],
        substitution=total.substitution or _division(total.numerator, total.denominator),
        coverage=total.coverage,
        range=total.range,
        policies=tuple(policies),
        contribution=contribution,
        children=tuple(_period(score.facts, period, version, scheme) for period in score.periods),
    )


def _period(indicator: Indicator, period: PeriodScore, version: int, scheme: Scheme) -> Node:
    owner = f"indicators/{indicator.code}"
    method = METHODS[period.method] if period.method else None
    policies = (Policy("clamped", (("cap", exact_text(scheme.cap)),)),) if period.clamped else ()
    return Node(
        code=_period_code(period),
        subject=f"{owner}/{period.facts.period.text}",
        rate=period.rate,
        raw_rate=period.raw_rate,
        reason=period.reason,
        method=period.method,
        formula=method.formula if method else None,
        substitution=period.substitution,
        inputs=(
            *_inputs(period, f"{owner}/{period.facts.period.text}", version),
            *_looked_back(indicator, period, owner, version),
        ),
        policies=policies,
    )


def _period_code(period: PeriodScore) -> str:
    if not period.expected:
        return "period_not_expected"
    if not period.due:
        return "period_not_due"
    return "period_missing" if period.rate is None else "period_scored"


def _inputs(period: PeriodScore, subject: str, version: int) -> Iterator[Used]:
    target, actual = period.facts.target, period.facts.actual
    given: list[tuple[str, Fraction | str | None]] = []
    if target is not None:
        given += [(f"target.{part}", getattr(target, part)) for part in _PROMISED]
    if actual is not None:
        rate = actual.reported_rate
        given += [(f"actual.{part}", getattr(actual, part)) for part in _REPORTED]
        given.append(("actual.reported_rate", None if rate is None else f"{rate:f}"))
    for name, value in given:
        if value is not None:
            text = exact_text(value) if isinstance(value, Fraction) else value
            yield Used(name, subject, text, version)


def _looked_back(
    indicator: Indicator, period: PeriodScore, owner: str, version: int
) -> Iterator[Used]:
    """Return what else the method looked at: the baseline, the actuals of earlier periods."""
    method = METHODS[period.method] if period.method else None
    if method and method.needs_baseline and indicator.baseline is not None:
        yield Used("baseline", owner, exact_text(indicator.baseline), version)
    if method and method.looks_back:
        for facts in sorted(indicator.periods, key=lambda each: each.period.first_day):
            value = facts.actual.value if facts.actual else None
            if value is not None and facts.period.first_day < period.facts.period.first_day:
                subject = f"{owner}/{facts.period.text}"
                yield Used("actual.value", subject, exact_text(value), version)


def _division(numerator: Fraction | None, denominator: Fraction | None) -> str:
    if numerator is None or denominator is None:
        return ""
    above, below = quotient_text(numerator, denominator)
    return f"{above} / {below}"
