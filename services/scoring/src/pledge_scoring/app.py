"""The scoring service: `create_app` reads no environment, the lifespan opens everything."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import date
from typing import Any

import httpx
from fastapi import FastAPI

from pledge_shared.clients._http import Upstream
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.database.connections import Database
from pledge_shared.logs import configure_logs
from pledge_shared.security.verifier import CachedVerifier
from pledge_shared.web.application import ReadyCheck
from pledge_shared.web.application import create_application as assemble

from .api import (
    achievements,
    alerts,
    audit_heads,
    catalogue,
    evaluation_schedules,
    evaluations,
    ranking,
    reconciliations,
    schemes,
    score_events,
    series,
    simulations,
    standings,
)
from .services.achievements import Achievements
from .services.alerts.listing import Alerts
from .services.alerts.watcher import AlertWatcher
from .services.audit_heads import AuditHeads
from .services.days import korean_day
from .services.evaluation.pinning import Pinning
from .services.evaluation.runs import Evaluations
from .services.evaluation.schedules import Schedules
from .services.evaluation.starting import ScheduleWorker
from .services.evaluation.worker import EvaluationWorker
from .services.following import RegistryFollower
from .services.installed_methods import add_installed_methods
from .services.progress import Progress
from .services.ranking import Ranking
from .services.readiness import Readiness
from .services.reconciling import Reconciliations
from .services.scheme_catalogue import SchemeCatalogue
from .services.scheme_writing import SchemeWriting
from .services.score_feed import ScoreFeed
from .services.series.reading import SeriesOfRates
from .services.sets import SetAchievements
from .services.simulation.simulations import Simulations
from .services.standings.rankings import Rankings
from .settings import Settings

__all__ = ["create_app"]

_DESCRIPTION = (
    "Judges what the registry records: achievements of projects, goals, plans and organizations, "
    "with their explanation and what does not agree."
)


def create_app(
    settings: Settings | None = None,
    *,
    registry: httpx.AsyncBaseTransport | None = None,
    today: Callable[[], date] = korean_day,
) -> FastAPI:
    """Build the service; nothing is read or opened before it starts.

    Parameters
    ----------
    settings
        In place of the environment.
    registry
        In place of the network to the registry, for tests.
    today
        In place of the clock, for tests.
    """
    return assemble(
        title="Pledge scoring",
        description=_DESCRIPTION,
        routers=[
            module.router
            for module in (
                achievements,
                ranking,
                standings,
                series,
                reconciliations,
                score_events,
                catalogue,
                schemes,
                evaluations,
                evaluation_schedules,
                simulations,
                alerts,
                audit_heads,
            )
        ],
        lifespan=_lifespan(settings, registry, today),
        ready=_ready,
    )


def _lifespan(
    given: Settings | None, transport: httpx.AsyncBaseTransport | None, today: Callable[[], date]
) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Any]]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        settings = given or Settings()
        if given is None:
            configure_logs("scoring", settings.log_level)
        add_installed_methods()
        database, progress = Database(settings.database_url), Progress()
        async with AsyncExitStack() as opened:
            opened.push_async_callback(database.close)
            upstream = await opened.enter_async_context(
                Upstream("registry", settings.registry_url, transport=transport)
            )
            registry = RegistryClient(upstream)
            follower = RegistryFollower(database, registry, progress)
            following = asyncio.create_task(follower.run(), name="follow the registry")
            app.state.readiness = Readiness(database, progress, following)
            opened.push_async_callback(_stop, following)
            woken, pinning = asyncio.Event(), Pinning(registry, SchemeCatalogue(database))
            for worker in (
                EvaluationWorker(database, woken),
                ScheduleWorker(database, pinning, today, woken),
                AlertWatcher(database, today),
            ):
                opened.push_async_callback(_stop, asyncio.create_task(worker.run()))
            yield {
                **_services(database, registry, progress),
                "evaluations": Evaluations(database, pinning, woken),
                "schedules": Schedules(database, pinning, today),
            }

    return lifespan


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


def _services(database: Database, registry: RegistryClient, progress: Progress) -> dict[str, Any]:
    sets, catalogue = SetAchievements(database, registry), SchemeCatalogue(database)
    return {
        "achievements": Achievements(database, registry),
        "alerts": Alerts(database),
        "audit_heads": AuditHeads(database),
        "sets": sets,
        "reconciliations": Reconciliations(sets),
        "simulations": Simulations(database, registry, catalogue),
        "ranking": Ranking(database),
        "rankings": Rankings(database),
        "series": SeriesOfRates(database),
        "schemes": catalogue,
        "scheme_writing": SchemeWriting(database),
        "score_feed": ScoreFeed(database, progress),
        "progress": progress,
        "verifier": CachedVerifier(registry.find_actor),
    }


def _ready(app: FastAPI) -> Sequence[tuple[str, ReadyCheck]]:
    readiness: Readiness = app.state.readiness
    return [
        ("the database", readiness.check_database),
        ("the registry's feed", readiness.check_following),
    ]
