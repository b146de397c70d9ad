"""What only the gateway can fail at."""

from pledge_shared.errors import UnavailableError

__all__ = ["NotScoredError", "RouteTableError", "StaleScoreError"]


class StaleScoreError(UnavailableError):
    """The score is of an older state than the facts, and the caller wants no such card."""

    code = "stale_score"
    title = "The score is of an older state"
    title_ko = "점수가 아직 갱신되지 않았습니다"


class NotScoredError(UnavailableError):
    """The facts are there, but scoring has not judged them yet."""

    code = "not_scored"
    title = "Not scored yet"
    title_ko = "아직 점수가 없습니다"


class RouteTableError(Exception):
    """The paths of the services do not fit together; the gateway must not start."""
