"""Application factory of the registry."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypedDict

from fastapi import FastAPI

from pledge_shared.database.connections import Database
from pledge_shared.database.migrate import require_current
from pledge_shared.logs import configure_logs
from pledge_shared.security.verifier import KeyVerifier
from pledge_shared.web.application import ReadyCheck, create_application

from .api import (
    contacts,
    events,
    imports,
    keys,
    organizations,
    plans,
    project_lists,
    projects,
    reference,
    search,
)
from .services.contacts import Contacts
from .services.feed import Feed
from .services.import_requests import ImportRequests
from .services.keys import Keys
from .services.listing import ProjectLists
from .services.projects import ProjectEditor
from .services.reading import Documents
from .services.reference import Reference
from .services.searching import Searching
from .settings import settings
from .storage.feed import Wakeup

__all__ = ["State", "create_app", "open_state"]

_DESCRIPTION = """What governments promised, what money and targets stand behind it, and what was
reported: every fact a numbered version, every past state readable with `as_of`."""

_ROUTES = (
    organizations,
    plans,
    project_lists,
    projects,
    search,
    contacts,
    imports,
    events,
    reference,
    keys,
)
"""In the order in which the documentation shows them."""


class State(TypedDict):
    """What the lifespan hands to every request."""

    contacts: Contacts
    database: Database
    documents: Documents
    editor: ProjectEditor
    imports: ImportRequests
    feed: Feed
    keys: Keys
    lists: ProjectLists
    reference: Reference
    search: Searching
    verifier: KeyVerifier


@contextlib.asynccontextmanager
async def open_state(url: str, pool_size: int = 8) -> AsyncIterator[State]:
    """Open the database, the feed's listener and the import worker; close them at the end."""
    database, wakeup = Database(url, pool_size=pool_size), Wakeup(url)
    requests, known = ImportRequests(database), Keys(database)
    searching = Searching(database)
    tasks = [asyncio.create_task(run()) for run in (wakeup.run, requests.work, searching.fill)]
    try:
        yield State(
            contacts=Contacts(database),
            database=database,
            documents=Documents(database),
            editor=ProjectEditor(database),
            imports=requests,
            feed=Feed(database, wakeup),
            keys=known,
            lists=ProjectLists(database),
            reference=Reference(database),
            search=searching,
            verifier=known,
        )
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await database.close()


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[State]:
    found = settings()
    configure_logs("registry", found.log_level)
    async with open_state(found.database_url, found.pool_size) as state:
        app.state.database = state["database"]
        yield state


def _ready(app: FastAPI) -> Sequence[tuple[str, ReadyCheck]]:
    database: Database = app.state.database
    return [("database schema is current", _current(database))]


def _current(database: Database) -> Callable[[], Awaitable[None]]:
    async def check() -> None:
        await require_current(database, "registry")

    return check


def create_app() -> FastAPI:
    """Build the application; nothing is read or opened before its lifespan."""
    return create_application(
        title="Pledge registry (공약 등록부)",
        description=_DESCRIPTION,
        routers=[module.router for module in _ROUTES],
        lifespan=_lifespan,
        ready=_ready,
        uploads=frozenset({"/v1/imports"}),
    )
