"""A watcher that takes a step when it is told to, on the day it is told."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from pledge_scoring.services.alerts.watcher import AlertWatcher
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.storage.alert_feed import AlertEvent, alert_events_after
from pledge_scoring.storage.alerts import AlertFilter, AlertRow, page_of_alerts
from pledge_shared.database.connections import Database

Watch = Callable[..., Awaitable[None]]
Told = Callable[[], Awaitable[list[tuple[str, str, str]]]]
Standing = Callable[[], Awaitable[list[AlertRow]]]


@pytest.fixture
def watch(database: Database, follower: RegistryFollower) -> Watch:
    """Take in what the registry has, and do all that is to be done on a day."""

    async def until_done(day: date = date(2021, 12, 31), **given: Any) -> None:
        await follower.step()
        watcher = AlertWatcher(database, lambda: day, **given)
        while await watcher.step():
            pass

    return until_done


@pytest.fixture
def events(database: Database) -> Callable[[], Awaitable[list[AlertEvent]]]:
    async def read() -> list[AlertEvent]:
        async with database.read() as connection:
            return await alert_events_after(connection, 0, 0, 1_000)

    return read


@pytest.fixture
def told(events: Callable[[], Awaitable[list[AlertEvent]]]) -> Told:
    """Read everything that was ever told: change, project and code."""

    async def read() -> list[tuple[str, str, str]]:
        return [(each.change, each.project, each.code) for each in await events()]

    return read


@pytest.fixture
def standing(database: Database) -> Standing:
    async def read() -> list[AlertRow]:
        async with database.read() as connection:
            return await page_of_alerts(connection, AlertFilter(), after=None, limit=1_000)

    return read
