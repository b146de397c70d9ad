"""One subject of an evaluation: from what is given of each item to its points, with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from .measures import Coverage, Range
from .methods import Observation
from .methods.method import Outcome, Rule
from .methods.pass_fail import FAIL
from .named_rates import NamedRate
from .numbers import clamp, exact_text
from .points import ItemWeight, Points, bonus_points, shares_of, total_points
from .reasons import Reason, most_telling

__all__ = ["ItemRule", "ItemRules", "ItemScore", "Stated", "SubjectScore", "score"]

_NOTHING, _WHOLE = Fraction(0), Fraction(1)
_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRule:
    """An item with its method, parameters put in; without a weight it is Pass or Fail."""

    code: str
    rule: Rule
    weight: ItemWeight | None
    source: str | None = None
    """The figure of the record that it is; None: it is stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRules:
    """How the items of a scheme make points."""

    items: tuple[ItemRule, ...]
    bonuses: Mapping[str, Fraction]
    """The most that counts of each 가점."""
    cap: Fraction
    renormalise: bool
    of_projects: bool = False
    """Whether projects are evaluated; otherwise plans are."""

    @property
    def of_record(self) -> bool:
        """Tell whether any item is a figure of the record."""
        return any(item.source is not None for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What evaluators state of one subject, by item and by 가점."""

    items: Mapping[str, Observation] = field(default_factory=dict)
    bonuses: Mapping[str, Fraction] = field(default_factory=dict)
    submitted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScore:
    """An item: its points held to 0…cap, and what they bring; or why there are none.

    ``share`` is of all points as declared, ``effective_share`` over the items that have points.
    """

    code: str
    points: Fraction | None
    outcome: Outcome
    coverage: Fraction
    range: Range | None
    share: Fraction
    effective_share: Fraction = _NOTHING
    contribution: Fraction | None = None
    verdict: Literal["pass", "fail"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectScore:
    """Points: the contributions of the items and ``bonus``, exactly; or why there are none."""

    points: Fraction | None
    reason: Reason | None
    coverage: Coverage
    range: Range | None
    items: tuple[ItemScore, ...]
    bonuses: Mapping[str, Fraction]
    """What counts of each 가점 that was stated."""
    bonus: Fraction | None
    """What all of it adds; less than its sum where the points reach the cap."""
    failed: bool
    submitted: bool


def score(rules: ItemRules, stated: Stated, figures: Mapping[str, NamedRate]) -> SubjectScore:
    """Score a subject.

    Nothing is taken for 0: an item of which nothing is known lowers the coverage. A subject that
    submitted nothing has no points, whatever the record says of it.

    Parameters
    ----------
    figures
        Those of the record, by source.
    """
    shares = shares_of([item.weight for item in rules.items if item.weight is not None])
    scored = [_score_item(rules, item, stated, figures, shares) for item in rules.items]
    bonuses = {
        code: clamp(points, _NOTHING, rules.bonuses[code])
        for code, points in sorted(stated.bonuses.items())
        if code in rules.bonuses and stated.submitted
    }
    total = _total(rules, scored, bonuses)
    items = tuple(_contribution(item, total) for item in scored)
    brought = sum((item.contribution or _NOTHING for item in items), _NOTHING)
    return SubjectScore(
        points=total.points,
        reason=None if total.points is not None else _reason(items),
        coverage=_coverage(items),
        range=_range(rules, items, sum(bonuses.values(), _NOTHING)) if stated.submitted else None,
        items=items,
        bonuses=bonuses,
        bonus=None if total.points is None else total.points - brought,
        failed=any(item.verdict == "fail" for item in items),
        submitted=stated.submitted,
    )


def _score_item(
    rules: ItemRules,
    item: ItemRule,
    stated: Stated,
    figures: Mapping[str, NamedRate],
    shares: Mapping[str, Fraction],
) -> ItemScore:
    figure = figures.get(item.source) if item.source and stated.submitted else None
    seen = stated.items.get(item.code) if not item.source and stated.submitted else None
    outcome = _outcome(item.rule, seen, figure)
    known = outcome.raw_rate is not None
    if item.weight is None:
        return ItemScore(
            code=item.code,
            points=None,
            outcome=outcome,
            coverage=_WHOLE if known else _NOTHING,
            range=None,
            share=_NOTHING,
            verdict=_verdict(seen) if known else None,
        )
    points = None if outcome.raw_rate is None else clamp(outcome.raw_rate, _NOTHING, rules.cap)
    return ItemScore(
        code=item.code,
        points=points,
        outcome=outcome,
        coverage=_covered(figure) if known else _NOTHING,
        range=_range_of_item(points, figure, rules.cap),
        share=shares[item.code],
    )


def _outcome(rule: Rule, seen: Observation | None, figure: NamedRate | None) -> Outcome:
    if figure is not None:
        reason = None if figure.percent is not None else Reason(figure.reason or "not_reported")
        return Outcome(figure.percent, reason, _division(figure))
    if seen is None:
        return Outcome(None, Reason.NOT_REPORTED, "")
    return rule.score(seen)


def _division(figure: NamedRate) -> str:
    """Write a figure as the division that it is, where that is known."""
    above, below = figure.numerator, figure.denominator
    if figure.percent is None:
        return ""
    if above is None or not below:
        return exact_text(figure.percent)
    division = f"{exact_text(above)} / {exact_text(below)}"
    return division if above / below == figure.percent else f"{_PERCENT} × {division}"


def _verdict(seen: Observation | None) -> Literal["pass", "fail"] | None:
    if seen is None:
        return None
    return "fail" if seen.judgement == FAIL else "pass"


def _covered(figure: NamedRate | None) -> Fraction:
    return _WHOLE if figure is None or figure.coverage is None else figure.coverage


def _range_of_item(points: Fraction | None, figure: NamedRate | None, cap: Fraction) -> Range:
    if points is None:
        return Range(_NOTHING, cap)
    if figure is None or figure.range is None:
        return Range(points, points)
    spread = figure.range
    return Range(clamp(spread.low, _NOTHING, cap), clamp(spread.high, _NOTHING, cap))


def _total(
    rules: ItemRules, scored: Sequence[ItemScore], bonuses: Mapping[str, Fraction]
) -> Points:
    return total_points(
        [item.weight for item in rules.items if item.weight is not None],
        {item.code: item.points for item in scored},
        cap=rules.cap,
        bonus=bonus_points(bonuses, rules.bonuses),
        renormalise=rules.renormalise,
    )


def _contribution(item: ItemScore, total: Points) -> ItemScore:
    found = next((each for each in total.contributions if each.code == item.code), None)
    if found is None or total.points is None:
        return item
    return replace(item, effective_share=found.effective_share, contribution=found.contribution)


def _reason(items: Sequence[ItemScore]) -> Reason:
    reasons = (item.outcome.reason for item in items if item.points is None)
    return most_telling(reasons, otherwise=Reason.NOT_REPORTED)


def _coverage(items: Sequence[ItemScore]) -> Coverage:
    """Weigh what is known by share, and count the items of which anything is, verdicts included."""
    share = sum((item.share * item.coverage for item in items), _NOTHING)
    known = sum(item.outcome.raw_rate is not None for item in items)
    return Coverage(share, known, len(items))


def _range(rules: ItemRules, items: Sequence[ItemScore], bonus: Fraction) -> Range | None:
    """Put what is missing at 0, and at the cap; every way to complete it lies between."""
    spreads = [(item.range, item.share) for item in items if item.range is not None and item.share]
    if not spreads:
        return None
    low = sum((spread.low * share for spread, share in spreads), bonus)
    high = sum((spread.high * share for spread, share in spreads), bonus)
    return Range(clamp(low, _NOTHING, rules.cap), clamp(high, _NOTHING, rules.cap))
