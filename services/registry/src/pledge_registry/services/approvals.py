"""The approval of an actual whose report states none."""

from typing import Any

from pledge_shared.contracts.codes import Approval
from pledge_shared.errors import NotFoundError

from ..domain.publication import is_reviewed
from .reading import Documents

__all__ = ["with_approval"]


async def with_approval(documents: Documents, plan: str, reported: Any) -> Any:
    """Return a report as a draft where its plan is reviewed, unless it states its approval."""
    if not isinstance(reported, dict) or "approval" in reported:
        return reported
    try:
        reviewed = is_reviewed(await documents.plan(plan))
    except NotFoundError:  # the write itself says so, in its turn
        reviewed = False
    return {**reported, "approval": Approval.DRAFT.value} if reviewed else reported
