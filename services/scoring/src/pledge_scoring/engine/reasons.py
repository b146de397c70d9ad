"""Why a rate is null: a closed list. Never 0, never 100, never a sentinel."""

from collections.abc import Iterable
from enum import StrEnum

__all__ = ["Reason", "most_telling"]


class Reason(StrEnum):
    """Why there is no rate."""

    NO_TARGET = "no_target"
    NO_ACTUAL = "no_actual"
    TEXT_ONLY = "text_only"
    NOT_DUE = "not_due"
    NOT_REPORTED = "not_reported"
    TARGET_ZERO = "target_zero"
    ACTUAL_ZERO = "actual_zero"
    NEGATIVE_VALUE = "negative_value"
    BASELINE_EQUALS_TARGET = "baseline_equals_target"
    UNKNOWN_DIRECTION = "unknown_direction"
    PERFECT_TREND = "perfect_trend"
    TOO_FEW_POINTS = "too_few_points"
    TOO_FEW_BALLOTS = "too_few_ballots"
    NO_INDICATOR = "no_indicator"
    NO_SCORED_PART = "no_scored_part"
    NO_PLAN = "no_plan"
    EXCLUDED_STATUS = "excluded_status"
    BELOW_MINIMUM_COVERAGE = "below_minimum_coverage"


_BY_TELLING = (
    Reason.NEGATIVE_VALUE,
    Reason.TARGET_ZERO,
    Reason.ACTUAL_ZERO,
    Reason.UNKNOWN_DIRECTION,
    Reason.TEXT_ONLY,
    Reason.NO_ACTUAL,
    Reason.NO_TARGET,
    Reason.NOT_DUE,
)
"""What tells a reader most first: an impossible number before a missing one."""


def most_telling(reasons: Iterable[Reason | None], *, otherwise: Reason) -> Reason:
    """Return the reason to show for a whole whose parts give ``reasons``."""
    given = set(reasons)
    return next((reason for reason in _BY_TELLING if reason in given), otherwise)
