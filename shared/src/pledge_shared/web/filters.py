"""Query parameters made from a table of filters."""

import inspect
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ..contracts.filters import Condition, Filter, Operator, ValueKind, parameters_of
from ..contracts.scalars import Day
from .parameters import Switch, whole_number

__all__ = ["LONGEST", "Time", "filters_dependency", "some_of"]

_CODE, _DISTRICT = "[a-z0-9][a-z0-9-]{0,62}", "[0-9]{10}"
LONGEST = 4_000
"""Most characters of a value that lists several."""
_LARGEST = 2**63 - 1
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+ -]\d\d:\d\d)", re.ASCII)
_EARLIEST = datetime(1945, 1, 1, tzinfo=UTC)


def some_of(pattern: str) -> str:
    """Return the pattern of values of one form, separated by commas."""
    return f"^({pattern})(,({pattern}))*$"


def _listed(pattern: str) -> Any:
    return Annotated[
        str,
        Field(pattern=some_of(pattern), max_length=LONGEST),
        AfterValidator(lambda text: tuple(text.split(","))),
    ]


def _time(value: str) -> datetime:
    try:
        at = datetime.fromisoformat(value.replace(" ", "+")) if _TIME.fullmatch(value) else None
        if at is not None and at.astimezone(UTC) >= _EARLIEST:
            return at
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError("invalid_time", "Write a time with offset, 2026-11-22T09:00:00+09:00")


Time = Annotated[
    str,
    AfterValidator(_time),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
_Number = Annotated[int, Field(ge=0, le=_LARGEST), BeforeValidator(whole_number)]


def _type_of(each: Filter) -> Any:
    if each.kind is ValueKind.WORDS and each.words is not None:
        return _listed("|".join(each.words))
    return {
        ValueKind.CODES: _listed(_CODE),
        ValueKind.DISTRICTS: _listed(_DISTRICT),
        ValueKind.SWITCH: Switch,
        ValueKind.NUMBER: _Number,
        ValueKind.DAY: Day,
        ValueKind.TIME: Time,
    }[each.kind]


def filters_dependency(filters: tuple[Filter, ...]) -> Callable[..., tuple[Condition, ...]]:
    """Return the dependency that reads the conditions of a request."""
    known = {
        name.replace(".", "_"): (each, operator) for name, each, operator in parameters_of(filters)
    }

    def read(**given: Any) -> tuple[Condition, ...]:
        return tuple(
            Condition(known[name][0].name, known[name][1], value)
            for name, value in given.items()
            if value is not None
        )

    # FastAPI reads the parameters of a dependency from its signature.
    read.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # functions have it
        [_parameter(name, each, operator) for name, (each, operator) in known.items()]
    )
    return read


def _parameter(name: str, each: Filter, operator: Operator) -> inspect.Parameter:
    about = each.description if operator is Operator.ANY else f"{each.description} ({operator})"
    query = Query(alias=each.parameter(operator), description=about)
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[_type_of(each) | None, query],
    )
