"""Dashboards of plans and organizations."""

from fastapi import Request
from starlette.responses import Response

from pledge_shared.contracts.gateway import OrganizationDashboard, PlanDashboard
from pledge_shared.contracts.scalars import Code
from pledge_shared.web.routing import router as strict_router

from .answers import aggregate_response
from .dependencies import DashboardsDep
from .parameters import StateOptions

__all__ = ["router"]

router = strict_router("aggregates")


@router.get(
    "/plans/{plan}/dashboard",
    response_model=PlanDashboard,
    summary="A plan's counts, rates, money, checks and what is behind (현황판)",
)
async def read_plan_dashboard(
    request: Request, plan: Code, options: StateOptions, dashboards: DashboardsDep
) -> Response:
    return aggregate_response(request, await dashboards.of_plan(plan, options))


@router.get(
    "/organizations/{organization}/dashboard",
    response_model=OrganizationDashboard,
    summary="An organization's plans, counts, rates and what is behind (현황판)",
)
async def read_organization_dashboard(
    request: Request, organization: Code, options: StateOptions, dashboards: DashboardsDep
) -> Response:
    return aggregate_response(request, await dashboards.of_organization(organization, options))
