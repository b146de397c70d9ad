"""beta/1 β분포: the actual against an estimate from three points."""

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ..facts import Direction
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import NUMBER, Given, InvalidParametersError, object_of
from .scale import normal_points, shown

__all__ = ["BETA"]

_SIXTH = 6
_WEIGHT_OF_LIKELY = 4


@dataclass(frozen=True, slots=True)
class _Estimate:
    """The lowest, likely and highest value that were thought possible."""

    lowest: Fraction
    likely: Fraction
    highest: Fraction


def _applies(estimate: _Estimate | None, seen: Observation) -> bool:
    return seen.actual is not None and estimate is not None


def _score(estimate: _Estimate | None, seen: Observation) -> Outcome:
    if seen.actual is None:
        return failed(Reason.NO_ACTUAL)
    if estimate is None:
        return failed(Reason.NO_TARGET)
    if seen.direction not in {Direction.UP, Direction.DOWN}:
        return failed(Reason.UNKNOWN_DIRECTION)
    middle = _WEIGHT_OF_LIKELY * estimate.likely
    mean = (estimate.lowest + middle + estimate.highest) / _SIXTH
    deviation = (estimate.highest - estimate.lowest) / _SIXTH
    distance = seen.actual - mean if seen.direction is Direction.UP else mean - seen.actual
    z = distance / deviation
    points, probability = normal_points(z)
    substitution = f"20 + 80 × Φ({shown(z)})"
    return scored(points, substitution, mean=mean, sd=deviation, Z=z, Phi=probability)


def _rule(given: Given) -> Rule:
    if not given:
        return Rule(partial(_applies, None), partial(_score, None))
    estimate = _Estimate(*(Fraction(given[name]) for name in ("lowest", "likely", "highest")))
    ordered = estimate.lowest <= estimate.likely <= estimate.highest
    if not ordered or estimate.lowest == estimate.highest:
        problem = "Give lowest, likely and highest in this order, lowest below highest."
        raise InvalidParametersError([("", problem)])
    return Rule(partial(_applies, estimate), partial(_score, estimate))


BETA = Method(
    name="beta/1",
    label_ko="β분포",
    label_en="beta distribution",
    formula=(
        "mean = (a + 4·m + b)/6, sd = (b-a)/6, Z = (A-mean)/sd (turned round for down), "
        "20 + 80·Φ(Z), rounded half-up at 12 decimals"
    ),
    tex=(
        r"\mu = \frac{a+4m+b}{6},\quad \sigma = \frac{b-a}{6},\quad"
        r" P = 20 + 80\,\Phi\left(\pm\frac{A-\mu}{\sigma}\right)"
    ),
    source=(
        "β분포 of 경영평가편람; mean and deviation are known in practice, "
        "the last step is uncertain; no text was read"
    ),
    authority="unconfirmed",
    parameters=object_of(
        {
            "lowest": {**NUMBER, "description": "a, in the indicator's unit"},
            "likely": {**NUMBER, "description": "m, the most likely value"},
            "highest": {**NUMBER, "description": "b"},
        },
        "lowest",
        "likely",
        "highest",
    ),
    null_reasons=(Reason.NO_ACTUAL, Reason.NO_TARGET, Reason.UNKNOWN_DIRECTION),
    inputs=("actual", "direction"),
    rule=_rule,
)
