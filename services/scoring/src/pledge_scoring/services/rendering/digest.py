"""The digest of a result: over numbers, codes and inputs, never over sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from hashlib import sha256
from json import dumps, loads
from json.encoder import encode_basestring
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from ...engine.aggregate import SetResult
from ...engine.result import ProjectResult
from ...engine.version import ENGINE_VERSION

__all__ = ["digest_of"]

Write = Callable[[Any], str]


def _fraction(value: Fraction) -> str:
    above, below = value.as_integer_ratio()
    return f'"{above}/{below}"'


_PLAIN: Mapping[type, Write] = MappingProxyType(
    {
        str: encode_basestring,
        int: str,
        bool: {True: "true", False: "false"}.__getitem__,
        type(None): lambda _: "null",
        Fraction: _fraction,
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
        return self._compound(value) if write is None else write(value)

    def _compound(self, value: Any) -> str:
        known = self._written.get(id(value))
        if known is None:
            known = self._written[id(value)] = self._written_out(value)
        return known

    def _written_out(self, value: Any) -> str:
        kind: Any = type(value)
        if kind is tuple or kind is list:
            return f"[{','.join(self._texts(value))}]"
        form = _form_of(kind)
        if form is not None:
            template, values = form
            return template % tuple(self._texts(values(value)))
        if isinstance(value, Enum):
            return _member(value)
        return self._collection(value)

    def _texts(self, values: Sequence[Any]) -> list[str]:
        # A call for each value would take a third of the time that an engine's result takes.
        known = _PLAIN.get
        return [
            "null"
            if value is None
            else write(value)
            if (write := known(type(value))) is not None
            else self._compound(value)
            for value in values
        ]

    def _collection(self, value: Any) -> str:
        if isinstance(value, Mapping):
            named = sorted((str(key), item) for key, item in value.items())
            return f"{{{','.join(f'{encode_basestring(k)}:{self.text(i)}' for k, i in named)}}}"
        if isinstance(value, frozenset):
            items = sorted(loads(self.text(item)) for item in value)
            return dumps(items, ensure_ascii=False, separators=(",", ":"))
        raise TypeError(f"a result must not hold a {type(value).__name__}")


@cache
def _form_of(kind: Any) -> tuple[str, Callable[[Any], tuple[Any, ...]]] | None:
    """Return how a dataclass is written and what gives its values; asked for thousands of times."""
    if not is_dataclass(kind):
        return None
    names = sorted(field.name for field in fields(kind))
    template = "{" + ",".join(f'"{name}":%s' for name in names) + "}"
    values = attrgetter(*names)
    return template, values if len(names) > 1 else lambda value: (values(value),)


@cache
def _member(member: Enum) -> str:
    return _PLAIN[type(member.value)](member.value)
