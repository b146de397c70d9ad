"""target-vs-actual/1: actual over target, in the indicator's direction."""

from fractions import Fraction
from functools import partial

from ..facts import Direction
from ..numbers import exact_text
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import AMOUNT, Given, object_of

__all__ = ["TARGET_VS_ACTUAL", "proportion"]

_PERCENT = 100


def _applies(seen: Observation) -> bool:
    return seen.target is not None and seen.actual is not None


def _score(tolerance: Fraction, seen: Observation) -> Outcome:
    if seen.target is None:
        return failed(Reason.NO_TARGET)
    if seen.actual is None:
        return failed(Reason.NO_ACTUAL)
    if seen.direction is Direction.MAINTAIN:
        # What the indicator's own document says goes before the scheme.
        return _keep(seen.target, seen.actual, seen.tolerance or tolerance)
    return _proportion(seen.direction, seen.target, seen.actual)


def _proportion(direction: Direction | None, target: Fraction, actual: Fraction) -> Outcome:
    (promised, a), (reached, b) = target.as_integer_ratio(), actual.as_integer_ratio()
    quotient = proportion(direction, promised * b, reached * a)
    if isinstance(quotient, Reason):
        return failed(quotient)
    above, below = (target, actual) if direction is Direction.DOWN else (actual, target)
    return scored(Fraction(*quotient), f"100 × {exact_text(above)} / {exact_text(below)}")


def proportion(direction: Direction | None, target: int, actual: int) -> tuple[int, int] | Reason:
    """Return the two sides of the division that gives the rate in percent, or why none does.

    Parameters
    ----------
    direction
        Up or down; None is neither.
    target, actual
        In one unit, whatever it is: cents, thousandths.
    """
    if direction is None:
        return Reason.UNKNOWN_DIRECTION
    if target < 0 or actual < 0:
        return Reason.NEGATIVE_VALUE
    if direction is Direction.DOWN:
        return (_PERCENT * target, actual) if actual else Reason.ACTUAL_ZERO
    return (_PERCENT * actual, target) if target else Reason.TARGET_ZERO


def _keep(target: Fraction, actual: Fraction, tolerance: Fraction) -> Outcome:
    """Score closeness to the target; within the tolerance is whole."""
    distance = abs(actual - target)
    if distance <= tolerance:
        return scored(
            Fraction(_PERCENT), f"|{exact_text(actual)} - {exact_text(target)}| ≤ {tolerance}"
        )
    if target == 0:
        return failed(Reason.TARGET_ZERO)
    rate = max(Fraction(0), _PERCENT - _PERCENT * distance / abs(target))
    gap = f"|{exact_text(actual)} - {exact_text(target)}|"
    return scored(rate, f"100 - 100 × {gap} / |{exact_text(target)}|, at least 0")


def _rule(given: Given) -> Rule:
    return Rule(_applies, partial(_score, Fraction(given.get("tolerance", 0))))


TARGET_VS_ACTUAL = Method(
    name="target-vs-actual/1",
    label_ko="목표 대비 실적",
    label_en="target against actual",
    formula=(
        "up: 100·A/T; down: 100·T/A; "
        "maintain: 100 if |A-T| ≤ tolerance, else 100 - 100·|A-T|/|T|, at least 0"
    ),
    tex=(
        r"P_\uparrow = 100\,\frac{A}{T},\quad P_\downarrow = 100\,\frac{T}{A},\quad"
        r" P_= = \max\left(0,\ 100 - 100\,\frac{|A-T|}{|T|}\right)"
    ),
    source="성과지표 달성률: 상향 실적/목표×100, 하향 목표/실적×100; maintain is our own rule",
    authority="unconfirmed",
    parameters=object_of(
        {
            "tolerance": {
                **AMOUNT,
                "description": "`maintain` only, in the unit; for indicators that state none",
            }
        }
    ),
    null_reasons=(
        Reason.NO_TARGET,
        Reason.NO_ACTUAL,
        Reason.TARGET_ZERO,
        Reason.ACTUAL_ZERO,
        Reason.NEGATIVE_VALUE,
        Reason.UNKNOWN_DIRECTION,
    ),
    inputs=("target", "actual", "direction", "tolerance"),
    rule=_rule,
)
