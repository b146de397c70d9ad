"""Parameters that routes of several services share, and what the lifespan opened for them."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from ..errors import InvalidParameterError
from ..pagination import DEFAULT_LIMIT, MAX_LIMIT

__all__ = ["AsOf", "Cursor", "Ids", "Limit", "Switch", "from_state", "whole_number"]

_COUNT = re.compile(r"[0-9]{1,30}")


def from_state(name: str) -> Any:
    """Return the dependency that gives a route something the lifespan opened.

    Like all dependencies it is a coroutine: the framework runs plain functions in threads, and a
    request that goes through ten of them spends most of its time changing threads.
    """

    async def find(request: Request) -> Any:
        return getattr(request.state, name)

    return Depends(find)


def whole_number(value: Any) -> Any:
    """Read plain digits only: ``1_000`` and other scripts' digits are typing errors."""
    if isinstance(value, str):
        if _COUNT.fullmatch(value) is None:
            raise PydanticCustomError("whole_number", "Write a whole number in digits 0-9")
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


async def _limit(
    limit: Annotated[
        int,
        BeforeValidator(whole_number),
        Query(ge=1, description=f"items a page; more than {MAX_LIMIT} is lowered to it"),
    ] = DEFAULT_LIMIT,
) -> int:
    return min(limit, MAX_LIMIT)


Limit = Annotated[int, Depends(_limit)]
Cursor = Annotated[
    str | None, Query(max_length=1_000, description="`next` of the page before this one")
]
AsOf = Annotated[
    str | None,
    Query(
        max_length=40,
        description="state of knowledge: a registry sequence number, or an RFC 3339 time",
        examples=["12", "2026-11-22T09:00:00+09:00"],
    ),
]


async def _ids(
    id: Annotated[  # noqa: A002 - the parameter's name on the wire
        str | None, Query(max_length=8_000, description="ids, separated by commas")
    ] = None,
) -> tuple[UUID, ...] | None:
    if id is None:
        return None
    parts = id.split(",")
    if len(parts) > MAX_LIMIT:
        raise InvalidParameterError(f"Ask for at most {MAX_LIMIT} ids at once.")
    try:
        return tuple(UUID(part) for part in parts)
    except ValueError:
        raise InvalidParameterError("Write `id` as UUIDs separated by commas.") from None


Ids = Annotated[tuple[UUID, ...] | None, Depends(_ids)]
