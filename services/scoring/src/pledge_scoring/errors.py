"""Errors only the scoring service makes."""

from pledge_shared.errors import UnavailableError

__all__ = ["UnsealedScoreError"]


class UnsealedScoreError(UnavailableError):
    """A stored score is not what its inputs give; it is never passed off as one."""

    code = "unsealed_score"
    title = "The stored score cannot be reproduced from its inputs"
    title_ko = "저장된 점수를 입력에서 재현할 수 없습니다"

    def __init__(self) -> None:
        super().__init__("The operator must have this score made again; its inputs are intact.")
