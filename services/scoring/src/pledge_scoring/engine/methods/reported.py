"""reported/1: the authority's own rate, marked as such."""

from fractions import Fraction

from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import NOTHING_TO_SET

__all__ = ["REPORTED"]


def _applies(seen: Observation) -> bool:
    return seen.reported_rate is not None


def _score(seen: Observation) -> Outcome:
    if seen.reported_rate is None:
        return failed(Reason.NOT_REPORTED)
    if seen.reported_rate < 0:
        return failed(Reason.NEGATIVE_VALUE)
    return scored(Fraction(seen.reported_rate), f"{seen.reported_rate:f}")


REPORTED = Method(
    name="reported/1",
    label_ko="기관 보고 달성률",
    label_en="rate reported by the authority",
    formula="R, the rate the authority printed",
    tex=r"P = R",
    source="달성률(②÷①) column of a pledge card, where the card prints no numbers to divide",
    authority="read",
    parameters=NOTHING_TO_SET,
    null_reasons=(Reason.NOT_REPORTED, Reason.NEGATIVE_VALUE),
    inputs=("points",),
    rule=lambda _: Rule(_applies, _score),
)
