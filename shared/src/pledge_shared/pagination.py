"""Keyset pages: stable while rows are being added, bound to the list they belong to."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Generic, TypeVar

from .errors import InvalidParameterError

__all__ = [
    "DEFAULT_LIMIT",
    "MAX_LIMIT",
    "Page",
    "cut_page",
    "decode_cursor",
    "decode_number",
    "encode_cursor",
]

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
_MOST_DIGITS = 18
_SEPARATOR = "\x1f"
_TAG_LENGTH = 16

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows and, if there are more, the cursor after which they begin."""

    items: Sequence[T]
    next: str | None


def _tag(scope: str, key: Sequence[str]) -> str:
    return sha256(_SEPARATOR.join((scope, *key)).encode()).hexdigest()[:_TAG_LENGTH]


def encode_cursor(scope: str, *key: str) -> str:
    """Return opaque text for the sort key of the last row; ``scope`` names list and filter."""
    written = _SEPARATOR.join((_tag(scope, key), *key))
    return urlsafe_b64encode(written.encode()).decode().rstrip("=")


def decode_cursor(scope: str, cursor: str, length: int) -> tuple[str, ...]:
    """Read a cursor handed out earlier for the same list and filter.

    Raises
    ------
    InvalidParameterError
        It was not made here, was changed since, or belongs to another list or filter.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        _, *key = urlsafe_b64decode(padded.encode("ascii")).decode().split(_SEPARATOR)
    except (UnicodeError, Base64Error, ValueError):
        key = []
    # Written again it must be the same text: several texts of base64 mean the same bytes.
    same = encode_cursor(scope, *key) == cursor
    if not same or len(key) != length or any("\0" in part for part in key):
        raise InvalidParameterError("The cursor does not belong to this list; start without one.")
    return tuple(key)


def decode_number(scope: str, cursor: str) -> int:
    """Read a cursor whose key is one number, as `decode_cursor` does."""
    (text,) = decode_cursor(scope, cursor, 1)
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise InvalidParameterError("The cursor does not belong to this list; start without one.")
    return int(text)


def cut_page(
    rows: Sequence[T], limit: int, scope: str, key: Callable[[T], tuple[str, ...]]
) -> Page[T]:
    """Make a page from up to ``limit + 1`` rows."""
    items = rows[:limit]
    more = len(rows) > limit
    return Page(items, encode_cursor(scope, *key(items[-1])) if more else None)
