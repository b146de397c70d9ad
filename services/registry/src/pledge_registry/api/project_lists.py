"""Lists of projects (공약·사업): filtered, searched, sorted, page by page."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from pledge_shared.contracts.filters import PROJECT_FILTERS, PROJECT_SORTS, Condition
from pledge_shared.contracts.registry import ProjectItem, ProjectPage
from pledge_shared.errors import InvalidParameterError
from pledge_shared.web.filters import LONGEST, filters_dependency, some_of
from pledge_shared.web.parameters import AsOf, Cursor, Ids, Limit, Switch
from pledge_shared.web.routing import router as strict_router

from ..domain.listing import RELEVANCE, ProjectQuery, Sort, read_sorts
from .answers import projects_answer
from .dependencies import ListsDep
from .search import OptionalQuery

__all__ = ["router"]

router = strict_router("projects")

_Sort = Annotated[
    str | None,
    Query(
        pattern=some_of(f"-?({'|'.join(PROJECT_SORTS)})|{RELEVANCE}"),
        max_length=LONGEST,
        description=f"keys of the order: {', '.join(PROJECT_SORTS)}, each with `-` in front for "
        "the largest first, and relevance with `q`; by default relevance with `q`, else code. "
        "Projects without a value stand last",
        examples=["-updated_at,code"],
    ),
]
_Fields = Annotated[
    str | None,
    Query(
        pattern=some_of("|".join(ProjectItem.model_fields)),
        max_length=LONGEST,
        description="members of the items, instead of all",
        examples=["code,title,status"],
    ),
]
Count = Annotated[Switch, Query(description="also tell how many there are")]


def _order(sort: str | None, *, searched: bool) -> tuple[Sort, ...]:
    if sort is None:
        return read_sorts([RELEVANCE] if searched else ["code"])
    sorts = read_sorts(sort.split(","))
    names = [key.name for key in sorts]
    if len(set(names)) < len(names):
        raise InvalidParameterError("Name each key of the order once.")
    if RELEVANCE in names and not searched:
        raise InvalidParameterError("Sort by relevance together with q.")
    return sorts


_AnyPlan = Annotated[tuple[Condition, ...], Depends(filters_dependency(PROJECT_FILTERS))]
_OnePlan = Annotated[
    tuple[Condition, ...],
    Depends(filters_dependency(tuple(each for each in PROJECT_FILTERS if each.name != "plan"))),
]


async def _wanted(
    conditions: _AnyPlan, ids: Ids, search: OptionalQuery, sort: _Sort = None
) -> ProjectQuery:
    order = _order(sort, searched=search is not None)
    return ProjectQuery(conditions=conditions, ids=ids, search=search, sort=order)


async def _wanted_of_plan(
    conditions: _OnePlan, search: OptionalQuery, sort: _Sort = None
) -> ProjectQuery:
    order = _order(sort, searched=search is not None)
    return ProjectQuery(conditions=conditions, search=search, sort=order)


@router.get("/projects", response_model=ProjectPage, summary="Projects of every plan")
async def list_projects(
    request: Request,
    lists: ListsDep,
    wanted: Annotated[ProjectQuery, Depends(_wanted)],
    limit: Limit,
    cursor: Cursor = None,
    count: Count = False,
    fields: _Fields = None,
    as_of: AsOf = None,
) -> Response:
    page = await lists.page(wanted, cursor=cursor, limit=limit, count=count, as_of=as_of)
    return projects_answer(request, *page, fields)


@router.get("/plans/{plan}/projects", response_model=ProjectPage, summary="Projects of one plan")
async def list_plan_projects(
    request: Request,
    plan: str,
    lists: ListsDep,
    wanted: Annotated[ProjectQuery, Depends(_wanted_of_plan)],
    limit: Limit,
    cursor: Cursor = None,
    count: Count = False,
    fields: _Fields = None,
    as_of: AsOf = None,
) -> Response:
    page = await lists.page_of_plan(
        plan, wanted, cursor=cursor, limit=limit, count=count, as_of=as_of
    )
    return projects_answer(request, *page, fields)
