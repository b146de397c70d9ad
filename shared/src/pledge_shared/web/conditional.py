"""Conditional requests: strong ETags out, If-None-Match and If-Match in."""

import re

from fastapi import Request
from starlette.responses import Response

from ..errors import InvalidParameterError, PreconditionFailedError, PreconditionRequiredError
from ..publication import View

__all__ = ["check_if_match", "document_response", "require_if_match"]

_ETAGS = re.compile(r'\s*(W/)?"([!#-~]*)"\s*')


def _listed(header: str) -> list[str]:
    """Return the entity tags of a header, quotes kept; ``*`` is itself."""
    if header.strip() == "*":
        return ["*"]
    found = []
    for part in header.split(","):
        match = _ETAGS.fullmatch(part)
        if match is None:
            raise InvalidParameterError('Write entity tags in double quotes, such as "1-abc".')
        found.append(f'{match[1] or ""}"{match[2]}"')
    return found


def document_response(
    request: Request, body: bytes, etag: str, headers: dict[str, str] | None = None
) -> Response:
    """Answer with a document's bytes, or 304 when the client has them already."""
    sent = {
        "ETag": etag,
        "Cache-Control": _cache_control(request),
        "Vary": "Accept-Language",
        **(headers or {}),
    }
    known = request.headers.get("if-none-match")
    if known is not None:
        tags = [tag.removeprefix("W/") for tag in _listed(known)]
        if etag in tags or tags == ["*"]:
            return Response(status_code=304, headers=sent)
    return Response(body, headers=sent, media_type="application/json")


def _cache_control(request: Request) -> str:
    """Let anyone keep what anyone may read, and nobody what only a key opens."""
    return "private, no-store" if request.query_params.get("view") == View.HEAD else "no-cache"


def require_if_match(request: Request) -> str:
    """Return the If-Match header.

    Raises
    ------
    PreconditionRequiredError
        428 without one.
    """
    header = request.headers.get("if-match")
    if header is None:
        raise PreconditionRequiredError(
            "Send If-Match with the document's ETag (sources.registry.etag in a card)."
        )
    return header


def check_if_match(header: str, etag: str, version: int) -> None:
    """Refuse a write that was made for another state of the document.

    Raises
    ------
    PreconditionFailedError
        412 with the current version and ETag.
    """
    if etag not in _listed(header):
        raise PreconditionFailedError(
            f"The document is at version {version} now; read it again (in a reviewed plan with "
            "view=head), then write.",
            extra={"current": {"version": version, "etag": etag}},
        )
