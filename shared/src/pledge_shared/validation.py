"""Turns pydantic's errors into ours: a pointer, a stable code, a sentence, never the input."""

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .errors import FieldError, InvalidInputError, json_pointer

__all__ = ["field_errors", "validated"]

_MOST_ERRORS = 100
_PLACES = {"body", "query", "header", "path"}
_CODES = {"extra_forbidden": "unknown_field", "missing": "missing"}

Model = TypeVar("Model", bound=BaseModel)


def field_errors(errors: Iterable[Any]) -> tuple[FieldError, ...]:
    """Describe at most 100 of pydantic's errors."""
    found = []
    for error in errors:
        location = [part for part in error["loc"] if part not in _PLACES]
        code = _CODES.get(error["type"], error["type"])
        found.append(FieldError(json_pointer(location), code, error["msg"]))
        if len(found) == _MOST_ERRORS:
            break
    return tuple(found)


def validated(model: type[Model], value: Any, *, at: str = "") -> Model:
    """Check plain JSON values against a model.

    Raises
    ------
    InvalidInputError
        With a pointer for each rule broken; ``at`` is put before each pointer.
    """
    try:
        return model.model_validate(value)
    except ValidationError as exc:
        errors = tuple(
            FieldError(at + item.pointer, item.code, item.message)
            for item in field_errors(exc.errors(include_url=False, include_input=False))
        )
        raise InvalidInputError(
            f"{len(errors)} rule(s) broken; see errors.", errors=errors
        ) from None
