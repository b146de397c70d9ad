"""Splits, merges and renames of projects (분할·통합·명칭 변경), and the families they make."""

from typing import Annotated, Any

from fastapi import Request, Response

from pledge_shared.contracts.genealogy import (
    Descent,
    LineageTree,
    MergeRequest,
    RenameRequest,
    SplitRequest,
)
from pledge_shared.contracts.project import Project
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router
from pledge_shared.web.view import ViewDep

from .answers import computed_answer, kept_response
from .dependencies import (
    GenealogyDep,
    IdempotencyKeyHeader,
    IfMatch,
    author_of,
    request_key,
    seen,
)

__all__ = ["router"]

router = strict_router("genealogy")

PROJECT = "/plans/{plan}/projects/{code}"

Editor = Annotated[Actor, actor_for(Action.EDIT_PROJECT)]
Body = Annotated[Any, json_body("application/json")]


@router.post(
    f"{PROJECT}/split",
    status_code=201,
    response_model=Descent,
    openapi_extra=body_schema(SplitRequest),
    summary="Split a project; money, targets and actuals before and after must agree",
)
async def split_project(
    request: Request,
    plan: str,
    code: str,
    actor: Editor,
    key: IdempotencyKeyHeader,
    body: Body,
    genealogy: GenealogyDep,
    _: IfMatch = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, None)
    kept = await genealogy.split((plan, code), body, seen=seen(request), key=once, author=author)
    return kept_response(kept)


@router.post(
    "/plans/{plan}/merges",
    status_code=201,
    response_model=Descent,
    openapi_extra=body_schema(MergeRequest),
    summary="Merge projects; money, targets and actuals before and after must agree",
)
async def merge_projects(
    request: Request,
    plan: str,
    actor: Editor,
    key: IdempotencyKeyHeader,
    body: Body,
    genealogy: GenealogyDep,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, None)
    return kept_response(await genealogy.merge(plan, body, key=once, author=author))


@router.post(
    f"{PROJECT}/rename",
    response_model=Project,
    openapi_extra=body_schema(RenameRequest),
    summary="Rename a project; it remembers the title it had",
)
async def rename_project(
    request: Request,
    plan: str,
    code: str,
    actor: Editor,
    key: IdempotencyKeyHeader,
    body: Body,
    genealogy: GenealogyDep,
    _: IfMatch = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, None)
    kept = await genealogy.rename((plan, code), body, seen=seen(request), key=once, author=author)
    return kept_response(kept)


@router.get(
    f"{PROJECT}/lineage",
    response_model=LineageTree,
    summary="What a project came from and went into, and what each step handed on",
)
async def get_lineage(
    request: Request,
    plan: str,
    code: str,
    genealogy: GenealogyDep,
    view: ViewDep,
    as_of: AsOf = None,
) -> Response:
    return computed_answer(request, await genealogy.tree((plan, code), as_of, view))
