"""Background work: done while there is some, then waited for."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from .database.connections import is_down

__all__ = ["wait_at_most", "work_off"]

_IDLE_SECONDS = 1.0
_log = structlog.get_logger()


async def wait_at_most(event: asyncio.Event, seconds: float) -> None:
    """Return when an event is set, or after some seconds."""
    # Not wait_for, which loses a cancellation that comes together with the event.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


async def work_off(what: str, step: Callable[[], Awaitable[bool]], woken: asyncio.Event) -> None:
    """Do queued work until cancelled; whatever goes wrong with one piece, the next is tried.

    Parameters
    ----------
    what
        The work, as the log names it.
    step
        Does one piece; tells whether there was one.
    woken
        Set when there is work; what other processes queue is found a second later.
    """
    while True:
        try:
            done = await step()
        except Exception as error:  # noqa: BLE001 - the worker must outlive any piece of work
            if is_down(error):
                _log.warning("work waits for the database", work=what, error=type(error).__name__)
            else:
                _log.exception("work was interrupted", work=what)
            done = False
        if not done:
            await wait_at_most(woken, _IDLE_SECONDS)
            woken.clear()
