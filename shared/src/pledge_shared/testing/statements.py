"""Counting the SQL statements that a request asks, and nobody else's meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import event
from sqlalchemy.engine import Engine

__all__ = ["asked_statements"]

_ASKED: ContextVar[list[str] | None] = ContextVar("asked", default=None)


@contextmanager
def asked_statements() -> Iterator[list[str]]:
    """Collect the statements asked in this block's own context; workers have another."""
    asked: list[str] = []
    token = _ASKED.set(asked)
    event.listen(Engine, "before_cursor_execute", _note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", _note)
        _ASKED.reset(token)


def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    asked = _ASKED.get()
    if asked is not None and not statement.startswith("SET TRANSACTION"):
        asked.append(statement)
