"""milestone/1: ordered stages with shares of the work; the rate is the share reached."""

from types import MappingProxyType

from ..reasons import Reason
from .method import Method, Observation, Outcome, failed, scored

__all__ = ["MILESTONE"]


def _applies(seen: Observation) -> bool:
    return bool(seen.stages) and seen.stage is not None


def _score(seen: Observation) -> Outcome:
    if not seen.stages:
        return failed(Reason.NO_TARGET)
    if seen.stage is None:
        return failed(Reason.NO_ACTUAL)
    for step in seen.stages:
        if step.name == seen.stage:
            return scored(step.share, step.name)
    # A stage that is not on the list is words, and words are no rate.
    return failed(Reason.TEXT_ONLY)


MILESTONE = Method(
    name="milestone/1",
    label_ko="단계 달성",
    label_en="stage reached",
    formula="s(k), the cumulative share of the stage k that was reached",
    tex=r"P = s_k,\quad 0 \le s_1 \le \dots \le s_n \le 100",
    source="계획수립 → 설계 → 착공 → 준공 as used in construction pledges; shares are ours to set",
    authority="unconfirmed",
    parameters=MappingProxyType(
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["stages"],
            "properties": {
                "stages": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["name", "share"],
                        "properties": {
                            "name": {"type": "string", "minLength": 1},
                            "share": {"type": "string", "description": "percent, cumulative"},
                        },
                    },
                }
            },
        }
    ),
    null_reasons=(Reason.NO_TARGET, Reason.NO_ACTUAL, Reason.TEXT_ONLY),
    applies=_applies,
    score=_score,
)
