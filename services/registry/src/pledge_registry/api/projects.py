"""Reads of one project (공약·사업), and the change of its scalars."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response

from pledge_shared.contracts.project import Project, ProjectPatch
from pledge_shared.contracts.registry import Bundle, VersionList
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf, Cursor, Limit
from pledge_shared.web.routing import MERGE_PATCH, json_body
from pledge_shared.web.routing import router as strict_router
from pledge_shared.web.view import ViewDep

from ..domain.editing import patched
from .answers import bundle_answer, stored_answer, versions_answer
from .dependencies import (
    DocumentsDep,
    EditorDep,
    VersionNumber,
)
from .editing import Editing

__all__ = ["router"]

router = strict_router("projects")


@router.get("/projects/{project_id}", response_model=Project, summary="One project by its id")
async def get_project_by_id(
    request: Request, project_id: UUID, documents: DocumentsDep, view: ViewDep, as_of: AsOf = None
) -> Response:
    return stored_answer(request, await documents.project_by_id(project_id, as_of, view))


@router.get("/plans/{plan}/projects/{code}", response_model=Project, summary="One project")
async def get_project(
    request: Request,
    plan: str,
    code: str,
    documents: DocumentsDep,
    view: ViewDep,
    as_of: AsOf = None,
) -> Response:
    return stored_answer(request, *await documents.project(plan, code, as_of, view))


@router.get(
    "/plans/{plan}/projects/{code}/bundle",
    response_model=Bundle,
    summary="A project with its plan and the labels of their codes, from one snapshot",
)
async def get_bundle(
    plan: str, code: str, documents: DocumentsDep, view: ViewDep, as_of: AsOf = None
) -> Response:
    return bundle_answer(await documents.bundle(plan, code, as_of, view))


@router.get(
    "/plans/{plan}/projects/{code}/versions",
    response_model=VersionList,
    summary="A project's versions, newest first",
)
async def list_project_versions(
    request: Request,
    plan: str,
    code: str,
    documents: DocumentsDep,
    limit: Limit,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    entity = await documents.ever_project(plan, code, as_of)
    return versions_answer(request, await documents.history(entity, cursor=cursor, limit=limit))


@router.get(
    "/plans/{plan}/projects/{code}/versions/{number}",
    response_model=Project,
    summary="One version of a project",
)
async def get_project_version(
    request: Request,
    plan: str,
    code: str,
    number: VersionNumber,
    documents: DocumentsDep,
    view: ViewDep,
    as_of: AsOf = None,
) -> Response:
    entity = await documents.ever_project(plan, code, as_of)
    return stored_answer(request, await documents.version(entity, number, view))


@router.patch(
    "/plans/{plan}/projects/{code}",
    response_model=Project,
    openapi_extra=body_schema(ProjectPatch, MERGE_PATCH),
    summary="Change a project's scalars (JSON merge patch)",
)
async def patch_project(
    request: Request,
    edit: Editing,
    patch: Annotated[Any, json_body(MERGE_PATCH)],
    editor: EditorDep,
) -> Response:
    written = await editor.change(edit, lambda facts: patched(facts, patch))
    return stored_answer(request, written.document)
