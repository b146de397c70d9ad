"""Watches scores and days in the background; see `settling` for one step of it."""

import asyncio
from collections.abc import Callable
from datetime import date

from pledge_shared.database.connections import Database
from pledge_shared.waiting import work_off

from ...storage.alert_watching import is_waiting
from .edition import AlertEdition, current_edition
from .settling import settle_some

__all__ = ["AlertWatcher"]


class AlertWatcher:
    """Raises and clears alerts: within a second or two of a score, and when a day changes them.

    Parameters
    ----------
    today
        Returns the day it is; alerts know no other clock.
    """

    def __init__(
        self,
        database: Database,
        today: Callable[[], date],
        edition: AlertEdition | None = None,
    ) -> None:
        self._database = database
        self._today = today
        self._edition = edition or current_edition()

    async def run(self) -> None:
        """Watch until cancelled."""
        await work_off("alerts", self.step, asyncio.Event())

    async def step(self) -> bool:
        """Look at some projects if there are any to look at; tell whether there were."""
        today = self._today()
        async with self._database.ask() as connection:
            if not await is_waiting(connection, today, self._edition.digest):
                return False
        async with self._database.write() as connection:
            return await settle_some(connection, self._edition, today)
