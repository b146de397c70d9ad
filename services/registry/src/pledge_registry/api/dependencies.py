"""What routes are given: services, the caller, and parameters many routes share."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Path, Query, Request

from pledge_shared.errors import InvalidParameterError
from pledge_shared.pagination import DEFAULT_LIMIT, MAX_LIMIT
from pledge_shared.security.policy import Actor

from ..services.feed import Feed
from ..services.import_requests import ImportRequests
from ..services.keys import Keys
from ..services.projects import ProjectEditor
from ..services.reading import Documents
from ..services.recording import Author
from ..services.reference import Reference

__all__ = [
    "AsOf",
    "CodeFilter",
    "Cursor",
    "DocumentsDep",
    "EditorDep",
    "FeedDep",
    "IdempotencyKeyHeader",
    "Ids",
    "ImportsDep",
    "KeysDep",
    "Limit",
    "OrganizationFilter",
    "Reason",
    "ReferenceDep",
    "VersionNumber",
    "author_of",
]


def _service(name: str) -> Any:
    def provide(request: Request) -> Any:
        return getattr(request.state, name)

    return Depends(provide)


DocumentsDep = Annotated[Documents, _service("documents")]
EditorDep = Annotated[ProjectEditor, _service("editor")]
ImportsDep = Annotated[ImportRequests, _service("imports")]
FeedDep = Annotated[Feed, _service("feed")]
KeysDep = Annotated[Keys, _service("keys")]
ReferenceDep = Annotated[Reference, _service("reference")]


def _limit(
    limit: Annotated[
        int, Query(ge=1, description=f"items a page; more than {MAX_LIMIT} is lowered to it")
    ] = DEFAULT_LIMIT,
) -> int:
    return min(limit, MAX_LIMIT)


Limit = Annotated[int, Depends(_limit)]
Cursor = Annotated[
    str | None, Query(max_length=1_000, description="`next` of the page before this one")
]
AsOf = Annotated[
    str | None,
    Query(
        max_length=40,
        description="a point of the record: a sequence number, or an RFC 3339 time with offset",
        examples=["12", "2026-11-22T09:00:00+09:00"],
    ),
]
VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="of a version, from 1")]
Reason = Annotated[
    str | None, Query(max_length=1_000, description="why, kept with the new version")
]

CodeFilter = Annotated[str | None, Query(max_length=63, description="a code")]
OrganizationFilter = Annotated[
    str | None, Query(max_length=63, description="code of the organization whose plan it is")
]


def _ids(
    id: Annotated[  # noqa: A002 - the parameter's name on the wire
        str | None, Query(max_length=8_000, description="ids, separated by commas")
    ] = None,
) -> tuple[UUID, ...] | None:
    if id is None:
        return None
    parts = id.split(",")
    if len(parts) > MAX_LIMIT:
        raise InvalidParameterError(f"Ask for at most {MAX_LIMIT} ids at once.")
    try:
        return tuple(UUID(part) for part in parts)
    except ValueError:
        raise InvalidParameterError("Write `id` as UUIDs separated by commas.") from None


Ids = Annotated[tuple[UUID, ...] | None, Depends(_ids)]


def author_of(request: Request, actor: Actor, reason: str | None) -> Author:
    """Return who writes, why, and in which request."""
    return Author(actor.id, reason, request.state.request_id)


_KEY = re.compile(r"[ -~]{1,255}")


def _idempotency_key(
    request: Request,
    _: Annotated[
        str | None, Header(alias="Idempotency-Key", description="any new text of 1-255 characters")
    ] = None,
) -> str:
    given = [value.strip().strip('"') for value in request.headers.getlist("idempotency-key")]
    if len(given) != 1 or _KEY.fullmatch(given[0]) is None:
        raise InvalidParameterError(
            "Send one Idempotency-Key of 1-255 ASCII characters, a new one for each new request."
        )
    return given[0]


IdempotencyKeyHeader = Annotated[str, Depends(_idempotency_key)]
