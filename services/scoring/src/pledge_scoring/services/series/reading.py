"""Reads of time series, page by page."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pledge_shared.database.connections import Database, ReadConnection
from pledge_shared.errors import InvalidParameterError, NotFoundError
from pledge_shared.pagination import Page, cut_page, decode_cursor

from ...storage.inputs import find_plan, project_inputs
from ...storage.series import KnownPoint, known_points
from ..asking import Answer, answer_of
from ..states import PlanState, stored_state
from .asking import SeriesAsked
from .known import Slot, points_of, slots_of
from .points import Point
from .rendering import render_series
from .restated import Day, days_of, restate

__all__ = ["SeriesOfRates"]

_MOST_SCORED = 2_000
"""Projects that one page scores anew, all its dates together."""

_Place = TypeVar("_Place", Slot, Day)


@dataclass(frozen=True, slots=True)
class _Window:
    """Which places of a series a page shows: some behind a key; ``scope`` names the series."""

    after: str
    limit: int
    scope: str

    def cut(self, places: Sequence[_Place], most: int | None = None) -> Page[_Place]:
        behind = [place for place in places if place.key > self.after]
        limit = self.limit if most is None else min(self.limit, most)
        return cut_page(behind[: limit + 1], limit, self.scope, lambda place: (place.key,))


class SeriesOfRates:
    """Answers from the record of scores, or from the copies kept here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, asked: SeriesAsked, *, cursor: str | None, limit: int) -> Answer:
        """Return some points of a series.

        Raises
        ------
        NotFoundError
            404: nothing of the kind was ever scored, or (restated) it is there no more.
        InvalidParameterError
            400: the cursor belongs to another series, or the window to none.
        """
        if asked.start and asked.end and asked.end < asked.start:
            raise InvalidParameterError("Write a window whose `to` is not before its `from`.")
        if asked.basis == "restated" and asked.step == "change":
            raise InvalidParameterError("Only what was known changes; ask for basis=as_known.")
        scope = f"series:{asked}"
        after = "" if cursor is None else decode_cursor(scope, cursor, 1)[0]
        window = _Window(after, limit, scope)
        async with self._database.read() as connection:
            points = await known_points(connection, asked.plan, asked.code)
            if not points:
                raise NotFoundError("No such thing has been scored; new ones are within a second.")
            if asked.basis == "as_known":
                page = await _known(connection, asked, points, window)
            else:
                page = await _restated(connection, asked, points, window)
        sequences = [each.foundation.registry_sequence for each in page.items if each.foundation]
        return answer_of(
            render_series(asked, page), version=None, sequence=max(sequences, default=0)
        )


async def _known(
    connection: ReadConnection,
    asked: SeriesAsked,
    points: Sequence[KnownPoint],
    window: _Window,
) -> Page[Point]:
    slots = slots_of(asked, points)
    page = window.cut(slots)
    ahead = [slot for slot in slots if slot.known and slot.key <= window.after]
    found = await points_of(connection, asked, page.items, ahead[-1] if ahead else None)
    return Page(found, page.next)


async def _restated(
    connection: ReadConnection,
    asked: SeriesAsked,
    points: Sequence[KnownPoint],
    window: _Window,
) -> Page[Point]:
    state, sequence = await _present(connection, asked)
    most = max(1, _MOST_SCORED // max(1, len(state.projects)))
    page = window.cut(days_of(asked, state, points), most)
    found = await asyncio.to_thread(restate, asked, state, page.items, sequence=sequence)
    return Page(found, page.next)


async def _present(connection: ReadConnection, asked: SeriesAsked) -> tuple[PlanState, int]:
    """Return what is known today of a plan, or of a project with its parts."""
    head = await find_plan(connection, asked.plan)
    if head is None:
        raise NotFoundError("The plan is there no more; ask for basis=as_known.")
    codes = None if asked.code is None else [asked.code]
    found = await project_inputs(connection, asked.plan, codes)
    state = stored_state(head, found)
    if asked.code is not None and asked.code not in state.projects:
        raise NotFoundError("The project is there no more; ask for basis=as_known.")
    return state, max([head.sequence, *(each.sequence for each in found)])
