"""The digest of a result: over numbers, codes and inputs, never over sentences."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from hashlib import sha256
from json import dumps, loads
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Any

from ...engine.aggregate import SetResult
from ...engine.result import ProjectResult
from ...engine.version import ENGINE_VERSION

__all__ = ["digest_of"]

_PLAIN: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        str: encode_basestring,
        int: str,
        bool: lambda value: "true" if value else "false",
        type(None): lambda _: "null",
        Fraction: lambda value: f'"{value.numerator}/{value.denominator}"',
        Decimal: lambda value: f'"{value:f}"',
        date: lambda value: f'"{value.isoformat()}"',
    }
)


def digest_of(result: ProjectResult | SetResult) -> str:
    """Return the SHA-256 (hex) that stands for a result, on any machine and hash seed.

    It is of JSON without white space, the names of every object in order.
    """
    text = f'{{"engine":{dumps(ENGINE_VERSION)},"result":{_Writer().text(result)}}}'
    return sha256(text.encode()).hexdigest()


class _Writer:
    """Writes values as JSON that is the same for equal values.

    The facts stand in a result several times over: at its top, in each score and in each total.
    What was written once is known by its identity, which it keeps as long as the result is there.
    """

    def __init__(self) -> None:
        self._written: dict[int, str] = {}

    def text(self, value: Any) -> str:
        """Return the JSON of a value of a result, or of a part of it."""
        write = _PLAIN.get(type(value))
        if write is not None:
            return write(value)
        known = self._written.get(id(value))
        if known is None:
            known = self._written[id(value)] = self._compound(value)
        return known

    def _compound(self, value: Any) -> str:
        kind: Any = type(value)
        if kind is tuple or kind is list:
            return f"[{','.join([self.text(item) for item in value])}]"
        names = _field_names(kind)
        if names is not None:
            pairs = [f'"{name}":{self.text(getattr(value, name))}' for name in names]
            return f"{{{','.join(pairs)}}}"
        if isinstance(value, Enum):
            return self.text(value.value)
        return self._collection(value)

    def _collection(self, value: Any) -> str:
        if isinstance(value, Mapping):
            named = sorted((str(key), item) for key, item in value.items())
            return f"{{{','.join(f'{encode_basestring(k)}:{self.text(i)}' for k, i in named)}}}"
        if isinstance(value, frozenset):
            items = sorted(loads(self.text(item)) for item in value)
            return dumps(items, ensure_ascii=False, separators=(",", ":"))
        raise TypeError(f"a result must not hold a {type(value).__name__}")


@cache
def _field_names(kind: Any) -> tuple[str, ...] | None:
    """Return what a dataclass is made of, in order; it is asked for thousands of times."""
    return tuple(sorted(field.name for field in fields(kind))) if is_dataclass(kind) else None
