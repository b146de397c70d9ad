"""What routes are given: services, the caller, and parameters many routes share."""

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request

from pledge_shared.canonical import digest_of
from pledge_shared.errors import InvalidParameterError
from pledge_shared.security.policy import Actor
from pledge_shared.web.conditional import check_if_match, require_if_match
from pledge_shared.web.parameters import from_state

from ..domain.versions import Author, Stored
from ..services.adjustment_lists import AdjustmentLists
from ..services.adjustments import Adjustments
from ..services.audit import Audit
from ..services.bulk import Bulk
from ..services.calendars import Calendars
from ..services.contacts import Contacts
from ..services.decisions import Decisions
from ..services.entity_lists import EntityPages
from ..services.feed import Feed
from ..services.genealogy import Genealogy
from ..services.history import History
from ..services.import_requests import ImportRequests
from ..services.keys import Keys
from ..services.lifecycle import ProjectLifecycle
from ..services.listing import ProjectLists
from ..services.organizations import OrganizationEditor
from ..services.periods import Periods
from ..services.plans import PlanEditor
from ..services.projects import ProjectEditor
from ..services.reading import Documents
from ..services.reference import Reference
from ..services.review_lists import ReviewLists
from ..services.reviews import Reviews
from ..services.revisions import Revisions
from ..services.searching import Searching
from ..services.webhook_replay import WebhookReplay
from ..services.webhooks import Webhooks
from ..storage.idempotency import IdempotencyKey

__all__ = [
    "AdjustmentListsDep",
    "AdjustmentsDep",
    "AuditDep",
    "BulkDep",
    "CalendarsDep",
    "CodeFilter",
    "ContactsDep",
    "DecisionsDep",
    "DocumentsDep",
    "EditorDep",
    "EntityPagesDep",
    "FeedDep",
    "GenealogyDep",
    "HistoryDep",
    "IdempotencyKeyHeader",
    "IfMatch",
    "ImportsDep",
    "KeysDep",
    "LifecycleDep",
    "ListsDep",
    "OrganizationEditorDep",
    "OrganizationFilter",
    "PeriodsDep",
    "PlanEditorDep",
    "Reason",
    "ReferenceDep",
    "ReviewListsDep",
    "ReviewsDep",
    "RevisionsDep",
    "SearchDep",
    "VersionNumber",
    "WebhookReplayDep",
    "WebhooksDep",
    "author_of",
    "request_key",
    "seen",
]


AdjustmentListsDep = Annotated[AdjustmentLists, from_state("adjustment_lists")]
AdjustmentsDep = Annotated[Adjustments, from_state("adjustments")]
AuditDep = Annotated[Audit, from_state("audit")]
CalendarsDep = Annotated[Calendars, from_state("calendars")]
BulkDep = Annotated[Bulk, from_state("bulk")]
ContactsDep = Annotated[Contacts, from_state("contacts")]
DecisionsDep = Annotated[Decisions, from_state("decisions")]
DocumentsDep = Annotated[Documents, from_state("documents")]
EditorDep = Annotated[ProjectEditor, from_state("editor")]
EntityPagesDep = Annotated[EntityPages, from_state("entity_pages")]
GenealogyDep = Annotated[Genealogy, from_state("genealogy")]
ImportsDep = Annotated[ImportRequests, from_state("imports")]
FeedDep = Annotated[Feed, from_state("feed")]
HistoryDep = Annotated[History, from_state("history")]
KeysDep = Annotated[Keys, from_state("keys")]
LifecycleDep = Annotated[ProjectLifecycle, from_state("lifecycle")]
ListsDep = Annotated[ProjectLists, from_state("lists")]
OrganizationEditorDep = Annotated[OrganizationEditor, from_state("organizations")]
PeriodsDep = Annotated[Periods, from_state("periods")]
PlanEditorDep = Annotated[PlanEditor, from_state("plans")]
ReferenceDep = Annotated[Reference, from_state("reference")]
RevisionsDep = Annotated[Revisions, from_state("revisions")]
ReviewListsDep = Annotated[ReviewLists, from_state("review_lists")]
ReviewsDep = Annotated[Reviews, from_state("reviews")]
WebhookReplayDep = Annotated[WebhookReplay, from_state("webhook_replay")]
WebhooksDep = Annotated[Webhooks, from_state("webhooks")]
SearchDep = Annotated[Searching, from_state("search")]


VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="of a version, from 1")]
Reason = Annotated[
    str | None, Query(max_length=1_000, description="why, kept with the new version")
]

CodeFilter = Annotated[str | None, Query(max_length=63, description="a code")]
OrganizationFilter = Annotated[
    str | None, Query(max_length=63, description="code of the organization whose plan it is")
]


def author_of(request: Request, actor: Actor, reason: str | None) -> Author:
    """Return who writes, why, and in which request."""
    return Author(actor.id, reason, request.state.request_id)


_KEY = re.compile(r"[ -~]{1,255}")


async def _idempotency_key(
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


async def request_key(request: Request, actor: Actor, key: str) -> IdempotencyKey:
    """Return what makes this request and its repetitions one: the key, whose, and for what."""
    address = f"{request.url.path}?{request.url.query}\n".encode()
    return IdempotencyKey(actor.id, key, digest_of(address + await request.body()))


IfMatch = Annotated[str | None, Header(description="the ETag the document was read with")]
"""Only describes the header: `seen` reads it, once the document is known to be there."""


def seen(request: Request) -> Callable[[Stored], None]:
    """Return the check that the caller has seen a document as it is: 428, 412 or nothing."""

    def check(document: Stored) -> None:
        check_if_match(require_if_match(request), document.etag, document.version)

    return check
