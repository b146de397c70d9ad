"""The list of projects with their scores."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from starlette.responses import Response

from pledge_shared.contracts.codes import ProjectKind, Status
from pledge_shared.contracts.gateway import ProjectList
from pledge_shared.web.parameters import Cursor, Limit, Switch
from pledge_shared.web.routing import router as strict_router

from ..services.projects import ListQuery
from .answers import aggregate_response
from .dependencies import ProjectListsDep
from .parameters import CodeQuery, Options

__all__ = ["router"]

router = strict_router("aggregates")

_Sort = Annotated[
    Literal["code", "rate", "-rate"],
    Query(description="`rate` lowest first, `-rate` highest first; projects without one come last"),
]


def _filters(
    *,
    plan: CodeQuery = None,
    organization: CodeQuery = None,
    status: Status | None = None,
    kind: ProjectKind | None = None,
    parent: CodeQuery = None,
    goal: CodeQuery = None,
    top_level: Annotated[
        Switch | None, Query(description="true: no sub-projects; false: only them")
    ] = None,
) -> dict[str, str]:
    given = {
        "plan": plan,
        "organization": organization,
        "status": status,
        "kind": kind,
        "parent": parent,
        "goal": goal,
        "top_level": None if top_level is None else str(top_level).lower(),
    }
    return {name: str(value) for name, value in given.items() if value is not None}


def _query(
    filters: Annotated[dict[str, str], Depends(_filters)],
    limit: Limit,
    *,
    sort: _Sort = "code",
    cursor: Cursor = None,
    count: Annotated[Switch, Query(description="true: `total` is counted too")] = False,
) -> ListQuery:
    return ListQuery(filters, sort, limit, cursor, count)


@router.get(
    "/projects",
    response_model=ProjectList,
    summary="Projects with their scores, by code or by rate (목록)",
)
async def list_projects(
    request: Request,
    query: Annotated[ListQuery, Depends(_query)],
    options: Options,
    lists: ProjectListsDep,
) -> Response:
    return aggregate_response(request, await lists.read(query, options))
