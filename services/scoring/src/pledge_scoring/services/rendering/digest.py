"""The digest of a result: over numbers, codes and inputs, never over sentences."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from json import dumps
from typing import Any

from ...engine.aggregate import SetResult
from ...engine.result import ProjectResult
from ...engine.version import ENGINE_VERSION

__all__ = ["digest_of"]


def digest_of(result: ProjectResult | SetResult) -> str:
    """Return the SHA-256 (hex) that stands for a result, on any machine and hash seed."""
    canonical = {"engine": ENGINE_VERSION, "result": _canonical(result)}
    text = dumps(canonical, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """Return a value as JSON that is the same for equal values."""
    if is_dataclass(value):
        return {field.name: _canonical(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(_canonical(item) for item in value)
    if isinstance(value, tuple | list):
        return [_canonical(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return f"{value:f}" if isinstance(value, Decimal) else _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"a result must not hold a {type(value).__name__}")
