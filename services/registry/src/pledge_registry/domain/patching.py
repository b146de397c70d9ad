"""Merge patches (RFC 7396): null removes, objects merge, all else replaces."""

from collections.abc import Container
from typing import Any, TypeVar

from pydantic import BaseModel

from pledge_shared.errors import FieldError, InvalidInputError, json_pointer
from pledge_shared.validation import validated

__all__ = ["check_patch", "merge_patch"]

Model = TypeVar("Model", bound=BaseModel)


def check_patch(patch: Any, allowed: Container[str]) -> dict[str, Any]:
    """Return a patch that is an object and names only fields that may be patched.

    Raises
    ------
    InvalidInputError
        422: it is no object, or names other fields.
    """
    if not isinstance(patch, dict):
        message = "A merge patch is an object."
        raise InvalidInputError(message, errors=(FieldError("", "dict_type", message),))
    message = "PATCH changes scalars; parts have their own URLs."
    errors = tuple(
        FieldError(json_pointer([key]), "unknown_field", message)
        for key in patch
        if key not in allowed
    )
    if errors:
        raise InvalidInputError("The patch names fields that cannot be patched.", errors=errors)
    return patch


def merge_patch(document: Model, patch: dict[str, Any]) -> Model:
    """Return a document with a checked patch merged into it; the rest is not checked again.

    Raises
    ------
    InvalidInputError
        422: the result breaks a rule.
    """
    before = document.model_dump(mode="json", include=set(patch))
    kept = {name: value for name, value in document if name not in patch}
    return validated(type(document), kept | _merge(before, patch))


def _merge(before: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    merged = dict(before) if isinstance(before, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merge(merged.get(key), value)
    return merged
