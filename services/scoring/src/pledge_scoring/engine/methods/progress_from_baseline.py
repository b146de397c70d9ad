"""progress-from-baseline/1: how much of the promised change has come about."""

from ..numbers import exact_text
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import NOTHING_TO_SET

__all__ = ["PROGRESS_FROM_BASELINE"]

_PERCENT = 100


def _applies(seen: Observation) -> bool:
    return None not in {seen.target, seen.actual, seen.baseline}


def _score(seen: Observation) -> Outcome:
    # Without a baseline no change was promised that could be measured.
    if seen.target is None or seen.baseline is None:
        return failed(Reason.NO_TARGET)
    if seen.actual is None:
        return failed(Reason.NO_ACTUAL)
    if seen.target == seen.baseline:
        return failed(Reason.BASELINE_EQUALS_TARGET)
    base = exact_text(seen.baseline)
    return scored(
        _PERCENT * (seen.actual - seen.baseline) / (seen.target - seen.baseline),
        f"100 × ({exact_text(seen.actual)} - {base}) / ({exact_text(seen.target)} - {base})",
    )


PROGRESS_FROM_BASELINE = Method(
    name="progress-from-baseline/1",
    label_ko="기준값 대비 진척",
    label_en="progress from the baseline",
    formula="100·(A-B)/(T-B), rising or falling",
    tex=r"P = 100\,\frac{A-B}{T-B}",
    source="the usual measure of change from a baseline; our own choice, no official text was read",
    authority="unconfirmed",
    parameters=NOTHING_TO_SET,
    null_reasons=(Reason.NO_TARGET, Reason.NO_ACTUAL, Reason.BASELINE_EQUALS_TARGET),
    inputs=("target", "actual", "baseline"),
    rule=lambda _: Rule(_applies, _score),
    needs_baseline=True,
)
