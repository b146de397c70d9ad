"""One well-formed JSON document in UTF-8, or an error that says what is wrong with it.

Stricter than the standard library: NaN, Infinity, duplicate keys, lone surrogates, endless
nesting and oversized arrays are refused instead of being passed on to whoever trips over them.
"""

import json
from math import isfinite
from typing import Any, Never

from .errors import FieldError, InvalidInputError, MalformedJsonError, json_pointer

__all__ = ["MAX_ARRAY", "MAX_DEPTH", "MAX_KEYS", "parse_json"]

MAX_DEPTH = 32
"""Deepest nesting of objects and arrays."""

MAX_ARRAY = 1_000
"""Most elements in one array."""

MAX_KEYS = 1_000
"""Most keys in one object."""

_LONGEST_INTEGER = 30
_BOM = b"\xef\xbb\xbf"


class _DuplicateKeyError(ValueError):
    """An object names one key twice."""


def parse_json(body: bytes, *, max_array: int = MAX_ARRAY) -> Any:
    """Parse a request body.

    Raises
    ------
    MalformedJsonError
        The bytes are not one JSON document in UTF-8, repeat a key, or nest too deep.
    InvalidInputError
        A text holds a lone surrogate or NUL, a number is too large, or an array too long.
    """
    try:
        value = json.loads(
            body.removeprefix(_BOM).decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_float,
            parse_int=_integer,
            object_pairs_hook=_refuse_duplicates,
        )
    except UnicodeDecodeError:
        raise MalformedJsonError("The body is not UTF-8; send JSON in UTF-8.") from None
    except json.JSONDecodeError as exc:
        raise MalformedJsonError(f"{exc.msg} at line {exc.lineno} column {exc.colno}.") from None
    except _DuplicateKeyError:
        raise MalformedJsonError("An object repeats a key; each may appear once.") from None
    except RecursionError:
        raise MalformedJsonError(f"The document nests deeper than {MAX_DEPTH} levels.") from None
    except ValueError:
        raise MalformedJsonError("NaN and Infinity are not JSON.") from None
    _check(value, max_array)
    return value


def _refuse_constant(_: str) -> Never:
    raise ValueError


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise _refusal(None, "out_of_range", "A number has too many digits.")
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise _refusal(None, "out_of_range", "A number is too large.")
    return number


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DuplicateKeyError
    return found


def _check(root: Any, max_array: int) -> None:
    """Walk the document once, without recursion, and refuse what no field may hold."""
    waiting: list[tuple[Any, int, Any]] = [(root, 0, None)]
    while waiting:
        value, depth, path = waiting.pop()
        if isinstance(value, str):
            _check_text(value, path)
        elif isinstance(value, list | dict):
            if depth >= MAX_DEPTH:
                raise MalformedJsonError(f"The document nests deeper than {MAX_DEPTH} levels.")
            most = max_array if isinstance(value, list) else MAX_KEYS
            if len(value) > most:
                raise _refusal(path, "too_long", f"A list or object holds more than {most} parts.")
            for key, child in value.items() if isinstance(value, dict) else enumerate(value):
                _check_text(str(key), path)
                waiting.append((child, depth + 1, (path, key)))


def _check_text(text: str, path: Any) -> None:
    if text.isascii() and "\0" not in text:
        return
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise _refusal(path, "invalid_unicode", "Text must not hold NUL or lone surrogates.")


def _refusal(path: Any, code: str, message: str) -> InvalidInputError:
    keys: list[Any] = []
    while path is not None:
        path, key = path
        keys.append(key)
    return InvalidInputError(
        message, errors=(FieldError(json_pointer(reversed(keys)), code, message),)
    )
