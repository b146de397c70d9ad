"""The approval of actuals whose report states none."""

from collections.abc import Sequence
from typing import Any

from pledge_shared.contracts.codes import Approval

from .reading import Documents

__all__ = ["with_approvals"]


async def with_approvals(documents: Documents, plan: str, reports: Sequence[Any]) -> list[Any]:
    """Return reports as they were sent, those as drafts that a reviewed plan's say no approval."""
    silent = any(_is_silent(report) for report in reports)
    if not (silent and await documents.is_reviewed(plan)):
        return list(reports)
    draft = {"approval": Approval.DRAFT.value}
    return [{**sent, **draft} if _is_silent(sent) else sent for sent in reports]


def _is_silent(report: Any) -> bool:
    return isinstance(report, dict) and "approval" not in report
