"""Heads of the registry's audit chain that are held here, for whoever verifies it."""

from fastapi import Response

from pledge_shared.contracts.audit import HeldHeadItem, HeldHeadList
from pledge_shared.web.parameters import Cursor, Limit
from pledge_shared.web.routing import router as strict_router

from .dependencies import AuditHeadsDep

__all__ = ["router"]

router = strict_router("audit")


@router.get("/audit-heads", summary="Heads of the registry's audit chain, held here, newest first")
async def list_audit_heads(
    response: Response, heads: AuditHeadsDep, limit: Limit, cursor: Cursor = None
) -> HeldHeadList:
    page = await heads.page(cursor=cursor, limit=limit)
    response.headers["Cache-Control"] = "no-store"
    items = [HeldHeadItem.model_validate(head) for head in page.items]
    return HeldHeadList(items=items, next=page.next)
