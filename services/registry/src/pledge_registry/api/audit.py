"""The audit: the log of commits, the head of their chain, and its verification."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.audit import AuditCommit, AuditHead, AuditLog, AuditVerification
from pledge_shared.heads import Head
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.parameters import Cursor, Limit
from pledge_shared.web.routing import router as strict_router

from ..storage.audit_log import AuditFilter
from .answers import joined, list_answer
from .dependencies import AuditDep, CodeFilter

__all__ = ["router"]

router = strict_router("audit")

Auditor = Annotated[Actor, actor_for(Action.VERIFY_AUDIT)]

_NO_STORE = {"Cache-Control": "no-store"}
_LONGEST = 20.0
_HIGHEST = 10**18
_MOST_HEADS = 60


async def _filter(
    actor: Annotated[UUID | None, Query(description="id of the key that wrote")] = None,
    since: Annotated[int, Query(ge=0, le=_HIGHEST, description="only later commits")] = 0,
    until: Annotated[
        int | None, Query(ge=0, le=_HIGHEST, description="this commit and earlier ones")
    ] = None,
    kind: Annotated[
        Literal["organization", "plan", "project"] | None,
        Query(description="kind of a document that was touched"),
    ] = None,
    plan: CodeFilter = None,
    code: CodeFilter = None,
) -> AuditFilter:
    return AuditFilter(actor=actor, since=since, until=until, kind=kind, plan=plan, code=code)


@router.get("/audit", response_model=AuditLog, summary="Every commit: when, who, why, what")
async def list_commits(
    request: Request,
    audit: AuditDep,
    _: Auditor,
    wanted: Annotated[AuditFilter, Depends(_filter)],
    limit: Limit,
    cursor: Cursor = None,
) -> Response:
    page = await audit.page(wanted, cursor=cursor, limit=limit)
    items = [canonical_bytes(AuditCommit.model_validate(item)) for item in page.items]
    return list_answer(request, joined(items), page.next)


@router.get(
    "/audit/head",
    response_model=AuditHead,
    summary="Number and hash of the newest commit, for others to hold",
)
async def get_audit_head(audit: AuditDep) -> Response:
    head = AuditHead.model_validate(await audit.head())
    return Response(canonical_bytes(head), headers=_NO_STORE, media_type="application/json")


async def _heads(
    head: Annotated[
        str | None,
        Query(
            max_length=8_000,
            description="held heads, `<sequence>.<hash>` or `<epoch>.<sequence>.<hash>`, by commas",
        ),
    ] = None,
) -> list[Head]:
    return Head.parse_all(head, most=_MOST_HEADS) if head is not None else []


@router.get(
    "/audit/verify",
    response_model=AuditVerification,
    summary="Recompute the record, piece by piece, and report every fault with its place",
)
async def verify_audit(
    audit: AuditDep,
    _: Auditor,
    heads: Annotated[list[Head], Depends(_heads)],
    after: Annotated[
        int, Query(ge=0, le=_HIGHEST, description="`next` of the piece before this one")
    ] = 0,
    wait: Annotated[
        float, Query(ge=0.1, le=_LONGEST, description="seconds after which a piece ends")
    ] = 1.0,
) -> Response:
    found = await audit.verify(after, heads, seconds=wait)
    body = canonical_bytes(AuditVerification.model_validate(found))
    return Response(body, headers=_NO_STORE, media_type="application/json")
