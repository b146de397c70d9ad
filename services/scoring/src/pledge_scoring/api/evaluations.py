"""Evaluations (평가): pinned runs of a scheme, their results, and what becomes of them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.evaluations import (
    Evaluation,
    EvaluationComparison,
    EvaluationPage,
    EvaluationPins,
    EvaluationRequest,
    EvaluationResults,
    EvaluationVerification,
)
from pledge_shared.contracts.explanation import Explanation
from pledge_shared.contracts.scalars import Code, SchemeName
from pledge_shared.publication import View
from pledge_shared.security.policy import Action, Actor
from pledge_shared.validation import validated
from pledge_shared.web.authentication import actor_for
from pledge_shared.web.conditional import document_response
from pledge_shared.web.language import LanguageDep
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import Cursor, Limit, from_state
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router
from pledge_shared.web.view import ViewDep

from ..services.evaluation.runs import Evaluations, Reading
from ..storage.evaluations import EvaluationFilter

__all__ = ["router"]

router = strict_router("evaluations")

ONE = "/evaluations/{evaluation}"

EvaluationsDep = Annotated[Evaluations, from_state("evaluations")]
Evaluator = Annotated[Actor, actor_for(Action.RUN_EVALUATION)]
Publisher = Annotated[Actor, actor_for(Action.PUBLISH_EVALUATION)]


async def _reading(evaluation: UUID, view: ViewDep) -> Reading:
    return Reading(evaluation, published_only=view is View.PUBLISHED)


ReadingDep = Annotated[Reading, Depends(_reading)]


@router.post(
    "/evaluations",
    status_code=202,
    response_model=Evaluation,
    openapi_extra=body_schema(EvaluationRequest),
    summary="Pin what is published and evaluate it by a scheme; the same again is the same run",
)
async def start_evaluation(
    actor: Evaluator,
    body: Annotated[Any, json_body("application/json")],
    evaluations: EvaluationsDep,
) -> Response:
    return _accepted(await evaluations.start(validated(EvaluationRequest, body), actor))


@router.get("/evaluations", summary="Published runs, newest first; with view=head all")
async def list_evaluations(
    evaluations: EvaluationsDep,
    view: ViewDep,
    limit: Limit,
    subject: Annotated[Code | None, Query(description="code of a plan or an organization")] = None,
    scheme: SchemeName | None = None,
    schedule: Code | None = None,
    cursor: Cursor = None,
) -> EvaluationPage:
    only = view is View.PUBLISHED
    wanted = EvaluationFilter(
        published_only=only, subject=subject, scheme=scheme, schedule=schedule
    )
    page = await evaluations.page(wanted, cursor=cursor, limit=limit)
    return EvaluationPage(items=tuple(page.items), next=page.next)


@router.get(ONE, response_model=Evaluation, summary="A run: what it stands on, how far it is")
async def get_evaluation(
    request: Request, reading: ReadingDep, evaluations: EvaluationsDep
) -> Response:
    body = canonical_bytes(await evaluations.get(reading))
    return document_response(request, body, f'"{digest_of(body)}"')


@router.get(
    f"{ONE}/pins",
    response_model=EvaluationPins,
    summary="Everything the results depend on, by digest",
)
async def get_pins(request: Request, reading: ReadingDep, evaluations: EvaluationsDep) -> Response:
    body, digest = await evaluations.pins(reading)
    return document_response(request, body, f'"{digest}"')


@router.get(
    f"{ONE}/results",
    response_model=EvaluationResults,
    summary="Points, grades, ranks, coverage, ranges and contributions: the same bytes for ever",
)
async def get_results(
    request: Request, reading: ReadingDep, evaluations: EvaluationsDep
) -> Response:
    body, digest = await evaluations.results(reading)
    return document_response(request, body, f'"{digest}"')


@router.get(
    f"{ONE}/explanations/{{plan}}",
    response_model=Explanation,
    summary="How the points of a plan, or of a project of it, come about by items, as a tree",
)
async def get_evaluation_explanation(
    request: Request,
    reading: ReadingDep,
    plan: str,
    evaluations: EvaluationsDep,
    language: LanguageDep,
    project: Annotated[Code | None, Query(description="where projects were evaluated")] = None,
) -> Response:
    key = (plan,) if project is None else (plan, project)
    body = canonical_bytes(await evaluations.explain(reading, key, language))
    return document_response(request, body, f'"{digest_of(body)}"')


@router.get(f"{ONE}/verify", summary="Compute again from the pinned copies, and compare bytes")
async def verify_evaluation(
    reading: ReadingDep, evaluations: EvaluationsDep
) -> EvaluationVerification:
    return await evaluations.verify(reading)


@router.get(
    f"{ONE}/compare",
    summary="What became of an earlier run's points, split exactly into data, method and scope",
)
async def compare_evaluations(
    reading: ReadingDep,
    evaluations: EvaluationsDep,
    with_: Annotated[UUID, Query(alias="with", description="the earlier run")],
) -> EvaluationComparison:
    return await evaluations.compare(Reading(with_, reading.published_only), reading)


@router.post(
    f"{ONE}/cancel",
    status_code=202,
    response_model=Evaluation,
    summary="Stop a run that has not ended",
)
async def cancel_evaluation(
    evaluation: UUID, _: Evaluator, evaluations: EvaluationsDep
) -> Response:
    return _accepted(await evaluations.cancel(evaluation))


@router.post(
    f"{ONE}/publish",
    response_model=Evaluation,
    summary="Publish a run for good, by a key of another owner than who started it (공표)",
)
async def publish_evaluation(
    evaluation: UUID, actor: Publisher, evaluations: EvaluationsDep
) -> Response:
    return _written(200, await evaluations.publish(evaluation, actor))


def _accepted(run: Evaluation) -> Response:
    return _written(202, run, {"Location": f"/v1/evaluations/{run.id}?view=head"})


def _written(status: int, run: Evaluation, headers: dict[str, str] | None = None) -> Response:
    sent = {"Cache-Control": "no-store", **(headers or {})}
    return Response(canonical_bytes(run), status, sent, "application/json")
