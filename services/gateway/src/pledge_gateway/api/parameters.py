"""Query parameters that several paths share."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query, Request

from pledge_shared.contracts.scalars import Code, Day
from pledge_shared.publication import View
from pledge_shared.web.language import LanguageDep
from pledge_shared.web.parameters import AsOf, Switch
from pledge_shared.web.view import ViewDep

from ..services.reading import ReadOptions

__all__ = ["CodeQuery", "On", "Options", "StateOptions", "ViewOptions"]

CodeQuery = Annotated[Code | None, Query()]
On = Annotated[
    Day | None,
    Query(description="scoring date; by default the plan's reporting date", alias="on"),
]
_AllowStale = Annotated[
    Switch, Query(description="false: 503 instead of a score older than the facts")
]
_AllowPartial = Annotated[
    Switch, Query(description="true: the facts alone, marked partial, while scoring is away")
]


async def _options(
    language: LanguageDep, *, allow_stale: _AllowStale = True, allow_partial: _AllowPartial = False
) -> ReadOptions:
    return ReadOptions(language=language, allow_stale=allow_stale, allow_partial=allow_partial)


async def _state_options(
    language: LanguageDep,
    *,
    on: On = None,
    as_of: AsOf = None,
    allow_stale: _AllowStale = True,
    allow_partial: _AllowPartial = False,
) -> ReadOptions:
    return ReadOptions(
        language=language,
        on=on.isoformat() if on else None,
        as_of=as_of,
        allow_stale=allow_stale,
        allow_partial=allow_partial,
    )


async def _view_options(
    request: Request, options: Annotated[ReadOptions, Depends(_state_options)], view: ViewDep
) -> ReadOptions:
    reader = request.headers["authorization"] if view is View.HEAD else None
    return replace(options, reader=reader)


Options = Annotated[ReadOptions, Depends(_options)]
"""Options of an answer about the present."""

StateOptions = Annotated[ReadOptions, Depends(_state_options)]
"""Options of an answer about any scoring date and any state of knowledge."""

ViewOptions = Annotated[ReadOptions, Depends(_view_options)]
"""The same, in the view that the reader may ask for."""
