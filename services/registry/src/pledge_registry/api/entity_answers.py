"""Answers with organizations and plans, their parts, and pages of them."""

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.pagination import Page
from pledge_shared.web.conditional import document_response

from ..domain.versions import Stored
from .answers import joined, list_answer, version_headers

__all__ = ["page_answer", "part_answer", "removed_answer"]


def page_answer(request: Request, page: Page[Stored]) -> Response:
    """Answer with a page of documents."""
    return list_answer(request, joined([item.body for item in page.items]), page.next)


def part_answer(request: Request, part: BaseModel, document: Stored) -> Response:
    """Answer with a part of a document; the ETag is the document's."""
    return document_response(
        request, canonical_bytes(part), document.etag, version_headers(document)
    )


def removed_answer(document: Stored) -> Response:
    """Answer that something is gone; the headers say where that left the document."""
    return Response(status_code=204, headers=version_headers(document))
