"""Application factory of the registry."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from pledge_shared.database.connections import Database
from pledge_shared.database.migrate import require_current
from pledge_shared.logs import configure_logs
from pledge_shared.web.application import ReadyCheck, create_application

from .api import (
    actuals,
    adjustments,
    audit,
    budget,
    bulk,
    contacts,
    events,
    genealogy,
    goals,
    history,
    imports,
    indicators,
    keys,
    lifecycle,
    organizations,
    parts,
    periods,
    plan_edits,
    plans,
    project_lists,
    projects,
    reference,
    reviews,
    search,
    terms,
    webhooks,
)
from .services.adjustment_lists import AdjustmentLists
from .services.adjustments import Adjustments
from .services.audit import Audit
from .services.audit_file import AuditFile, HeadKeeper
from .services.bulk import Bulk
from .services.calendars import Calendars
from .services.contacts import Contacts
from .services.decisions import Decisions
from .services.entity_lists import EntityPages
from .services.feed import Feed
from .services.genealogy import Genealogy
from .services.history import History
from .services.import_requests import ImportRequests
from .services.import_worker import ImportWorker
from .services.keys import Keys
from .services.lifecycle import ProjectLifecycle
from .services.listing import ProjectLists
from .services.organizations import OrganizationEditor
from .services.outbound import Outbound
from .services.periods import Periods
from .services.plans import PlanEditor
from .services.projects import ProjectEditor
from .services.reading import Documents
from .services.reference import Reference
from .services.review_lists import ReviewLists
from .services.reviews import Reviews
from .services.revisions import Revisions
from .services.searching import Searching
from .services.webhook_delivery import Deliverer
from .services.webhook_replay import WebhookReplay
from .services.webhook_worker import WebhookWorker
from .services.webhooks import Webhooks
from .settings import settings
from .storage.feed import Wakeup

__all__ = ["State", "create_app", "open_state"]

_DESCRIPTION = """What governments promised, what money and targets stand behind it, and what was
reported: every fact a numbered version, every past state readable with `as_of`."""

_ROUTES = (
    organizations,
    terms,
    plans,
    plan_edits,
    goals,
    project_lists,
    projects,
    budget,
    indicators,
    actuals,
    parts,
    bulk,
    lifecycle,
    reviews,
    periods,
    search,
    genealogy,
    adjustments,
    contacts,
    imports,
    events,
    reference,
    keys,
    webhooks,
    history,
    audit,
)
"""In the order in which the documentation shows them."""


State = Mapping[str, Any]
"""What the lifespan hands to every request, by name."""

_SERVICES: Mapping[str, Callable[[Database], object]] = {
    "adjustment_lists": AdjustmentLists,
    "adjustments": Adjustments,
    "bulk": Bulk,
    "calendars": Calendars,
    "contacts": Contacts,
    "decisions": Decisions,
    "documents": Documents,
    "editor": ProjectEditor,
    "entity_pages": EntityPages,
    "genealogy": Genealogy,
    "history": History,
    "imports": ImportRequests,
    "keys": Keys,
    "lifecycle": ProjectLifecycle,
    "lists": ProjectLists,
    "organizations": OrganizationEditor,
    "periods": Periods,
    "plans": PlanEditor,
    "reference": Reference,
    "review_lists": ReviewLists,
    "reviews": Reviews,
    "revisions": Revisions,
    "search": Searching,
    "webhook_replay": WebhookReplay,
}
"""The services that need nothing but the database, by the names routes ask for them."""


@contextlib.asynccontextmanager
async def open_state(
    url: str,
    pool_size: int = 8,
    *,
    audit_file: Path | None = None,
    outbound: Outbound | None = None,
    delivers: bool = False,
) -> AsyncIterator[State]:
    """Open the database, the feed's listener and the workers; close them at the end.

    Parameters
    ----------
    audit_file
        Where to append the head of each commit, if anywhere.
    outbound
        What sends webhooks, and says where they may lead; to public hosts only by default.
    delivers
        Whether this process delivers them.
    """
    outbound = outbound or Outbound()
    database, wakeup = Database(url, pool_size=pool_size), Wakeup(url)
    state: dict[str, Any] = {name: service(database) for name, service in _SERVICES.items()}
    file = AuditFile(audit_file) if audit_file else None
    importing = ImportWorker(database, state["imports"].queued)
    runs = [wakeup.run, importing.run, state["search"].fill]
    if file is not None:
        runs.append(HeadKeeper(database, file, wakeup.ticket).run)
    if delivers:
        deliverer = Deliverer(database, outbound)
        runs.append(WebhookWorker(database, deliverer, wakeup.ticket).run)
    tasks = [asyncio.create_task(run()) for run in runs]
    try:
        yield state | {
            "database": database,
            "audit": Audit(database, file),
            "feed": Feed(database, wakeup.ticket),
            "verifier": state["keys"],
            "webhooks": Webhooks(database, outbound),
        }
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await database.close()


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[State]:
    found = settings()
    configure_logs("registry", found.log_level)
    outbound = Outbound(found.listed_hosts)
    async with open_state(
        found.database_url,
        found.pool_size,
        audit_file=found.audit_file,
        outbound=outbound,
        delivers=found.deliver_webhooks,
    ) as state:
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
