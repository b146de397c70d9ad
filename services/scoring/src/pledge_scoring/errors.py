"""Errors only the scoring service makes."""

from pledge_shared.errors import ServiceError, UnavailableError

__all__ = ["FeedEpochChangedError", "UnsealedScoreError"]


class FeedEpochChangedError(ServiceError):
    """The cursor was handed out before a backup was restored."""

    code = "feed_epoch_changed"
    status = 410
    title = "The cursor belongs to an earlier epoch of the feed"
    title_ko = "복원 이전의 커서입니다"

    def __init__(self) -> None:
        super().__init__("Read the feed again from its beginning: leave out `after`.")


class UnsealedScoreError(UnavailableError):
    """A stored score is not what its inputs give; it is never passed off as one."""

    code = "unsealed_score"
    title = "The stored score cannot be reproduced from its inputs"
    title_ko = "저장된 점수를 입력에서 재현할 수 없습니다"

    def __init__(self) -> None:
        super().__init__("The operator must have this score made again; its inputs are intact.")
