"""share-met/1 합동평가 정량: how many of the indicators met their targets."""

from ..numbers import exact_text
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import NOTHING_TO_SET

__all__ = ["SHARE_MET"]

_PERCENT = 100


def _applies(seen: Observation) -> bool:
    return seen.met is not None and seen.of is not None


def _score(seen: Observation) -> Outcome:
    if seen.of is None:
        return failed(Reason.NO_TARGET)
    if seen.met is None:
        return failed(Reason.NO_ACTUAL)
    if seen.met < 0 or seen.of < 0:
        return failed(Reason.NEGATIVE_VALUE)
    if seen.of == 0:
        return failed(Reason.TARGET_ZERO)
    return scored(
        _PERCENT * seen.met / seen.of, f"100 × {exact_text(seen.met)} / {exact_text(seen.of)}"
    )


SHARE_MET = Method(
    name="share-met/1",
    label_ko="목표 달성 지표 비율",
    label_en="share of indicators that met their targets",
    formula="100·m/n, m indicators that met their targets of n",
    tex=r"P = 100\,\frac{m}{n}",
    source="정부합동평가 정량지표: 달성 지표 수 / 정량지표 수, as provinces announce it",
    authority="read",
    parameters=NOTHING_TO_SET,
    null_reasons=(
        Reason.NO_TARGET,
        Reason.NO_ACTUAL,
        Reason.NEGATIVE_VALUE,
        Reason.TARGET_ZERO,
    ),
    inputs=("met", "of"),
    rule=lambda _: Rule(_applies, _score),
)
