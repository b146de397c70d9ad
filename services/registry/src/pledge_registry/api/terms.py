"""Terms (임기): parts of an organization's document, and those that only plans name."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Request, Response

from pledge_shared.contracts.organizations import TermItem, TermList
from pledge_shared.contracts.plan import OrganizationFacts, Term, TermFields
from pledge_shared.pagination import Page
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf, Cursor, Limit
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router

from ..services.organizations import find_term
from ..storage.entity_lists import TermRow
from .answers import computed_answer
from .dependencies import (
    DocumentsDep,
    EntityPagesDep,
    IfMatch,
    OrganizationEditorDep,
    Reason,
    author_of,
    seen,
)
from .entity_answers import part_answer, removed_answer
from .organizations import ONE, Editor

__all__ = ["router"]

router = strict_router("terms")

TERMS = f"{ONE}/terms"
TERM = f"{TERMS}/{{term}}"


def _page_answer(request: Request, page: Page[TermRow]) -> Response:
    items = [TermItem(**asdict(row)) for row in page.items]
    return computed_answer(request, TermList(items=items, next=page.next))


@router.get("/terms", response_model=TermList, summary="Terms (임기) of every organization")
async def list_terms(
    request: Request, pages: EntityPagesDep, limit: Limit, cursor: Cursor = None, as_of: AsOf = None
) -> Response:
    return _page_answer(request, await pages.terms(None, cursor=cursor, limit=limit, as_of=as_of))


@router.get(TERMS, response_model=TermList, summary="Terms of one organization")
async def list_organization_terms(
    request: Request,
    organization: str,
    pages: EntityPagesDep,
    limit: Limit,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    page = await pages.terms(organization, cursor=cursor, limit=limit, as_of=as_of)
    return _page_answer(request, page)


@router.get(TERM, response_model=Term, summary="A term that an organization declares")
async def get_term(
    request: Request, organization: str, term: str, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    document = await documents.organization(organization, as_of)
    facts = OrganizationFacts.model_validate_json(document.facts)
    return part_answer(request, find_term(facts, term), document)


@router.put(
    TERM,
    response_model=Term,
    openapi_extra=body_schema(TermFields),
    summary="Declare a term of an organization",
)
async def put_term(
    request: Request,
    organization: str,
    term: str,
    actor: Editor,
    body: Annotated[Any, json_body("application/json")],
    editor: OrganizationEditorDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    declared = await editor.put_term(organization, term, body, seen=seen(request), author=author)
    return part_answer(request, *declared)


@router.delete(TERM, status_code=204, summary="Take out a term that no plan names")
async def delete_term(
    request: Request,
    organization: str,
    term: str,
    actor: Editor,
    editor: OrganizationEditorDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    written = await editor.delete_term(organization, term, seen=seen(request), author=author)
    return removed_answer(written)
