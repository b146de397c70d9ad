"""What-if questions (가정): posted, because they are long, and answered without writing."""

from typing import Annotated, Any

from fastapi import Response

from pledge_shared.contracts.simulation_answers import (
    BreakEvenAnswer,
    ProjectSimulation,
    SensitivityAnswer,
    SetSimulation,
)
from pledge_shared.contracts.simulations import (
    BreakEvenRequest,
    SensitivityRequest,
    SetSimulationRequest,
    SimulationRequest,
)
from pledge_shared.validation import validated
from pledge_shared.web.language import LanguageDep
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.parameters import from_state
from pledge_shared.web.routing import json_body
from pledge_shared.web.routing import router as strict_router

from ..services.simulation.simulations import Simulations
from .dependencies import AskedDep, StandingDep
from .responses import simulated_response

__all__ = ["router"]

router = strict_router("simulations")

SimulationsDep = Annotated[Simulations, from_state("simulations")]
Body = Annotated[Any, json_body("application/json")]
ONE = "/simulations/plans/{plan}/projects/{code}"


@router.post(
    ONE,
    response_model=ProjectSimulation,
    openapi_extra=body_schema(SimulationRequest),
    summary="A project's score with other facts or rules, and what differs (가정)",
)
async def simulate_project(
    plan: str,
    code: str,
    asked: AskedDep,
    standing: StandingDep,
    body: Body,
    simulations: SimulationsDep,
    language: LanguageDep,
) -> Response:
    request = validated(SimulationRequest, body)
    answer = await simulations.project((plan, code), asked, request, language)
    return simulated_response(answer, standing)


@router.post(
    f"{ONE}/break-even",
    response_model=BreakEvenAnswer,
    openapi_extra=body_schema(BreakEvenRequest),
    summary="What value of which number reaches a rate or a grade",
)
async def solve_break_even(
    plan: str,
    code: str,
    asked: AskedDep,
    standing: StandingDep,
    body: Body,
    simulations: SimulationsDep,
    language: LanguageDep,
) -> Response:
    request = validated(BreakEvenRequest, body)
    answer = await simulations.break_even((plan, code), asked, request, language)
    return simulated_response(answer, standing)


@router.post(
    f"{ONE}/sensitivity",
    response_model=SensitivityAnswer,
    openapi_extra=body_schema(SensitivityRequest),
    summary="The rate without each part of it, and the smallest changes that move the grade",
)
async def show_sensitivity(
    plan: str,
    code: str,
    asked: AskedDep,
    standing: StandingDep,
    body: Body,
    simulations: SimulationsDep,
    language: LanguageDep,
) -> Response:
    request = validated(SensitivityRequest, body)
    answer = await simulations.sensitivity((plan, code), asked, request, language)
    return simulated_response(answer, standing)


@router.post(
    "/simulations/plans/{plan}",
    response_model=SetSimulation,
    openapi_extra=body_schema(SetSimulationRequest),
    summary="A plan's rates with other projects, facts or rules, and what differs",
)
async def simulate_plan(
    plan: str,
    asked: AskedDep,
    standing: StandingDep,
    body: Body,
    simulations: SimulationsDep,
    language: LanguageDep,
) -> Response:
    request = validated(SetSimulationRequest, body)
    return simulated_response(await simulations.plan(plan, asked, request, language), standing)


@router.post(
    "/simulations/organizations/{code}",
    response_model=SetSimulation,
    openapi_extra=body_schema(SetSimulationRequest),
    summary="The same of all plans of an organization",
)
async def simulate_organization(
    code: str,
    asked: AskedDep,
    standing: StandingDep,
    body: Body,
    simulations: SimulationsDep,
    language: LanguageDep,
) -> Response:
    request = validated(SetSimulationRequest, body)
    answer = await simulations.organization(code, asked, request, language)
    return simulated_response(answer, standing)
