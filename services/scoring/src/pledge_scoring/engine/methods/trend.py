"""trend/1 추세치: the actual against the line through the past, in prediction errors."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ..facts import Direction
from ..normal import root
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import Given, object_of
from .scale import normal_points, shown

__all__ = ["TREND"]

_FEWEST = 3
"""A line takes two points, a deviation from it a third."""
_OUTSIDE = 3
"""So many standard errors from the line through the others, a past value is an outlier."""

Point = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class _Line:
    """The least-squares line Y = a + b·X, with what its errors are made of."""

    a: Fraction
    b: Fraction
    error: Fraction
    """s²: squared residuals over n - 2."""
    count: int
    mean: Fraction
    spread: Fraction
    """Σ (X - mean)²."""

    def at(self, x: Fraction) -> Fraction:
        return self.a + self.b * x

    def prediction_error(self, x: Fraction) -> Fraction:
        """Return S²: how far a new value at ``x`` may lie from the line, squared."""
        return self.error * (1 + Fraction(1, self.count) + (x - self.mean) ** 2 / self.spread)


def _fit(points: Sequence[Point]) -> _Line:
    count = len(points)
    mean_x = sum((x for x, _ in points), Fraction(0)) / count
    mean_y = sum((y for _, y in points), Fraction(0)) / count
    spread = sum(((x - mean_x) ** 2 for x, _ in points), Fraction(0))
    b = sum(((x - mean_x) * (y - mean_y) for x, y in points), Fraction(0)) / spread
    a = mean_y - b * mean_x
    squares = sum(((y - a - b * x) ** 2 for x, y in points), Fraction(0))
    return _Line(a, b, squares / (count - 2), count, mean_x, spread)


def _without_outliers(points: Sequence[Point]) -> list[Point]:
    """Drop each point that lies more than 3·s from the line through all others."""
    if len(points) <= _FEWEST:
        return list(points)
    kept = []
    for place, (x, y) in enumerate(points):
        others = _fit([*points[:place], *points[place + 1 :]])
        if (y - others.at(x)) ** 2 <= _OUTSIDE**2 * others.error:
            kept.append((x, y))
    return kept


@dataclass(frozen=True, slots=True)
class _Setting:
    minimum_points: int
    drop_outliers: bool


def _applies(setting: _Setting, seen: Observation) -> bool:
    return seen.actual is not None and len(_points(seen)) >= setting.minimum_points


def _points(seen: Observation) -> list[Point]:
    """Return the past values that are known; a gap keeps its place on the axis."""
    years = enumerate(seen.history, start=1)
    return [(Fraction(x), value) for x, value in years if value is not None]


def _score(setting: _Setting, seen: Observation) -> Outcome:
    if seen.actual is None:
        return failed(Reason.NO_ACTUAL)
    if seen.direction not in {Direction.UP, Direction.DOWN}:
        return failed(Reason.UNKNOWN_DIRECTION)
    points = _points(seen)
    if len(points) < setting.minimum_points:
        return failed(Reason.TOO_FEW_POINTS)
    if setting.drop_outliers:
        points = _without_outliers(points)
    if len(points) < _FEWEST:
        return failed(Reason.TOO_FEW_POINTS)
    line, now = _fit(points), Fraction(len(seen.history) + 1)
    if line.error == 0:
        return failed(Reason.PERFECT_TREND)
    return _place(seen.actual, line, now, falling=seen.direction is Direction.DOWN)


def _place(actual: Fraction, line: _Line, now: Fraction, *, falling: bool) -> Outcome:
    expected, error = line.at(now), root(line.prediction_error(now))
    z = (expected - actual if falling else actual - expected) / error
    points, probability = normal_points(z)
    return scored(
        points,
        f"20 + 80 × Φ({shown(z)})",
        b=line.b,
        a=line.a,
        expected=expected,
        s=root(line.error),
        S=error,
        Z=z,
        Phi=probability,
        n=Fraction(line.count),
    )


def _rule(given: Given) -> Rule:
    setting = _Setting(
        minimum_points=given.get("minimum_points", _FEWEST),
        drop_outliers=given.get("drop_outliers", False),
    )
    return Rule(partial(_applies, setting), partial(_score, setting))


TREND = Method(
    name="trend/1",
    label_ko="추세치",
    label_en="trend",
    formula=(
        "Ŷ = a + b·X through the past values, S² = s²·(1 + 1/n + (X-X̄)²/Σ(Xi-X̄)²), "
        "Z = (A-Ŷ)/S (turned round for down), 20 + 80·Φ(Z), rounded half-up at 12 decimals; "
        "with drop_outliers, past values more than 3·s off the line through the others are left out"
    ),
    tex=(
        r"S = s\sqrt{1 + \frac{1}{n} + \frac{(X-\bar X)^2}{\sum (X_i-\bar X)^2}},\quad"
        r" Z = \pm\frac{A-\hat Y}{S},\quad P = 20 + 80\,\Phi(Z)"
    ),
    source=(
        "추세치 of 경영평가편람: line, S and the 3·s rule as calculators of practitioners cite "
        "them; that the share is Φ(Z) was not read"
    ),
    authority="unconfirmed",
    parameters=object_of(
        {
            "minimum_points": {
                "type": "integer",
                "minimum": _FEWEST,
                "maximum": 50,
                "description": "how many past values there must be; 3 by default",
            },
            "drop_outliers": {"type": "boolean", "description": "the 3·s rule; false by default"},
        }
    ),
    null_reasons=(
        Reason.NO_ACTUAL,
        Reason.UNKNOWN_DIRECTION,
        Reason.TOO_FEW_POINTS,
        Reason.PERFECT_TREND,
    ),
    inputs=("actual", "direction", "history"),
    rule=_rule,
    looks_back=True,
)
