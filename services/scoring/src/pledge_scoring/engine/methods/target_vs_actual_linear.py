"""target-vs-actual-linear/1: target against actual, where falling may fall to zero."""

from fractions import Fraction

from ..facts import Direction
from ..numbers import exact_text
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import NOTHING_TO_SET

__all__ = ["TARGET_VS_ACTUAL_LINEAR"]

_PERCENT = 100


def _applies(seen: Observation) -> bool:
    return seen.target is not None and seen.actual is not None


def _score(seen: Observation) -> Outcome:
    if seen.target is None:
        return failed(Reason.NO_TARGET)
    if seen.actual is None:
        return failed(Reason.NO_ACTUAL)
    if seen.direction not in {Direction.UP, Direction.DOWN}:
        return failed(Reason.UNKNOWN_DIRECTION)
    if seen.target < 0 or seen.actual < 0:
        return failed(Reason.NEGATIVE_VALUE)
    if seen.target == 0:
        return failed(Reason.TARGET_ZERO)
    return _divide(seen.actual, seen.target, falling=seen.direction is Direction.DOWN)


def _divide(actual: Fraction, target: Fraction, *, falling: bool) -> Outcome:
    division = f"{exact_text(actual)} / {exact_text(target)}"
    if falling:
        return scored(_PERCENT * (2 - actual / target), f"100 × (2 - {division})")
    return scored(_PERCENT * actual / target, f"100 × {division}")


TARGET_VS_ACTUAL_LINEAR = Method(
    name="target-vs-actual-linear/1",
    label_ko="목표 대비 실적(선형)",
    label_en="target against actual, linear",
    formula="up: 100·A/T; down: 100·(2 - A/T)",
    tex=r"P_\uparrow = 100\,\frac{A}{T},\quad P_\downarrow = 100\left(2 - \frac{A}{T}\right)",
    source="another form of 하향 달성률, (2 - 실적/목표)×100; known in practice, no text was read",
    authority="unconfirmed",
    parameters=NOTHING_TO_SET,
    null_reasons=(
        Reason.NO_TARGET,
        Reason.NO_ACTUAL,
        Reason.UNKNOWN_DIRECTION,
        Reason.NEGATIVE_VALUE,
        Reason.TARGET_ZERO,
    ),
    inputs=("target", "actual", "direction"),
    rule=lambda _: Rule(_applies, _score),
)
