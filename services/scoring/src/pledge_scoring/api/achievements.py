"""How far a project, a goal, a plan or an organization has come."""

from fastapi import Request, Response

from pledge_shared.contracts.achievement_set import SetAchievement
from pledge_shared.contracts.explanation import Explanation
from pledge_shared.contracts.scoring import ProjectAchievement
from pledge_shared.web.language import LanguageDep
from pledge_shared.web.routing import router as strict_router

from .dependencies import AchievementsDep, AskedDep, SetsDep, StandingDep
from .responses import scored_response

__all__ = ["router"]

router = strict_router("achievements")


@router.get(
    "/achievements/plans/{plan}/projects/{code}",
    response_model=ProjectAchievement,
    summary="A project's score, funding rates, checks and findings (성취도)",
)
async def get_project_achievement(
    request: Request,
    plan: str,
    code: str,
    achievements: AchievementsDep,
    standing: StandingDep,
    asked: AskedDep,
    language: LanguageDep,
) -> Response:
    answer = await achievements.get(plan, code, asked, part="achievement", language=language)
    return scored_response(request, answer, standing)


@router.get(
    "/achievements/plans/{plan}/projects/{code}/explanation",
    response_model=Explanation,
    summary="How a project's rate comes about, as a tree",
)
async def get_project_explanation(
    request: Request,
    plan: str,
    code: str,
    achievements: AchievementsDep,
    standing: StandingDep,
    asked: AskedDep,
    language: LanguageDep,
) -> Response:
    answer = await achievements.get(plan, code, asked, part="explanation", language=language)
    return scored_response(request, answer, standing)


@router.get(
    "/achievements/plans/{plan}",
    response_model=SetAchievement,
    summary="Named rates, counts and sums of a plan",
)
async def get_plan_achievement(
    request: Request, plan: str, sets: SetsDep, standing: StandingDep, asked: AskedDep
) -> Response:
    return scored_response(request, await sets.plan(plan, asked), standing)


@router.get(
    "/achievements/plans/{plan}/goals/{code}",
    response_model=SetAchievement,
    summary="The same of a goal with everything under it",
)
async def get_goal_achievement(
    request: Request, plan: str, code: str, sets: SetsDep, standing: StandingDep, asked: AskedDep
) -> Response:
    return scored_response(request, await sets.goal(plan, code, asked), standing)


@router.get(
    "/achievements/organizations/{code}",
    response_model=SetAchievement,
    summary="The same of all plans of an organization",
)
async def get_organization_achievement(
    request: Request, code: str, sets: SetsDep, standing: StandingDep, asked: AskedDep
) -> Response:
    return scored_response(request, await sets.organization(code, asked), standing)
