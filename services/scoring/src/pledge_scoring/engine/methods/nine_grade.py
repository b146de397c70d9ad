"""nine-grade/1 비계량: the points of a grade that judges gave."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import NOTHING_TO_SET

__all__ = ["NINE_GRADE"]

_POINTS: Mapping[str, int] = MappingProxyType(
    {"A+": 100, "A0": 90, "B+": 80, "B0": 70, "C": 60, "D+": 50, "D0": 40, "E+": 30, "E0": 20}
)


def _applies(seen: Observation) -> bool:
    return seen.judgement in _POINTS


def _score(seen: Observation) -> Outcome:
    if seen.judgement is None:
        return failed(Reason.NOT_REPORTED)
    points = _POINTS.get(seen.judgement)
    if points is None:
        # Words that are no grade are words, and words are no rate.
        return failed(Reason.TEXT_ONLY)
    return scored(Fraction(points), f"{seen.judgement} = {points}")


NINE_GRADE = Method(
    name="nine-grade/1",
    label_ko="비계량 9등급",
    label_en="nine grades",
    formula="A+ 100, A0 90, B+ 80, B0 70, C 60, D+ 50, D0 40, E+ 30, E0 20",
    tex=r"P = p(\mathrm{grade}),\quad p(A^+) = 100,\ \dots,\ p(E^0) = 20",
    source="비계량 9등급 of 경영평가편람; well known in practice, no text was read",
    authority="unconfirmed",
    parameters=NOTHING_TO_SET,
    null_reasons=(Reason.NOT_REPORTED, Reason.TEXT_ONLY),
    inputs=("grade",),
    rule=lambda _: Rule(_applies, _score),
)
