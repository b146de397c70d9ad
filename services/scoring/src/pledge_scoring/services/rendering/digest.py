"""The digest of a result: over numbers, codes and inputs, never over sentences."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from hashlib import sha256
from json import dumps
from typing import Any

from ...engine.aggregate import SetResult
from ...engine.result import ProjectResult
from ...engine.version import ENGINE_VERSION

__all__ = ["digest_of"]

_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def digest_of(result: ProjectResult | SetResult) -> str:
    """Return the SHA-256 (hex) that stands for a result, on any machine and hash seed."""
    canonical = {"engine": ENGINE_VERSION, "result": _canonical(result)}
    text = dumps(canonical, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """Return a value as JSON that is the same for equal values."""
    kind: Any = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple or kind is list:
        return [_canonical(item) for item in value]
    names = _field_names(kind)
    if names is not None:
        return {name: _canonical(getattr(value, name)) for name in names}
    return _scalar_or_collection(value)


@cache
def _field_names(kind: Any) -> tuple[str, ...] | None:
    """Return what a dataclass is made of; it is asked for thousands of times a project."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


def _scalar_or_collection(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return _collection(value)


def _collection(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(_canonical(item) for item in value)
    raise TypeError(f"a result must not hold a {type(value).__name__}")
