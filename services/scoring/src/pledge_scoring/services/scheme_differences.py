"""What differs between two schemes: fields by their codes, with the sources behind both values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pledge_shared.contracts.schemes import SchemeChange, Source
from pledge_shared.errors import json_pointer

__all__ = ["changes"]

_Path = tuple[str, ...]
_NAMED_BY = ("code", "grade", "rule")
"""Fields that find an entry of a list again; a quota is known by its grade and its rule."""


@dataclass(frozen=True, slots=True)
class _Field:
    """A value of a scheme, and the code of the source it stands on."""

    value: Any
    reference: str | None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[SchemeChange]:
    """Yield the fields that differ, those of the later scheme in its order, then what is gone.

    Sources themselves are not compared: they stand beside the numbers that come from them.
    """
    old, new = dict(_fields(before, (), None)), dict(_fields(after, (), None))
    for path in [*new, *(path for path in old if path not in new)]:
        was, now = old.get(path), new.get(path)
        if (was.value if was else None) != (now.value if now else None):
            yield SchemeChange(
                pointer=json_pointer(path, longest=None),
                before=was.value if was else None,
                after=now.value if now else None,
                source_before=_source(before, was),
                source_after=_source(after, now),
            )


def _fields(value: Any, path: _Path, reference: str | None) -> Iterator[tuple[_Path, _Field]]:
    if isinstance(value, dict):
        below = value.get("reference", reference)
        for name, part in value.items():
            if name not in {"reference", "sources"}:
                yield from _fields(part, (*path, name), below)
    elif isinstance(value, list) and all(isinstance(part, dict) for part in value):
        for place, part in enumerate(value):
            yield from _fields(part, (*path, _name(part, place)), reference)
    else:
        yield path, _Field(value, reference)


def _name(part: Mapping[str, Any], place: int) -> str:
    named = [str(part[field]) for field in _NAMED_BY if field in part]
    return ":".join(named) or str(place)


def _source(document: Mapping[str, Any], field: _Field | None) -> Source | None:
    if field is None or field.reference is None:
        return None
    found = (each for each in document.get("sources", ()) if each["code"] == field.reference)
    return next((Source.model_validate(each) for each in found), None)
