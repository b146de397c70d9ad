"""Builds a service's application with the conventions all services share."""

import gc
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response
from starlette.types import Lifespan

from ..errors import NotFoundError, UnavailableError
from .conventions import Conventions, Metrics
from .openapi import describe_problems
from .problems import install_error_handlers
from .routing import StrictRoute

__all__ = ["ReadyCheck", "create_application"]

_COLLECT_AFTER = (50_000, 20, 20)
"""Objects made until cycles are looked for: documents have none, and a large one has 50,000."""

ReadyCheck = Callable[[], Awaitable[None]]
_PROBLEM_CODE = re.compile(r"[a-z_]{1,60}")
_PROBLEM_PAGES = Path(__file__).resolve().parents[4] / "docs" / "problems"


class Health(BaseModel):
    """A sign of life."""

    status: str


def create_application(
    *,
    title: str,
    description: str,
    routers: Sequence[APIRouter],
    lifespan: Lifespan[FastAPI],
    ready: Callable[[FastAPI], Sequence[tuple[str, ReadyCheck]]],
    uploads: frozenset[str] = frozenset(),
) -> FastAPI:
    """Assemble routers, health, metrics, docs and error handling; nothing is opened yet.

    Parameters
    ----------
    ready
        Called per request with the running app; gives the named checks behind ``/readyz``.
    uploads
        Paths that take files, and so larger bodies than the others.
    """
    gc.set_threshold(*_COLLECT_AFTER)
    app = FastAPIOffline(
        title=title,
        description=description,
        version="0.1.0",
        lifespan=lifespan,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would be built from the Host header
    )
    app.openapi_version = "3.2.0"  # the first that can describe a stream of events
    metrics = Metrics()
    app.add_middleware(Conventions, metrics=metrics, uploads=uploads)
    install_error_handlers(app)
    app.include_router(_operations(app, metrics, ready))
    for router in routers:
        app.include_router(router)
    describe_problems(app)
    return app


def _operations(
    app: FastAPI,
    metrics: Metrics,
    ready: Callable[[FastAPI], Sequence[tuple[str, ReadyCheck]]],
) -> APIRouter:
    router = APIRouter(tags=["operations"], route_class=StrictRoute)

    @router.get("/livez", summary="Is the process alive?")
    async def livez() -> Health:
        return Health(status="alive")

    @router.get("/readyz", summary="Can it answer?")
    async def readyz() -> Health:
        for name, check in ready(app):
            await _require(name, check)
        return Health(status="ready")

    @router.get("/metrics", summary="Prometheus metrics", response_class=PlainTextResponse)
    async def show_metrics() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    @router.get("/problems/{code}", include_in_schema=False)
    async def problem_page(code: str) -> Response:
        return Response(_problem_page(code), media_type="text/markdown; charset=utf-8")

    return router


async def _require(name: str, check: ReadyCheck) -> None:
    try:
        await check()
    except UnavailableError:
        raise
    except Exception as error:
        raise UnavailableError(f"Not ready: {name}.", headers={"Retry-After": "1"}) from error


def _problem_page(code: str) -> bytes:
    page = _PROBLEM_PAGES / f"{code}.md"
    if not _PROBLEM_CODE.fullmatch(code) or not page.is_file():
        raise NotFoundError("There is no page for this error code.")
    return page.read_bytes()
