"""assigned-target-deviation/1 목표부여(편차): the targets lie k deviations from the basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ..facts import Direction
from ..normal import root
from ..numbers import EXACT_PLACES, half_up
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import AMOUNT, Given, object_of
from .scale import basis_of, last_known, line_points, line_text

__all__ = ["ASSIGNED_TARGET_DEVIATION"]


@dataclass(frozen=True, slots=True)
class _Spread:
    """How many deviations, over how many years, divided by n less ``ddof``."""

    k: Fraction
    years: int
    ddof: int


def _applies(spread: _Spread, seen: Observation) -> bool:
    return seen.actual is not None and last_known(seen.history, spread.years) is not None


def _score(spread: _Spread, seen: Observation) -> Outcome:
    if seen.actual is None:
        return failed(Reason.NO_ACTUAL)
    if seen.direction not in {Direction.UP, Direction.DOWN}:
        return failed(Reason.UNKNOWN_DIRECTION)
    past, basis = last_known(seen.history, spread.years), basis_of(seen.history, seen.direction)
    if past is None or basis is None:
        return failed(Reason.TOO_FEW_POINTS)
    sigma = root(_variance(past, spread.ddof))
    reach = spread.k * sigma if seen.direction is Direction.UP else -spread.k * sigma
    best, worst = basis + reach, basis - reach
    points = half_up(line_points(seen.actual, best, worst), EXACT_PLACES)
    substitution = line_text(seen.actual, best, worst)
    return scored(points, substitution, B=basis, sigma=sigma, H=best, L=worst)


def _variance(values: Sequence[Fraction], ddof: int) -> Fraction:
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - ddof)


def _rule(given: Given) -> Rule:
    spread = _Spread(
        k=Fraction(given.get("k", "2")),
        years=given.get("years", 5),
        ddof=given.get("sigma_ddof", 0),
    )
    return Rule(partial(_applies, spread), partial(_score, spread))


ASSIGNED_TARGET_DEVIATION = Method(
    name="assigned-target-deviation/1",
    label_ko="목표부여(편차)",
    label_en="assigned target by deviation",
    formula=(
        "up: H = B + k·σ, L = B - k·σ; down: H = B - k·σ, L = B + k·σ; "
        "20 + 80·(A-L)/(H-L), held to 20…100; H = L gives 20; rounded half-up at 12 decimals"
    ),
    tex=(
        r"H, L = B \pm k\sigma,\quad"
        r" P = \min\left(100,\ \max\left(20,\ 20 + 80\,\frac{A-L}{H-L}\right)\right)"
    ),
    source=(
        "목표부여(편차) of 경영평가편람, as calculators of practitioners cite it: "
        "σ over 5 years, divided by n"
    ),
    authority="read",
    parameters=object_of(
        {
            "k": {**AMOUNT, "description": "2 for 주요사업 (default), 1 otherwise"},
            "years": {
                "type": "integer",
                "minimum": 3,
                "maximum": 50,
                "description": "how many past values σ is taken over; 5 by default",
            },
            "sigma_ddof": {
                "type": "integer",
                "enum": [0, 1],
                "description": "σ is divided by n less this; 0 by default",
            },
        }
    ),
    null_reasons=(Reason.NO_ACTUAL, Reason.UNKNOWN_DIRECTION, Reason.TOO_FEW_POINTS),
    inputs=("actual", "direction", "history"),
    rule=_rule,
    looks_back=True,
)
