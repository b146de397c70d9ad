"""staged/1 단계별: a table of thresholds and the points for reaching them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ..facts import Direction
from ..numbers import exact_text
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import NUMBER, POINTS, Given, InvalidParametersError, object_of

__all__ = ["STAGED"]


@dataclass(frozen=True, slots=True)
class _Table:
    """Thresholds from the lowest up with their points, and the points for reaching none."""

    steps: tuple[tuple[Fraction, Fraction], ...]
    otherwise: Fraction


def _applies(table: _Table, seen: Observation) -> bool:
    return bool(table.steps) and seen.actual is not None


def _score(table: _Table, seen: Observation) -> Outcome:
    if not table.steps:
        return failed(Reason.NO_TARGET)
    if seen.actual is None:
        return failed(Reason.NO_ACTUAL)
    actual = exact_text(seen.actual)
    if seen.direction is Direction.UP:
        reached = [step for step in reversed(table.steps) if seen.actual >= step[0]]
        return _best(reached, f"{actual} ≥ ", f"{actual} < ", table)
    if seen.direction is Direction.DOWN:
        reached = [step for step in table.steps if seen.actual <= step[0]]
        return _best(reached, f"{actual} ≤ ", f"{actual} > ", table)
    return failed(Reason.UNKNOWN_DIRECTION)


def _best(
    reached: Sequence[tuple[Fraction, Fraction]], met: str, missed: str, table: _Table
) -> Outcome:
    """Return the points of the hardest threshold that was reached."""
    for threshold, points in reached:
        return scored(points, f"{met}{exact_text(threshold)}: {exact_text(points)}")
    thresholds = ", ".join(exact_text(threshold) for threshold, _ in table.steps)
    return scored(table.otherwise, f"{missed}{thresholds}: {exact_text(table.otherwise)}")


def _rule(given: Given) -> Rule:
    steps = sorted(
        (Fraction(step["threshold"]), Fraction(step["points"])) for step in given.get("steps", ())
    )
    thresholds = [threshold for threshold, _ in steps]
    points = [each for _, each in steps]
    if len(set(thresholds)) != len(thresholds):
        raise InvalidParametersError([("/steps", "Give each threshold once.")])
    if points not in (sorted(points), sorted(points, reverse=True)):
        problem = "Points must only rise, or only fall, with the thresholds."
        raise InvalidParametersError([("/steps", problem)])
    table = _Table(tuple(steps), Fraction(given.get("otherwise", "0")))
    return Rule(partial(_applies, table), partial(_score, table))


STAGED = Method(
    name="staged/1",
    label_ko="단계별",
    label_en="steps",
    formula=(
        "p(k), the points of the hardest threshold t(k) reached; up: A ≥ t, down: A ≤ t; "
        "the points given for none otherwise"
    ),
    tex=(
        r"P = p_k,\quad k_\uparrow = \max\{i : A \ge t_i\},\quad"
        r" k_\downarrow = \min\{i : A \le t_i\}"
    ),
    source="단계별(등급) of 경영평가편람; known in practice, the table is each scheme's own",
    authority="unconfirmed",
    parameters=object_of(
        {
            "steps": {
                "type": "array",
                "minItems": 1,
                "items": object_of({"threshold": NUMBER, "points": POINTS}, "threshold", "points"),
                "description": "in the indicator's unit; the order is no matter",
            },
            "otherwise": {**POINTS, "description": "points where no threshold is reached"},
        },
        "steps",
        "otherwise",
    ),
    null_reasons=(Reason.NO_TARGET, Reason.NO_ACTUAL, Reason.UNKNOWN_DIRECTION),
    inputs=("actual", "direction"),
    rule=_rule,
)
