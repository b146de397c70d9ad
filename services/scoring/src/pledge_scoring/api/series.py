"""Time series (추이) of every named rate of a plan or a project."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from pledge_shared.contracts.scalars import Day
from pledge_shared.contracts.series import RateSeries
from pledge_shared.web.parameters import Cursor, Limit, from_state
from pledge_shared.web.routing import router as strict_router

from ..services.series.asking import Basis, SeriesAsked, Step
from ..services.series.reading import SeriesOfRates
from .dependencies import ProgressDep
from .responses import scored_response

__all__ = ["router"]

router = strict_router("achievements")

SeriesDep = Annotated[SeriesOfRates, from_state("series")]


async def _asked(
    plan: str,
    basis: Annotated[
        Basis,
        Query(description="each date as it was last known, or restated from what is known today"),
    ] = "as_known",
    step: Annotated[
        Step,
        Query(description="one point a reporting date, quarter or month, or every change"),
    ] = "reporting_date",
    first: Annotated[Day | None, Query(alias="from", description="first day of the window")] = None,
    last: Annotated[Day | None, Query(alias="to", description="its last day")] = None,
) -> SeriesAsked:
    return SeriesAsked(plan=plan, code=None, basis=basis, step=step, start=first, end=last)


AskedOfPlan = Annotated[SeriesAsked, Depends(_asked)]


async def _asked_of_project(code: str, asked: AskedOfPlan) -> SeriesAsked:
    return SeriesAsked(
        plan=asked.plan,
        code=code,
        basis=asked.basis,
        step=asked.step,
        start=asked.start,
        end=asked.end,
    )


async def _series(
    request: Request,
    asked: SeriesAsked,
    series: SeriesOfRates,
    progress: ProgressDep,
    page: tuple[str | None, int],
) -> Response:
    standing = progress.standing()
    answer = await series.get(asked, cursor=page[0], limit=page[1])
    return scored_response(request, answer, standing)


@router.get(
    "/achievements/plans/{plan}/series",
    response_model=RateSeries,
    summary="Every named rate of a plan over time, as known or restated (추이)",
)
async def list_plan_series(
    request: Request,
    series: SeriesDep,
    progress: ProgressDep,
    asked: AskedOfPlan,
    limit: Limit,
    cursor: Cursor = None,
) -> Response:
    return await _series(request, asked, series, progress, (cursor, limit))


@router.get(
    "/achievements/plans/{plan}/projects/{code}/series",
    response_model=RateSeries,
    summary="Every named rate of a project over time, as known or restated (추이)",
)
async def list_project_series(
    request: Request,
    series: SeriesDep,
    progress: ProgressDep,
    asked: Annotated[SeriesAsked, Depends(_asked_of_project)],
    limit: Limit,
    cursor: Cursor = None,
) -> Response:
    return await _series(request, asked, series, progress, (cursor, limit))
