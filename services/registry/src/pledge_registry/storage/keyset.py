"""Keyset pages over any order: mixed directions, and rows without a value last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from pledge_shared.errors import InvalidParameterError

__all__ = ["SortColumn", "after", "key_read", "key_written"]

_NOTHING, _SOMETHING = "n", "v"


@dataclass(frozen=True, slots=True)
class SortColumn:
    """One key of an order; ``read`` makes its value from the text in a cursor."""

    expression: ColumnElement[Any]
    read: Callable[[str], Any] = str
    descending: bool = False

    @property
    def ordered(self) -> ColumnElement[Any]:
        """The expression as ORDER BY takes it."""
        way = self.expression.desc() if self.descending else self.expression.asc()
        return way.nulls_last()

    def at(self, value: Any) -> ColumnElement[bool]:
        """Return the condition that a row stands level with a value."""
        return self.expression.is_(None) if value is None else self.expression == value

    def behind(self, value: Any) -> ColumnElement[bool]:
        """Return the condition that a row stands behind a value."""
        if value is None:
            return false()
        way = self.expression < value if self.descending else self.expression > value
        return or_(way, self.expression.is_(None))


def after(columns: Sequence[SortColumn], key: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a row stands behind a key in the order of all columns."""
    return or_(
        *(
            and_(
                *(columns[before].at(key[before]) for before in range(place)),
                columns[place].behind(key[place]),
            )
            for place in range(len(columns))
        )
    )


def key_written(key: Sequence[Any]) -> tuple[str, ...]:
    """Return a key as a cursor carries it."""
    return tuple(_NOTHING if value is None else _SOMETHING + _text(value) for value in key)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def key_read(columns: Sequence[SortColumn], texts: Sequence[str]) -> tuple[Any, ...]:
    """Read a key that a cursor carries.

    Raises
    ------
    InvalidParameterError
        400: no list has a key like this.
    """
    try:
        return tuple(
            None if text == _NOTHING else column.read(text.removeprefix(_SOMETHING))
            for column, text in zip(columns, texts, strict=True)
        )
    except ValueError:
        raise InvalidParameterError(
            "The cursor does not belong to this list; start without one."
        ) from None
