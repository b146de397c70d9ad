"""Turns stored documents into answers with their headers."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from pledge_shared.canonical import canonical_bytes, digest_of, dump_json
from pledge_shared.contracts.registry import VersionItem
from pledge_shared.pagination import Page
from pledge_shared.web.conditional import document_response

from ..domain.listing import ListedProject
from ..domain.versions import Stored
from ..services.reading import Bundle
from ..storage.idempotency import KeptAnswer

__all__ = [
    "bundle_answer",
    "computed_answer",
    "digest_etag",
    "document_answer",
    "joined",
    "kept_response",
    "list_answer",
    "projects_answer",
    "stored_answer",
    "version_headers",
    "versions_answer",
]


def stored_answer(request: Request, document: Stored, sequence: int | None = None) -> Response:
    """Answer with a document's bytes; ``sequence`` when more than the document went into it."""
    return document_response(
        request, document.body, document.etag, version_headers(document, sequence)
    )


def version_headers(document: Stored, sequence: int | None = None) -> dict[str, str]:
    """Return the headers that say which version an answer shows, and which commit it stands on."""
    stands_on = sequence or document.sequence
    return {"Pledge-Version": str(document.version), "Pledge-Sequence": str(stands_on)}


def bundle_answer(bundle: Bundle) -> Response:
    """Answer with plan, project and labels, joined without parsing."""
    body = (
        b'{"plan":' + bundle.plan.body + b',"project":' + bundle.project.body
        + b',"labels":' + dump_json(bundle.labels) + b"}"
    )  # fmt: skip
    etag = bundle.project.etag
    return Response(
        body,
        headers={
            "ETag": etag,
            "Cache-Control": "no-store",
            **version_headers(bundle.project, bundle.sequence),
        },
        media_type="application/json",
    )


def kept_response(kept: KeptAnswer) -> Response:
    """Answer a POST, the first time and every time it is repeated."""
    headers = {"Location": kept.location, "ETag": kept.etag}
    given = {name: value for name, value in headers.items() if value is not None}
    return Response(kept.body, kept.status, given, "application/json")


def computed_answer(request: Request, answer: BaseModel) -> Response:
    """Answer with something worked out just now."""
    return document_answer(request, canonical_bytes(answer))


def document_answer(request: Request, body: bytes) -> Response:
    """Answer with ready bytes; their digest is the ETag."""
    return document_response(request, body, digest_etag(body))


def joined(bodies: Sequence[bytes]) -> bytes:
    """Join documents into a JSON array without parsing them."""
    return b"[" + b",".join(bodies) + b"]"


def list_answer(request: Request, items: bytes, next_cursor: str | None, **more: Any) -> Response:
    """Answer with a list of ready items."""
    rest = dump_json({"next": next_cursor, **more})
    body = b'{"items":' + items + b"," + rest[1:]
    return document_response(request, body, digest_etag(body))


def projects_answer(
    request: Request, page: Page[ListedProject], total: int | None, fields: str | None
) -> Response:
    """Answer with a page of projects, all of each or the fields asked for, in their order."""
    shown = [_project_item(project) for project in page.items]
    if fields is not None:
        shown = [{name: item[name] for name in fields.split(",")} for item in shown]
    items = dump_json(shown)
    more = {} if total is None else {"total": total}
    return list_answer(request, items, page.next, **more)


def _project_item(project: ListedProject) -> dict[str, Any]:
    return {
        "id": str(project.id),
        "plan": project.plan,
        "code": project.code,
        "organization": project.organization,
        "version": project.version,
        **project.summary,
    }


def versions_answer(request: Request, page: Page[dict[str, Any]]) -> Response:
    """Answer with a page of an entity's versions."""
    items = joined([canonical_bytes(VersionItem(**row)) for row in page.items])
    return list_answer(request, items, page.next)


def digest_etag(body: bytes) -> str:
    """Return the strong entity tag of something worked out just now."""
    return f'"{digest_of(body)[:32]}"'
