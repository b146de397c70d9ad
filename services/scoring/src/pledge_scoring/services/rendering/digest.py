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
from typing import Any, Final

from ...engine.aggregate import SetResult
from ...engine.result import ProjectResult
from ...engine.version import ENGINE_VERSION

__all__ = ["digest_of"]

Write = Callable[[Any], str]
Written = dict[int, str]
"""What was written of a result once, by its identity, which it keeps while the result is there.

The facts stand in a result several times over: at its top, in each score and in each total.
"""


def _fraction(value: Fraction) -> str:
    above, below = value.as_integer_ratio()
    return f'"{above}/{below}"'


_PLAIN: Final[dict[type, Write]] = {
    str: encode_basestring,
    int: str,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): lambda _: "null",
    Fraction: _fraction,
    Decimal: lambda value: f'"{value:f}"',
    date: lambda value: f'"{value.isoformat()}"',
}


def digest_of(result: ProjectResult | SetResult) -> str:
    """Return the SHA-256 (hex) that stands for a result, on any machine and hash seed.

    It is of JSON without white space, the names of every object in order.
    """
    text = f'{{"engine":{dumps(ENGINE_VERSION)},"result":{_text({}, result)}}}'
    return sha256(text.encode()).hexdigest()


def _text(written: Written, value: Any) -> str:
    """Return the JSON of a value of a result, the same for equal values."""
    write = _PLAIN.get(type(value))
    return _compound(written, value) if write is None else write(value)


def _compound(written: Written, value: Any) -> str:
    known = written.get(id(value))
    if known is None:
        kind: Any = type(value)
        known = written[id(value)] = _writer_of(kind)(written, value)
    return known


@cache
def _writer_of(kind: Any) -> Callable[[Written, Any], str]:
    if issubclass(kind, tuple | list):
        return _write_list
    if is_dataclass(kind):
        return _writer_of_fields(sorted(field.name for field in fields(kind)))
    if issubclass(kind, Enum):
        return lambda _, member: _PLAIN[type(member.value)](member.value)
    if issubclass(kind, Mapping):
        return _write_mapping
    if issubclass(kind, frozenset):
        return _write_set
    raise TypeError(f"a result must not hold a {kind.__name__}")


def _writer_of_fields(names: Sequence[str]) -> Callable[[Written, Any], str]:
    """Return what writes objects with these fields.

    One expression for all of them, because a loop with a call for each takes twice as long, and
    a national re-score writes thirty million fields.
    """
    member = (
        '"{0}":{{(null if (field := value.{0}) is None '
        "else write(field) if (write := plain(type(field))) is not None "
        "else compound(written, field))}}"
    )
    members = ",".join(member.format(name) for name in names)
    source = f"lambda written, value: f'{{{{{members}}}}}'"
    known = {"null": "null", "plain": _PLAIN.get, "compound": _compound}
    writer: Callable[[Written, Any], str] = eval(source, known)  # noqa: S307 - made of the names of our own fields
    return writer


def _write_list(written: Written, values: Sequence[Any]) -> str:
    return f"[{','.join([_text(written, value) for value in values])}]"


def _write_mapping(written: Written, values: Mapping[Any, Any]) -> str:
    named = sorted((str(key), item) for key, item in values.items())
    members = (f"{encode_basestring(key)}:{_text(written, item)}" for key, item in named)
    return f"{{{','.join(members)}}}"


def _write_set(written: Written, values: frozenset[Any]) -> str:
    items = sorted(loads(_text(written, value)) for value in values)
    return dumps(items, ensure_ascii=False, separators=(",", ":"))
