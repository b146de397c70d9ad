"""Indicators (확인지표) of a project, and what they promise period by period."""

from functools import partial
from typing import Any

from fastapi import Request, Response

from pledge_shared.contracts.indicator import Indicator, IndicatorFields, Target, TargetFields
from pledge_shared.contracts.parts import (
    IndicatorList,
    IndicatorWritten,
    PartWritten,
    TargetList,
    TargetWritten,
)
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.routing import router as strict_router

from ..domain import editing
from ..errors import UnknownIndicatorError, UnknownPartError
from ..services.projects import Written
from ..storage.idempotency import KeptAnswer
from .answers import kept_response
from .dependencies import EditorDep, IdempotencyKeyHeader, request_key
from .editing import (
    PROJECT,
    Editing,
    Editor,
    JsonBody,
    ProjectRead,
    added_answer,
    part_answer,
    read_answer,
)

__all__ = ["INDICATOR", "find_read", "router"]

router = strict_router("indicators")

INDICATORS = PROJECT + "/indicators"
INDICATOR = INDICATORS + "/{indicator}"
TARGETS = INDICATOR + "/targets"
TARGET = TARGETS + "/{period}"


def find_read(read: ProjectRead, indicator: str) -> dict[str, Any]:
    """Return an indicator of a project that was read."""
    for item in read.facts["indicators"]:
        if item["code"] == indicator:
            found: dict[str, Any] = item
            return found
    raise UnknownIndicatorError


@router.get(INDICATORS, response_model=IndicatorList, summary="A project's indicators")
async def list_indicators(request: Request, read: ProjectRead) -> Response:
    return read_answer(request, read, {"items": read.facts["indicators"], "next": None})


@router.get(INDICATOR, response_model=Indicator, summary="One indicator of a project")
async def get_indicator(request: Request, read: ProjectRead, indicator: str) -> Response:
    return read_answer(request, read, find_read(read, indicator))


@router.post(
    INDICATORS,
    status_code=201,
    response_model=IndicatorWritten,
    openapi_extra=body_schema(Indicator),
    summary="Add an indicator to a project",
)
async def add_indicator(
    request: Request,
    edit: Editing,
    actor: Editor,
    key: IdempotencyKeyHeader,
    body: JsonBody,
    editor: EditorDep,
) -> Response:
    def answer(written: Written) -> KeptAnswer:
        added = written.facts.indicators[-1]
        location = f"{request.url.path}/{added.code}"
        return added_answer(written, location, IndicatorWritten, indicator=added)

    once = await request_key(request, actor, key)
    add = partial(editing.add_indicator, body=body)
    return kept_response(await editor.add(edit, add, key=once, answer=answer))


@router.put(
    INDICATOR,
    response_model=IndicatorWritten,
    openapi_extra=body_schema(IndicatorFields),
    summary="Replace an indicator; targets and actuals that are left out stay",
)
async def put_indicator(
    edit: Editing, indicator: str, body: JsonBody, editor: EditorDep
) -> Response:
    written = await editor.change(edit, lambda facts: editing.put_indicator(facts, indicator, body))
    stored = editing.find_indicator(written.facts, indicator)
    return part_answer(written, IndicatorWritten, indicator=stored)


@router.delete(
    INDICATOR, response_model=PartWritten, summary="Take out an indicator, targets and actuals too"
)
async def delete_indicator(edit: Editing, indicator: str, editor: EditorDep) -> Response:
    written = await editor.change(edit, lambda facts: editing.drop_indicator(facts, indicator))
    return part_answer(written, PartWritten)


@router.get(TARGETS, response_model=TargetList, summary="An indicator's targets (계획①)")
async def list_targets(request: Request, read: ProjectRead, indicator: str) -> Response:
    items = find_read(read, indicator)["targets"]
    return read_answer(request, read, {"items": items, "next": None})


@router.get(TARGET, response_model=Target, summary="The target of one period")
async def get_target(request: Request, read: ProjectRead, indicator: str, period: str) -> Response:
    return read_answer(request, read, of_period(find_read(read, indicator)["targets"], period))


@router.put(
    TARGET,
    response_model=TargetWritten,
    openapi_extra=body_schema(TargetFields),
    summary="Set the target of one period",
)
async def put_target(
    edit: Editing, indicator: str, period: str, body: JsonBody, editor: EditorDep
) -> Response:
    written = await editor.change(
        edit, lambda facts: editing.put_target(facts, indicator, period, body)
    )
    targets = editing.find_indicator(written.facts, indicator).targets
    return part_answer(written, TargetWritten, target=editing.find_period(targets, period))


@router.delete(TARGET, response_model=PartWritten, summary="Take out the target of one period")
async def delete_target(edit: Editing, indicator: str, period: str, editor: EditorDep) -> Response:
    written = await editor.change(edit, lambda facts: editing.drop_target(facts, indicator, period))
    return part_answer(written, PartWritten)


def of_period(items: list[dict[str, Any]], period: str) -> dict[str, Any]:
    """Return the item of a period."""
    for item in items:
        if item["period"] == period:
            return item
    raise UnknownPartError
