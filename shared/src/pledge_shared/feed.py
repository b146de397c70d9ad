"""What all change feeds share: cursors bound to an epoch, and waiting for the first event.

A cursor is ``<epoch>.<sequence>.<ordinal>`` of the last event that was read. The epoch changes
when a backup is restored, because numbers may then be given again to other events.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from .errors import FeedEpochChangedError, InvalidParameterError
from .waiting import wait_at_most

__all__ = ["IsGone", "cursor_of", "page_or_wait", "place_of", "still_there"]

_CURSOR = re.compile(r"([0-9a-f-]{36})\.([0-9]{1,18})\.([0-9]{1,9})")
_START = (0, 0)
"""Before every commit: the first is number 1."""

_LOOK_AGAIN_SECONDS = 1.0
"""A lost wake-up delays a reader by this much, and loses nothing."""


IsGone = Callable[[], Awaitable[bool]]
"""Tells whether the reader has hung up."""


async def still_there() -> bool:
    """Say of a reader that it is there: a stream ends by itself when it is not."""
    return False


class _Page(Protocol):
    @property
    def items(self) -> Sequence[object]: ...


Page = TypeVar("Page", bound=_Page)


def place_of(after: str | None, epoch: UUID, head: int) -> tuple[int, int]:
    """Return the sequence number and ordinal a cursor stands for; the start without one.

    Parameters
    ----------
    head
        The newest sequence number. A cursor beyond it is of a record that had more commits.

    Raises
    ------
    InvalidParameterError
        400: the cursor was not handed out here.
    FeedEpochChangedError
        410: it was, but before a backup was restored.
    """
    if after is None:
        return _START
    match = _CURSOR.fullmatch(after)
    if match is None:
        raise InvalidParameterError("Use the `next` of an earlier answer as `after`.")
    sequence, ordinal = int(match[2]), int(match[3])
    if match[1] != str(epoch) or sequence > head:
        raise FeedEpochChangedError
    return sequence, ordinal


def cursor_of(epoch: UUID, sequence: int, ordinal: int) -> str:
    """Return the cursor behind an event; it is also the event's id."""
    return f"{epoch}.{sequence}.{ordinal}"


async def page_or_wait(
    read: Callable[[], Awaitable[Page]],
    ticket: Callable[[], asyncio.Event],
    wait: float,
    *,
    is_gone: IsGone = still_there,
) -> Page:
    """Read a page; while it is empty, look again at each wake-up, for ``wait`` seconds at most.

    Parameters
    ----------
    ticket
        Gives what the next commit sets. It is taken before looking, so that none slips between.
    is_gone
        Nothing is waited for on behalf of a reader who has hung up.
    """
    until = asyncio.get_running_loop().time() + wait
    while True:
        woken = ticket()
        page = await read()
        left = until - asyncio.get_running_loop().time()
        if page.items or left <= 0 or await is_gone():
            return page
        await wait_at_most(woken, min(left, _LOOK_AGAIN_SECONDS))
