"""The list of projects with their scores."""

from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from pledge_shared.contracts.filters import (
    PROJECT_FILTERS,
    PROJECT_SORTS,
    Condition,
    parameters_of,
)
from pledge_shared.contracts.gateway import ProjectList
from pledge_shared.contracts.limits import MAX_QUERY
from pledge_shared.web.filters import LONGEST, filters_dependency, some_of
from pledge_shared.web.parameters import Cursor, Limit, Switch
from pledge_shared.web.routing import router as strict_router

from ..services.projects import RATE, ListQuery
from .answers import aggregate_response
from .dependencies import ProjectListsDep
from .parameters import Options

__all__ = ["router"]

router = strict_router("aggregates")

_Sort = Annotated[
    str | None,
    Query(
        pattern=some_of(f"-?({'|'.join((*PROJECT_SORTS, RATE))})|relevance"),
        max_length=LONGEST,
        description=f"keys of the order: {', '.join(PROJECT_SORTS)}, each with `-` in front for "
        "the largest first, and relevance with `q`; or `rate` alone, lowest first, `-rate` highest "
        "first. By default relevance with `q`, else code. Projects without a value stand last",
        examples=["-rate", "-planned_krw,title"],
    ),
]
_FILTERS = {name for name, *_ in parameters_of(PROJECT_FILTERS)}


async def _filters(
    request: Request,
    _: Annotated[tuple[Condition, ...], Depends(filters_dependency(PROJECT_FILTERS))],
    q: Annotated[
        str | None, Query(min_length=1, max_length=MAX_QUERY, description="words to find")
    ] = None,
) -> dict[str, str]:
    """Return the filters as they were written, once they are what the registry takes."""
    given = {name: text for name, text in request.query_params.items() if name in _FILTERS}
    return given if q is None else {**given, "q": q}


async def _query(
    filters: Annotated[dict[str, str], Depends(_filters)],
    limit: Limit,
    *,
    sort: _Sort = None,
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
