"""pass-fail/1: Pass or Fail; what a Fail does to the whole is for the scheme to say."""

from collections.abc import Mapping
from fractions import Fraction
from functools import partial

from ..numbers import exact_text
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import POINTS, Given, object_of

__all__ = ["FAIL", "PASS", "PASS_FAIL"]

PASS, FAIL = "Pass", "Fail"

_Points = Mapping[str, Fraction]


def _applies(points: _Points, seen: Observation) -> bool:
    return seen.judgement in points


def _score(points: _Points, seen: Observation) -> Outcome:
    if seen.judgement is None:
        return failed(Reason.NOT_REPORTED)
    if seen.judgement not in points:
        return failed(Reason.TEXT_ONLY)
    given = points[seen.judgement]
    return scored(given, f"{seen.judgement} = {exact_text(given)}")


def _rule(given: Given) -> Rule:
    points = {PASS: Fraction(given.get("pass", "100")), FAIL: Fraction(given.get("fail", "0"))}
    return Rule(partial(_applies, points), partial(_score, points))


PASS_FAIL = Method(
    name="pass-fail/1",
    label_ko="통과 여부",
    label_en="pass or fail",
    formula="Pass 100, Fail 0, unless the scheme gives other points",
    tex=r"P = 100\ \text{(Pass)},\quad P = 0\ \text{(Fail)}",
    source=(
        "웹소통 and 공약일치도 of 공약이행 평가 are Pass or Fail: read; "
        "that they are worth 100 and 0 where they are averaged is our own"
    ),
    authority="unconfirmed",
    parameters=object_of(
        {
            "pass": {**POINTS, "description": "points of a Pass; 100 by default"},
            "fail": {**POINTS, "description": "points of a Fail; 0 by default"},
        }
    ),
    null_reasons=(Reason.NOT_REPORTED, Reason.TEXT_ONLY),
    inputs=("passed",),
    rule=_rule,
)
