"""What a plan reports beside what its own data give."""

from fastapi import Request, Response

from pledge_shared.contracts.reconciliation import PlanReconciliation
from pledge_shared.web.language import LanguageDep
from pledge_shared.web.routing import router as strict_router

from .dependencies import AskedDep, ReconciliationsDep, StandingDep
from .responses import scored_response

__all__ = ["router"]

router = strict_router("reconciliations")


@router.get(
    "/reconciliations/plans/{plan}",
    response_model=PlanReconciliation,
    summary="Every figure a plan reports, checked, and the findings of its projects (대사)",
)
async def get_plan_reconciliation(
    request: Request,
    plan: str,
    reconciliations: ReconciliationsDep,
    standing: StandingDep,
    asked: AskedDep,
    language: LanguageDep,
) -> Response:
    return scored_response(request, await reconciliations.plan(plan, asked, language), standing)
