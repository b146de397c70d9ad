"""assigned-target/1 목표부여: points along a line from a lowest to a highest target."""

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ..facts import Direction
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import AMOUNT, NUMBER, Given, InvalidParametersError, number, object_of
from .scale import basis_of, line_points, line_text

__all__ = ["ASSIGNED_TARGET"]


@dataclass(frozen=True, slots=True)
class _Bounds:
    """H and L as they were agreed, or the multiples of B that suggest them."""

    best: Fraction | None
    worst: Fraction | None
    upper: Fraction
    lower: Fraction


def _applies(bounds: _Bounds, seen: Observation) -> bool:
    return seen.actual is not None and (
        bounds.best is not None or basis_of(seen.history, seen.direction) is not None
    )


def _score(bounds: _Bounds, seen: Observation) -> Outcome:
    if seen.actual is None:
        return failed(Reason.NO_ACTUAL)
    if bounds.best is not None and bounds.worst is not None:
        return _on_line(seen.actual, bounds.best, bounds.worst)
    if seen.direction not in {Direction.UP, Direction.DOWN}:
        return failed(Reason.UNKNOWN_DIRECTION)
    basis = basis_of(seen.history, seen.direction)
    if basis is None:
        return failed(Reason.TOO_FEW_POINTS)
    if basis < 0:
        return failed(Reason.NEGATIVE_VALUE)  # a multiple of it would lie on the wrong side
    best, worst = basis * bounds.upper, basis * bounds.lower
    if seen.direction is Direction.DOWN:
        best, worst = worst, best
    return _on_line(seen.actual, best, worst, B=basis)


def _on_line(actual: Fraction, best: Fraction, worst: Fraction, **found: Fraction) -> Outcome:
    points = line_points(actual, best, worst)
    return scored(points, line_text(actual, best, worst), **found, H=best, L=worst)


def _rule(given: Given) -> Rule:
    bounds = _Bounds(
        best=number(given, "best"),
        worst=number(given, "worst"),
        upper=Fraction(given.get("upper", "1.2")),
        lower=Fraction(given.get("lower", "0.8")),
    )
    if (bounds.best is None) is not (bounds.worst is None):
        raise InvalidParametersError([("", "Give both best and worst, or neither.")])
    if bounds.lower > bounds.upper:
        raise InvalidParametersError([("/lower", "This must not be more than upper.")])
    return Rule(partial(_applies, bounds), partial(_score, bounds))


ASSIGNED_TARGET = Method(
    name="assigned-target/1",
    label_ko="목표부여",
    label_en="assigned target",
    formula=(
        "20 + 80·(A-L)/(H-L), held to 20…100; H = L gives 20; where H and L are not given, "
        "B = the better of the last value and the mean of the last three, "
        "up: H = 1.2·B, L = 0.8·B; down: H = 0.8·B, L = 1.2·B"
    ),
    tex=r"P = \min\left(100,\ \max\left(20,\ 20 + 80\,\frac{A-L}{H-L}\right)\right)",
    source=(
        "목표부여 of 경영평가편람, as calculators of practitioners cite it; "
        "1.2 and 0.8 are those of 주요사업"
    ),
    authority="read",
    parameters=object_of(
        {
            "best": {**NUMBER, "description": "H 최고목표, in the indicator's unit"},
            "worst": {**NUMBER, "description": "L 최저목표; for down it is more than H"},
            "upper": {**AMOUNT, "description": "the larger multiple of B; 1.2 by default"},
            "lower": {**AMOUNT, "description": "the smaller multiple of B; 0.8 by default"},
        }
    ),
    null_reasons=(
        Reason.NO_ACTUAL,
        Reason.UNKNOWN_DIRECTION,
        Reason.TOO_FEW_POINTS,
        Reason.NEGATIVE_VALUE,
    ),
    inputs=("actual", "direction", "history"),
    rule=_rule,
    looks_back=True,
)
