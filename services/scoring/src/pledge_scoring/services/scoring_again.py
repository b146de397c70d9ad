"""Scores many plans again, in processes beside the service.

Two of them, each with connections of its own, work plan after plan out again and write what comes
out otherwise. Every transaction holds the place in the feed, so that writing takes turns while
the other process judges.
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
from .updating import find_doubts, score_doubtful

__all__ = ["score_all"]

_PROCESSES = 2
_MANY = 16
"""From so many plans on, starting processes costs less than they bring."""
_SHARE = 8
"""Plans that a process is given at once: what it still ends when the service stops."""


async def score_all(database: Database, plans: Sequence[str], place: Position) -> list[str]:
    """Score plans from the copies kept here; return those of which something is missing."""
    if len(plans) < _MANY:
        return await _score_each(database, plans, place)
    return await _score_beside(database.url, plans, place)


async def _score_each(database: Database, plans: Sequence[str], place: Position) -> list[str]:
    """Work each plan's rates out again and make anew what is in doubt."""
    missing = []
    for plan in plans:
        doubts = await find_doubts(database, plan)
        if doubts is not None and not doubts.is_complete:
            missing.append(plan)
        elif doubts is not None:
            update = await score_doubtful(database, doubts)
            if update is not None:
                await record(database, [update], expected=place, reached=place)
    return missing


async def _score_beside(url: str, plans: Sequence[str], place: Position) -> list[str]:
    shares = [plans[start : start + _SHARE] for start in range(0, len(plans), _SHARE)]
    loop, spawn = asyncio.get_running_loop(), get_context("spawn")
    level = logging.getLevelName(logging.getLogger().getEffectiveLevel())
    pool = ProcessPoolExecutor(_PROCESSES, mp_context=spawn, initializer=_begin, initargs=(level,))
    try:
        missing = await asyncio.gather(
            *(loop.run_in_executor(pool, _score_share, url, share, place) for share in shares)
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [plan for share in missing for plan in share]


def _begin(level: str) -> None:
    begin_beside()
    configure_logs("scoring", level)
    add_installed_methods()


def _score_share(url: str, share: Sequence[str], place: Position) -> list[str]:
    async def score() -> list[str]:
        database = Database(url, pool_size=1)
        try:
            return await _score_each(database, share, place)
        finally:
            await database.close()

    return asyncio.run(score())
