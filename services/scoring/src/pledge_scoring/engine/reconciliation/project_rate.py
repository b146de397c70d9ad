"""REPORTED_RATE_MISMATCH of a project: the printed 종합 진도율 against the computed rate."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ..accumulation import missing_periods
from ..numbers import fixed
from ..project import ProjectScore
from ..weighing import Part, weigh
from .case import Case
from .finding import Cause, Finding, Hint
from .rate_finding import Explained, mismatch
from .solving import agrees, missing_value_hint, range_hint, solve

__all__ = ["project_rate_mismatch"]


def project_rate_mismatch(case: Case) -> Iterator[Finding]:
    """Compare the project's printed rate with the computed one."""
    printed, computed = case.project.reported_rate, case.score.rate
    if printed is None or computed is None or agrees(printed, computed):
        return
    explained = tuple(_explain(case.score, printed, case.scheme.cap))
    yield mismatch("project", printed, computed, explained)


def _explain(score: ProjectScore, printed: Decimal, cap: Fraction) -> Iterator[Explained]:
    inside = range_hint(printed, score.range)
    if inside is not None:
        yield Explained(inside, Cause.MISSING_VALUES)
    value = solve(printed, score.line, cap)
    if value is not None:
        lines = [item.part.line for item in score.weighed.parts if item.part.line is not None]
        terms = [line.start + line.slope * value for line in lines]
        hint = missing_value_hint(value, _missing(score), terms)
        yield Explained(hint, Cause.MISSING_VALUES)
    yield from _equal_weights(score, printed)
    yield from _printed_parts(score, printed)


def _missing(score: ProjectScore) -> list[str]:
    """Name the due periods without a rate, those of sub-projects where they count."""
    if not score.indicators:
        return [f"{part.project.code}/{name}" for part in score.parts for name in _missing(part)]
    return [
        f"{indicator.facts.code}/{period.facts.period.text}"
        for indicator in score.indicators
        for period in missing_periods(indicator.facts, indicator.periods)
    ]


def _equal_weights(score: ProjectScore, printed: Decimal) -> Iterator[Explained]:
    parts = [item.part for item in score.weighed.parts]
    if all(part.declared_weight is None for part in parts):
        return
    equal = weigh([replace(part, declared_weight=None) for part in parts]).rate
    if equal is not None and agrees(printed, equal):
        yield Explained(Hint("equal_weights_reproduce"), Cause.WEIGHTS)


def _printed_parts(score: ProjectScore, printed: Decimal) -> Iterator[Explained]:
    """See whether the mean of the rates printed for the parts gives the printed whole."""
    given = _reported_parts(score)
    rates = [part.rate for part in given if part.rate is not None]
    if len(given) == 1 or not rates or len(rates) != len(given):
        return
    mean = weigh(given).rate
    if mean is None:
        return
    same = agrees(printed, mean)
    code = "mean_of_reported_reproduces" if same else "mean_of_reported_does_not"
    terms = ", ".join(f"{rate}" for rate in _printed_rates(score))
    values = (("terms", terms), ("mean", fixed(mean)))
    yield Explained(Hint(code, values), Cause.DIFFERENT_BASIS if same else None)


def _printed_rates(score: ProjectScore) -> list[Decimal | None]:
    if score.indicators:
        return [indicator.facts.reported_rate for indicator in score.indicators]
    return [part.project.reported_rate for part in score.parts]


def _reported_parts(score: ProjectScore) -> list[Part]:
    parts = [item.part for item in score.weighed.parts]
    return [
        replace(part, rate=None if printed is None else Fraction(printed))
        for part, printed in zip(parts, _printed_rates(score), strict=True)
    ]
