"""Search (검색) across projects, goals, plans and organizations."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.limits import MAX_QUERY, MAX_QUERY_WORDS
from pledge_shared.contracts.search import SearchPage
from pledge_shared.errors import InvalidParameterError
from pledge_shared.web.filters import LONGEST, some_of
from pledge_shared.web.parameters import AsOf, Cursor, Limit
from pledge_shared.web.routing import router as strict_router

from ..domain.search import KINDS, read_query
from ..domain.search import Query as SearchQuery
from .answers import joined, list_answer
from .dependencies import SearchDep

__all__ = ["OptionalQuery", "router"]

router = strict_router("search")

_ABOUT = (
    "words to find, all of them: spacing, middle dots, case, width and NFD make no difference; "
    "initial consonants (ㅂㄷㅇㅌ) find 빅데이터"
)
_NOTHING = "Write at least one letter, digit or sign to look for in q."


def _read(text: str) -> SearchQuery:
    query = read_query(text)
    if query is None:
        raise InvalidParameterError(_NOTHING)
    if len(query.terms) > MAX_QUERY_WORDS:
        raise InvalidParameterError(f"Look for at most {MAX_QUERY_WORDS} words at once.")
    return query


async def _query(
    q: Annotated[str, Query(min_length=1, max_length=MAX_QUERY, description=_ABOUT)],
) -> SearchQuery:
    return _read(q)


async def _optional_query(
    q: Annotated[str | None, Query(min_length=1, max_length=MAX_QUERY, description=_ABOUT)] = None,
) -> SearchQuery | None:
    return None if q is None else _read(q)


OptionalQuery = Annotated[SearchQuery | None, Depends(_optional_query)]

_EVERYTHING = ",".join(KINDS)
_Kinds = Annotated[
    str,
    Query(
        pattern=some_of("|".join(KINDS)),
        max_length=LONGEST,
        description="what to look for",
        examples=["project,goal"],
    ),
]


@router.get("/search", response_model=SearchPage, summary="Find projects, goals, plans and 기관")
async def search(
    request: Request,
    searching: SearchDep,
    query: Annotated[SearchQuery, Depends(_query)],
    limit: Limit,
    kind: _Kinds = _EVERYTHING,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    page = await searching.page(query, kind.split(","), cursor=cursor, limit=limit, as_of=as_of)
    return list_answer(request, joined([canonical_bytes(item) for item in page.items]), page.next)
