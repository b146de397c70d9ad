"""Preparing lines: in processes beside the service, a few lines ahead of the import."""

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from pledge_shared.errors import ServiceError
from pledge_shared.processes import begin_beside

from ..storage.import_lines import Line
from .preparing import PreparedPlan, prepare_line

__all__ = ["PreparedLine", "preparers"]

PreparedLine = tuple[Line, PreparedPlan | ServiceError | None]
"""A line and what was made of it, or what is wrong with it; None where it has no body."""

_PROCESSES = 2
_AHEAD = 2 * _PROCESSES
"""Lines in work or waiting to be imported: what bounds the memory."""


class Preparers:
    """Prepares lines in other processes."""

    def __init__(self, processes: Executor) -> None:
        self._processes = processes

    async def in_order(self, lines: AsyncIterable[Line]) -> AsyncIterator[PreparedLine]:
        """Yield each line with what was made of it."""
        waiting: deque[tuple[Line, asyncio.Future[PreparedPlan | ServiceError] | None]] = deque()
        async for line in lines:
            waiting.append((line, self._start(line)))
            if len(waiting) > _AHEAD:
                yield await _next(waiting)
        while waiting:
            yield await _next(waiting)

    def _start(self, line: Line) -> asyncio.Future[PreparedPlan | ServiceError] | None:
        if line.body is None:
            return None
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._processes, prepare_line, line.body)


class Alone:
    """Prepares lines here, one after the other."""

    async def in_order(self, lines: AsyncIterable[Line]) -> AsyncIterator[PreparedLine]:
        """Yield each line with what was made of it."""
        async for line in lines:
            yield line, None if line.body is None else prepare_line(line.body)


@contextmanager
def preparers(*, processes: bool) -> Iterator[Preparers | Alone]:
    """Start processes for a large import, none for a small one; they end with the block."""
    if not processes:
        yield Alone()
        return
    pool = ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn"), initializer=_begin)
    try:
        yield Preparers(pool)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


async def _next(
    waiting: deque[tuple[Line, asyncio.Future[PreparedPlan | ServiceError] | None]],
) -> PreparedLine:
    line, future = waiting.popleft()
    return line, None if future is None else await future


def _begin() -> None:
    os.nice(5)  # what the import waits for, and other requests, go first
    begin_beside()
