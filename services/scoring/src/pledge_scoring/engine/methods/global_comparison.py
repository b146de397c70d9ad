"""global/1 글로벌: points along a line up to the best in the world."""

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import NUMBER, Given, number, object_of
from .scale import line_points, line_text

__all__ = ["GLOBAL"]


@dataclass(frozen=True, slots=True)
class _Field:
    """The best there is, and the worst that is compared with."""

    best: Fraction | None
    worst: Fraction | None


def _applies(field: _Field, seen: Observation) -> bool:
    worst = seen.baseline if field.worst is None else field.worst
    return None not in {seen.actual, field.best, worst}


def _score(field: _Field, seen: Observation) -> Outcome:
    worst = seen.baseline if field.worst is None else field.worst
    if field.best is None or worst is None:
        return failed(Reason.NO_TARGET)
    if seen.actual is None:
        return failed(Reason.NO_ACTUAL)
    points = line_points(seen.actual, field.best, worst)
    return scored(points, line_text(seen.actual, field.best, worst), H=field.best, L=worst)


def _rule(given: Given) -> Rule:
    field = _Field(number(given, "best"), number(given, "worst"))
    return Rule(partial(_applies, field), partial(_score, field))


GLOBAL = Method(
    name="global/1",
    label_ko="글로벌 실적비교",
    label_en="comparison with the world's best",
    formula=(
        "H = the world's best, L = the baseline unless given; "
        "20 + 80·(A-L)/(H-L), held to 20…100; H = L gives 20"
    ),
    tex=r"P = \min\left(100,\ \max\left(20,\ 20 + 80\,\frac{A-L}{H-L}\right)\right)",
    source="글로벌 실적비교 of 경영평가편람; known in practice, no text was read",
    authority="unconfirmed",
    parameters=object_of(
        {
            "best": {**NUMBER, "description": "H, the best or leading value in the world"},
            "worst": {**NUMBER, "description": "L, a low value; the baseline by default"},
        },
        "best",
    ),
    null_reasons=(Reason.NO_TARGET, Reason.NO_ACTUAL),
    inputs=("actual", "baseline"),
    rule=_rule,
    needs_baseline=True,
)
