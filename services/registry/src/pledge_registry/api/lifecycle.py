"""The beginning and end of a project (공약·사업): creating, deleting and restoring it."""

from typing import Annotated, Any

from fastapi import Request, Response

from pledge_shared.contracts.project import Project, ProjectFacts
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router

from .answers import kept_response
from .dependencies import (
    IdempotencyKeyHeader,
    IfMatch,
    LifecycleDep,
    Reason,
    author_of,
    request_key,
    seen,
)
from .entity_answers import removed_answer

__all__ = ["router"]

router = strict_router("projects")

PROJECTS = "/plans/{plan}/projects"
PROJECT = f"{PROJECTS}/{{code}}"

Editor = Annotated[Actor, actor_for(Action.EDIT_PROJECT)]


@router.post(
    PROJECTS,
    status_code=201,
    response_model=Project,
    openapi_extra=body_schema(ProjectFacts),
    summary="Add a project or sub-project to a plan",
)
async def create_project(
    request: Request,
    plan: str,
    actor: Editor,
    key: IdempotencyKeyHeader,
    body: Annotated[Any, json_body("application/json")],
    lifecycle: LifecycleDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return kept_response(await lifecycle.create(plan, body, key=once, author=author))


@router.delete(PROJECT, status_code=204, summary="Delete a project without sub-projects")
async def delete_project(
    request: Request,
    plan: str,
    code: str,
    actor: Editor,
    lifecycle: LifecycleDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    return removed_answer(await lifecycle.delete(plan, code, seen=seen(request), author=author))


@router.post(f"{PROJECT}/restore", response_model=Project, summary="Bring a deleted project back")
async def restore_project(
    request: Request,
    plan: str,
    code: str,
    actor: Editor,
    key: IdempotencyKeyHeader,
    lifecycle: LifecycleDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return kept_response(await lifecycle.restore(plan, code, key=once, author=author))
