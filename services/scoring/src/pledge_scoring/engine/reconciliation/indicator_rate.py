"""REPORTED_RATE_MISMATCH of an indicator: its printed overall rate and its printed periods."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ..accumulation import accumulate, missing_periods
from ..facts import Accumulation
from ..indicators import IndicatorScore
from .case import Case
from .finding import Cause, Finding, Hint
from .rate_finding import Explained, mismatch
from .solving import agrees, missing_value_hint, range_hint, solve

__all__ = ["indicator_rate_mismatch"]


def indicator_rate_mismatch(case: Case) -> Iterator[Finding]:
    """Compare every rate that is printed for an indicator with the computed one."""
    for score in case.score.indicators:
        yield from _of_periods(score)
        printed, computed = score.facts.reported_rate, score.total.rate
        if printed is not None and computed is not None and not agrees(printed, computed):
            explained = tuple(_explain(score, printed, case.scheme.cap))
            yield mismatch(f"indicators/{score.facts.code}", printed, computed, explained)


def _of_periods(score: IndicatorScore) -> Iterator[Finding]:
    for period in score.periods:
        printed, raw, rate = period.reported_rate, period.raw_rate, period.rate
        if printed is None or raw is None or rate is None:
            continue
        # An authority may print the capped rate or the real one; both are right.
        if not agrees(printed, raw) and (rate is raw or not agrees(printed, rate)):
            subject = f"indicators/{score.facts.code}/{period.facts.period.text}"
            yield mismatch(subject, printed, rate, ())


def _explain(score: IndicatorScore, printed: Decimal, cap: Fraction) -> Iterator[Explained]:
    if score.total.raw_rate is not None and agrees(printed, score.total.raw_rate):
        yield Explained(Hint("uncapped_reproduces"), Cause.DIFFERENT_BASIS)
    yield from _other_accumulations(score, printed, cap)
    inside = range_hint(printed, score.total.range)
    if inside is not None:
        yield Explained(inside, Cause.MISSING_VALUES)
    value = solve(printed, score.total.line, cap)
    if value is not None:
        yield Explained(_solved(score, value), Cause.MISSING_VALUES)


def _other_accumulations(
    score: IndicatorScore, printed: Decimal, cap: Fraction
) -> Iterator[Explained]:
    for other in Accumulation:
        if other is score.facts.accumulation:
            continue
        rate = accumulate(replace(score.facts, accumulation=other), score.periods, cap).rate
        if rate is not None and agrees(printed, rate):
            hint = Hint("accumulation_reproduces", (("accumulation", other.value),))
            yield Explained(hint, Cause.DIFFERENT_BASIS)


def _solved(score: IndicatorScore, value: Fraction) -> Hint:
    missing = [each.facts.period.text for each in missing_periods(score.facts, score.periods)]
    terms = [
        value if each.rate is None or each.facts.period.text in missing else each.rate
        for each in score.periods
        if each.due
    ]
    return missing_value_hint(value, missing, terms)
