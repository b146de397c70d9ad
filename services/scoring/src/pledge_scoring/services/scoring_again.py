"""Scores many plans again: what is in doubt is judged in processes beside the service.

Two of them, each with connections of its own, write plan after plan. Every transaction holds the
place in the feed, so that writing takes turns while the other process judges.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from pledge_shared.database.connections import Database
from pledge_shared.logs import configure_logs
from pledge_shared.processes import begin_beside

from ..storage.feed import Position
from .installed_methods import add_installed_methods
from .recording import record
from .updating import Doubts, find_doubts, score_doubtful

__all__ = ["score_all"]

_PROCESSES = 2
_MANY = 16
"""From so many plans on, starting processes costs less than they bring."""
_SHARE = 8
"""Plans that a process is given at once: what it still ends when the service stops."""


async def score_all(database: Database, plans: Sequence[str], place: Position) -> list[str]:
    """Score plans from the copies kept here; return those of which something is missing."""
    found = [await find_doubts(database, plan) for plan in plans]
    doubts = [each for each in found if each is not None]
    complete = [each for each in doubts if each.is_complete]
    if len(complete) < _MANY:
        for each in complete:
            await _score(database, each, place)
    else:
        await _score_beside(database.url, complete, place)
    return [each.plan for each in doubts if not each.is_complete]


async def _score(database: Database, doubts: Doubts, place: Position) -> None:
    update = await score_doubtful(database, doubts)
    if update is not None:
        await record(database, [update], expected=place, reached=place)


async def _score_beside(url: str, doubts: Sequence[Doubts], place: Position) -> None:
    shares = [doubts[start : start + _SHARE] for start in range(0, len(doubts), _SHARE)]
    loop, spawn = asyncio.get_running_loop(), get_context("spawn")
    level = logging.getLevelName(logging.getLogger().getEffectiveLevel())
    pool = ProcessPoolExecutor(_PROCESSES, mp_context=spawn, initializer=_begin, initargs=(level,))
    try:
        await asyncio.gather(
            *(loop.run_in_executor(pool, _score_share, url, share, place) for share in shares)
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin(level: str) -> None:
    begin_beside()
    configure_logs("scoring", level)
    add_installed_methods()


def _score_share(url: str, share: Sequence[Doubts], place: Position) -> None:
    asyncio.run(_score_each(url, share, place))


async def _score_each(url: str, share: Sequence[Doubts], place: Position) -> None:
    database = Database(url, pool_size=1)
    try:
        for doubts in share:
            await _score(database, doubts, place)
    finally:
        await database.close()
