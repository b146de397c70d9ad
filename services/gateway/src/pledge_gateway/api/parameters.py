"""Query parameters that several paths share."""

from typing import Annotated

from fastapi import Depends, Query

from pledge_shared.contracts.scalars import Code, Day
from pledge_shared.web.language import LanguageDep
from pledge_shared.web.parameters import AsOf, Switch

from ..services.reading import ReadOptions

__all__ = ["CodeQuery", "On", "Options", "StateOptions"]

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


def _options(
    language: LanguageDep, *, allow_stale: _AllowStale = True, allow_partial: _AllowPartial = False
) -> ReadOptions:
    return ReadOptions(language=language, allow_stale=allow_stale, allow_partial=allow_partial)


def _state_options(
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


Options = Annotated[ReadOptions, Depends(_options)]
"""Options of an answer about the present."""

StateOptions = Annotated[ReadOptions, Depends(_state_options)]
"""Options of an answer about any scoring date and any state of knowledge."""
