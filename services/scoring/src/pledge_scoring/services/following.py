"""Follows the registry's feed: the cursor is the truth, and moves with the scores it led to."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from secrets import SystemRandom

import structlog

from pledge_shared.clients.registry import MOST_EVENTS, FeedPage, RegistryClient
from pledge_shared.contracts.events import CloudEvent, EventData
from pledge_shared.database.connections import DATABASE_DOWN, Database
from pledge_shared.errors import FeedEpochChangedError, UnavailableError

from ..engine.version import ENGINE_VERSION
from ..storage.feed import Position, position
from ..storage.scores import outdated_plans
from .organizations import Organizations
from .progress import Progress
from .recording import record, start_over
from .schemes import digests
from .scoring_again import score_all
from .updating import Updates

__all__ = ["RegistryFollower"]

_WAIT_SECONDS = 20
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
_log = structlog.get_logger()
_chance = SystemRandom()


class RegistryFollower:
    """Takes in the registry's changes, one page of events a transaction."""

    def __init__(self, database: Database, registry: RegistryClient, progress: Progress) -> None:
        self._database = database
        self._registry = registry
        self._progress = progress
        self._updates = Updates(database, registry)
        self._organizations = Organizations(database, registry)

    async def run(self) -> None:
        """Follow until cancelled; whatever fails is tried again, ever more patiently."""
        pause, is_current = _FIRST_PAUSE, False
        while True:
            try:
                if not is_current:
                    await self.bring_up_to_date()
                    await self.learn_organizations()
                    is_current = True
                # The first answer makes the service ready: nothing to wait for.
                await self.step(wait=_WAIT_SECONDS if self._progress.registry_reached else 0)
                pause = _FIRST_PAUSE
            except (UnavailableError, *DATABASE_DOWN) as error:
                _log.warning("registry feed cannot be taken in", reason=str(error))
            except Exception:  # noqa: BLE001 - whatever it is, following must go on
                _log.exception("registry feed step failed")
            else:
                continue
            await asyncio.sleep(pause * _chance.uniform(0.5, 1.0))
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def bring_up_to_date(self) -> None:
        """Score again what another engine or scheme had scored, and what could not be scored."""
        async with self._database.read() as connection:
            place = await position(connection)
            plans = await outdated_plans(connection, ENGINE_VERSION, digests())
        await self.score_again(plans, place)
        self._progress.reach(place.sequence)

    async def learn_organizations(self) -> None:
        """Ask for all organizations, where a release that kept none read the feed."""
        async with self._database.read() as connection:
            place = await position(connection)
        known = await self._organizations.of_earlier_release(as_of=place.sequence)
        if known is not None:
            await record(self._database, (), expected=place, reached=place, organizations=known)

    async def score_again(self, plans: Sequence[str], place: Position) -> None:
        """Score plans again, and store what came out otherwise.

        From the copies kept here; of a plan that is not all here, from the registry.
        """
        for plan in await score_all(self._database, plans, place):
            update = await self._updates.after_events(plan, (), as_of=place.sequence)
            if update is not None:
                await record(self._database, [update], expected=place, reached=place)

    async def step(self, *, wait: int = 0, until: str | None = None) -> None:
        """Read one page of events, waiting some seconds for the first, and store what it means.

        Parameters
        ----------
        until
            Cursor behind the last event to take in, when it is on the page.
        """
        async with self._database.read() as connection:
            place = await position(connection)
        if place.sequence != self._progress.sequence:  # another process was faster
            self._progress.reach(place.sequence)
        try:
            page = await self._registry.events(place.cursor, wait=wait)
        except FeedEpochChangedError:
            _log.warning("the registry was restored: reading its feed from the beginning")
            if await start_over(self._database, place):
                self._progress.reach(0)
            return
        self._progress.heard_of(page.head)
        await self._take_in(_cut(page, until), place)

    async def _take_in(self, page: FeedPage, place: Position) -> None:
        reached = Position(page.next, _complete_up_to(page, place))
        if reached == place:
            return
        organizations = await self._organizations.after_events(page.events)
        updates = []
        for plan, events in _by_plan(page.events).items():
            update = await self._updates.after_events(
                plan, events, as_of=page.events[-1].data.sequence
            )
            if update is not None:
                updates.append(update)
        if await record(
            self._database,
            updates,
            expected=place,
            reached=reached,
            head=page.audit_head,
            organizations=organizations,
        ):
            self._progress.reach(reached.sequence)


def _cut(page: FeedPage, until: str | None) -> FeedPage:
    """Return a page without what stands behind one of its events."""
    for number, event in enumerate(page.events, start=1):
        if event.id == until:
            return replace(page, events=page.events[:number], next=event.id)
    return page


def _complete_up_to(page: FeedPage, place: Position) -> int:
    """Return the last commit of which every event has been read, this page included."""
    if not page.events:
        return max(page.head, place.sequence)
    last = page.events[-1].data.sequence
    return max(last if len(page.events) < MOST_EVENTS else last - 1, place.sequence)


def _by_plan(events: Sequence[CloudEvent]) -> dict[str, list[EventData]]:
    """Group what bears on scores by plan; what an organization is does not."""
    grouped = defaultdict(list)
    for event in events:
        if event.data.kind == "plan":
            grouped[event.data.code].append(event.data)
        elif event.data.kind == "project" and event.data.plan is not None:
            grouped[event.data.plan].append(event.data)
    return dict(grouped)
