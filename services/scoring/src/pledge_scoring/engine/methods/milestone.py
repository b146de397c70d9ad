"""milestone/1: ordered stages with shares of the work; the rate is the share reached."""

from fractions import Fraction
from functools import partial

from ..facts import StageShare
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import POINTS, Given, InvalidParametersError, object_of

__all__ = ["MILESTONE"]


_Stages = tuple[StageShare, ...]


def _applies(agreed: _Stages, seen: Observation) -> bool:
    return bool(seen.stages or agreed) and seen.stage is not None


def _score(agreed: _Stages, seen: Observation) -> Outcome:
    # What the indicator's own document says goes before the scheme.
    stages = seen.stages or agreed
    if not stages:
        return failed(Reason.NO_TARGET)
    if seen.stage is None:
        return failed(Reason.NO_ACTUAL)
    for step in stages:
        if step.name == seen.stage:
            return scored(step.share, step.name)
    # A stage that is not on the list is words, and words are no rate.
    return failed(Reason.TEXT_ONLY)


def _rule(given: Given) -> Rule:
    stages = tuple(
        StageShare(name=stage["name"], share=Fraction(stage["share"]))
        for stage in given.get("stages", ())
    )
    shares = [stage.share for stage in stages]
    if shares != sorted(shares) or len({stage.name for stage in stages}) != len(stages):
        problem = "Give stages different names and shares that never fall."
        raise InvalidParametersError([("/stages", problem)])
    return Rule(partial(_applies, stages), partial(_score, stages))


_STAGE = object_of(
    {"name": {"type": "string", "minLength": 1, "maxLength": 200}, "share": POINTS},
    "name",
    "share",
)


MILESTONE = Method(
    name="milestone/1",
    label_ko="단계 달성",
    label_en="stage reached",
    formula="s(k), the cumulative share of the stage k that was reached",
    tex=r"P = s_k,\quad 0 \le s_1 \le \dots \le s_n \le 100",
    source="계획수립 → 설계 → 착공 → 준공 as used in construction pledges; shares are ours to set",
    authority="unconfirmed",
    parameters=object_of(
        {
            "stages": {
                "type": "array",
                "minItems": 1,
                "items": _STAGE,
                "description": "in order; for indicators that name no stages of their own",
            }
        }
    ),
    null_reasons=(Reason.NO_TARGET, Reason.NO_ACTUAL, Reason.TEXT_ONLY),
    inputs=("stage",),
    rule=_rule,
)
