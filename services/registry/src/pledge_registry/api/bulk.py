"""Many actuals, targets or patches of one plan's projects in one request and one commit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.bulk import (
    ActualRow,
    ActualRows,
    BulkResult,
    PatchRow,
    PatchRows,
    Rows,
    TargetRow,
    TargetRows,
)
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.errors import InvalidInputError
from pledge_shared.security.policy import Actor
from pledge_shared.validation import validated
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import Switch
from pledge_shared.web.routing import router as strict_router

from ..domain import editing
from ..domain.bulk import BulkRow, Errors
from ..services.approvals import with_approvals
from ..services.bulk import BulkRequest
from .answers import kept_response
from .dependencies import (
    BulkDep,
    DocumentsDep,
    IdempotencyKeyHeader,
    Reason,
    author_of,
    request_key,
)
from .editing import Editor, JsonBody, Reporter

__all__ = ["router"]

router = strict_router("bulk")

ReadRow = Callable[[int, str, Any], BulkRow]
"""Reads one row: its number, the pointer to it, and what was sent."""

_PLACE = {"project", "if_match", "indicator", "period"}


def _dated(
    model: type[ActualRow | TargetRow],
    put: Callable[[ProjectFacts, str, str, Any], ProjectFacts],
) -> ReadRow:
    """Return what reads rows about one indicator and period."""

    def read(number: int, at: str, value: Any) -> BulkRow:
        row = validated(model, value, at=at)
        fields = {key: given for key, given in value.items() if key not in _PLACE}
        return BulkRow(
            number=number,
            at=at,
            project=row.project,
            if_match=row.if_match,
            subject=(row.project, row.indicator, row.period),
            change=lambda facts: put(facts, row.indicator, row.period, fields),
        )

    return read


def _patch(number: int, at: str, value: Any) -> BulkRow:
    row = validated(PatchRow, value, at=at)
    return BulkRow(
        number=number,
        at=at,
        within="/patch",
        project=row.project,
        if_match=row.if_match,
        subject=row.project,
        change=lambda facts: editing.patched(facts, row.patch),
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How a bulk write is to be done."""

    plan: str
    key: IdempotencyKeyHeader
    bulk: BulkDep
    validate_only: Annotated[Switch, Query(description="give the verdict, change nothing")] = False
    partial: Annotated[
        Switch, Query(description="write what can be written, refuse only the rest")
    ] = False
    reason: Reason = None


Wanted = Annotated[_Wanted, Depends()]


async def _write(
    request: Request, actor: Actor, wanted: _Wanted, body: Any, read: ReadRow
) -> Response:
    rows, refused = _rows(body, read)
    author = author_of(request, actor, wanted.reason)
    asked = BulkRequest(
        plan=wanted.plan, rows=rows, refused=refused, partial=wanted.partial, author=author
    )
    if wanted.validate_only:
        verdict = canonical_bytes(await wanted.bulk.validate(asked))
        return Response(verdict, media_type="application/json")
    key = await request_key(request, actor, wanted.key)
    return kept_response(await wanted.bulk.write(asked, key))


def _rows(body: Any, read: ReadRow) -> tuple[list[BulkRow], dict[int, Errors]]:
    """Read each row for itself."""
    rows, refused = list[BulkRow](), dict[int, Errors]()
    for number, value in enumerate(validated(Rows, body).rows, start=1):
        try:
            rows.append(read(number, f"/rows/{number - 1}", value))
        except InvalidInputError as error:
            refused[number] = error.errors
    return rows, refused


@router.post(
    "/plans/{plan}/actuals",
    response_model=BulkResult,
    openapi_extra=body_schema(ActualRows),
    summary="Report many actuals (실적) of a plan in one commit",
)
async def report_actuals(
    request: Request, actor: Reporter, wanted: Wanted, body: JsonBody, documents: DocumentsDep
) -> Response:
    if isinstance(body, dict) and isinstance(body.get("rows"), list):
        body["rows"] = await with_approvals(documents, wanted.plan, body["rows"])
    return await _write(request, actor, wanted, body, _dated(ActualRow, editing.put_actual))


@router.post(
    "/plans/{plan}/targets",
    response_model=BulkResult,
    openapi_extra=body_schema(TargetRows),
    summary="Set many targets of a plan in one commit",
)
async def set_targets(request: Request, actor: Editor, wanted: Wanted, body: JsonBody) -> Response:
    return await _write(request, actor, wanted, body, _dated(TargetRow, editing.put_target))


@router.post(
    "/plans/{plan}/project-patches",
    response_model=BulkResult,
    openapi_extra=body_schema(PatchRows),
    summary="Patch the scalars of many projects of a plan in one commit",
)
async def patch_projects(
    request: Request, actor: Editor, wanted: Wanted, body: JsonBody
) -> Response:
    return await _write(request, actor, wanted, body, _patch)
