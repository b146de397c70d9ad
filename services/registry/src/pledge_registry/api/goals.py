"""Goals (목표·분야·과제): parts of a plan's document, in their order."""

from fastapi import Request, Response

from pledge_shared.contracts.organizations import GoalList
from pledge_shared.contracts.plan import Goal, GoalFields, PlanFacts
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import AsOf
from pledge_shared.web.routing import router as strict_router

from ..services.plans import find_goal
from .answers import kept_response
from .dependencies import (
    DocumentsDep,
    IdempotencyKeyHeader,
    IfMatch,
    PlanEditorDep,
    Reason,
    author_of,
    request_key,
    seen,
)
from .entity_answers import part_answer, removed_answer
from .plan_edits import Body, Editor

__all__ = ["router"]

router = strict_router("goals")

GOALS = "/plans/{plan}/goals"
GOAL = f"{GOALS}/{{goal}}"


@router.get(GOALS, response_model=GoalList, summary="A plan's goals, in their order")
async def list_goals(
    request: Request, plan: str, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    document = await documents.plan(plan, as_of)
    goals = PlanFacts.model_validate_json(document.facts).goals
    return part_answer(request, GoalList(items=list(goals), next=None), document)


@router.get(GOAL, response_model=Goal, summary="One goal of a plan")
async def get_goal(
    request: Request, plan: str, goal: str, documents: DocumentsDep, as_of: AsOf = None
) -> Response:
    document = await documents.plan(plan, as_of)
    facts = PlanFacts.model_validate_json(document.facts)
    return part_answer(request, find_goal(facts, goal), document)


@router.post(
    GOALS,
    status_code=201,
    response_model=Goal,
    openapi_extra=body_schema(Goal),
    summary="Put a new goal behind the others",
)
async def create_goal(
    request: Request,
    plan: str,
    actor: Editor,
    key: IdempotencyKeyHeader,
    body: Body,
    editor: PlanEditorDep,
    reason: Reason = None,
) -> Response:
    once = await request_key(request, actor, key)
    author = author_of(request, actor, reason)
    return kept_response(await editor.add_goal(plan, body, key=once, author=author))


@router.put(
    GOAL,
    response_model=Goal,
    openapi_extra=body_schema(GoalFields),
    summary="Replace a goal in its place, or bring back one that was deleted",
)
async def put_goal(
    request: Request,
    plan: str,
    goal: str,
    actor: Editor,
    body: Body,
    editor: PlanEditorDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    put = await editor.put_goal(plan, goal, body, seen=seen(request), author=author)
    return part_answer(request, *put)


@router.delete(GOAL, status_code=204, summary="Take out a goal that nothing is under")
async def delete_goal(
    request: Request,
    plan: str,
    goal: str,
    actor: Editor,
    editor: PlanEditorDep,
    _: IfMatch = None,
    reason: Reason = None,
) -> Response:
    author = author_of(request, actor, reason)
    written = await editor.delete_goal(plan, goal, seen=seen(request), author=author)
    return removed_answer(written)
