"""Query parameters that several paths share."""

import re
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from pledge_shared.contracts.scalars import Code, Day
from pledge_shared.pagination import DEFAULT_LIMIT, MAX_LIMIT
from pledge_shared.web.language import LanguageDep

from ..services.reading import ReadOptions

__all__ = ["AsOf", "CodeQuery", "Cursor", "Limit", "On", "Options", "StateOptions", "Switch"]

_COUNT = re.compile(r"[1-9][0-9]{0,8}")


def _whole_number(value: Any) -> Any:
    """Read plain digits only: ``1_000`` and other scripts' digits are typing errors."""
    if isinstance(value, str):
        if _COUNT.fullmatch(value) is None:
            raise PydanticCustomError("whole_number", "Write a whole number above 0 in digits 0-9")
        return int(value)
    return value


def _switch(value: Any) -> Any:
    if isinstance(value, str):
        if value not in {"true", "false"}:
            raise PydanticCustomError("true_or_false", "Write true or false")
        return value == "true"
    return value


Switch = Annotated[bool, BeforeValidator(_switch)]
"""``true`` or ``false``, in no other words."""

Limit = Annotated[
    int,
    BeforeValidator(_whole_number),
    Query(description=f"how many items, {DEFAULT_LIMIT} unless told; at most {MAX_LIMIT} are sent"),
]
Cursor = Annotated[
    str | None, Query(max_length=1_000, description="`next` of the page before this one")
]
CodeQuery = Annotated[Code | None, Query()]
On = Annotated[
    Day | None,
    Query(description="scoring date; by default the plan's reporting date", alias="on"),
]
AsOf = Annotated[
    str | None,
    Query(
        max_length=40,
        description="state of knowledge: a registry sequence number or an RFC 3339 time",
    ),
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
