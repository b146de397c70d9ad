"""What routes of one project share: reading it, changing it, and answering with a part of it."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from pledge_shared.canonical import canonical_bytes, dump_json
from pledge_shared.security.policy import Action, Actor
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.conditional import document_response
from pledge_shared.web.parameters import AsOf
from pledge_shared.web.routing import json_body
from pledge_shared.web.view import ViewDep

from ..domain.versions import Stored
from ..services.projects import Edit, Written
from ..storage.idempotency import KeptAnswer
from .answers import version_headers
from .dependencies import DocumentsDep, IfMatch, Reason, author_of, seen

__all__ = [
    "PROJECT",
    "Editing",
    "Editor",
    "JsonBody",
    "ProjectRead",
    "Reporting",
    "added_answer",
    "part_answer",
    "read_answer",
]

PROJECT = "/plans/{plan}/projects/{code}"

Editor = Annotated[Actor, actor_for(Action.EDIT_PROJECT)]
Reporter = Annotated[Actor, actor_for(Action.REPORT_ACTUAL)]
JsonBody = Annotated[Any, json_body("application/json")]


@dataclass(frozen=True, slots=True)
class ReadProject:
    """A project's document as it was asked for, and what it says as plain JSON."""

    document: Stored
    facts: dict[str, Any]


async def _read(
    plan: str, code: str, documents: DocumentsDep, view: ViewDep, as_of: AsOf = None
) -> ReadProject:
    document, _ = await documents.project(plan, code, as_of, view)
    return ReadProject(document, json.loads(document.facts))


ProjectRead = Annotated[ReadProject, Depends(_read)]
"""The project of the path, at ``as_of`` and in the ``view`` of the request."""


async def _editing(
    request: Request, plan: str, code: str, actor: Editor, _: IfMatch = None, reason: Reason = None
) -> Edit:
    return Edit(plan, code, seen(request), author_of(request, actor, reason))


async def _reporting(
    request: Request,
    plan: str,
    code: str,
    actor: Reporter,
    _: IfMatch = None,
    reason: Reason = None,
) -> Edit:
    return Edit(plan, code, seen(request), author_of(request, actor, reason))


Editing = Annotated[Edit, Depends(_editing)]
"""A change of the project of the path by somebody who may edit it."""

Reporting = Annotated[Edit, Depends(_reporting)]
"""A change of what the project of the path reported."""


def read_answer(request: Request, read: ReadProject, part: Any) -> Response:
    """Answer with a part of a project; the ETag is the project's, ready for If-Match."""
    document = read.document
    return document_response(request, dump_json(part), document.etag, version_headers(document))


def part_answer(written: Written, model: type[BaseModel], **part: Any) -> Response:
    """Answer a write with the part as stored; the ETag is the project's."""
    headers = {"ETag": written.document.etag, **version_headers(written.document)}
    body = canonical_bytes(_body(written, model, part))
    return Response(body, headers=headers, media_type="application/json")


def added_answer(
    written: Written, location: str, model: type[BaseModel], **part: Any
) -> KeptAnswer:
    """Answer a POST with the part as stored, and do so again to whoever repeats it."""
    body = canonical_bytes(_body(written, model, part))
    return KeptAnswer(201, body, location, written.document.etag)


def _body(written: Written, model: type[BaseModel], part: dict[str, Any]) -> BaseModel:
    document = written.document
    return model(**part, project_version=document.version, sequence=document.sequence)
