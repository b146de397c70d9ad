"""Reference data: code lists with labels, 법정동 and 기관 codes, limits, schemas."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from pledge_shared.canonical import dump_json
from pledge_shared.contracts.reference import (
    CodeList,
    Codes,
    InstitutionList,
    JsonSchema,
    LimitList,
    RegionList,
    SchemaList,
)
from pledge_shared.contracts.scalars import Day, DistrictCode, InstitutionCode
from pledge_shared.web.parameters import Cursor, Limit
from pledge_shared.web.routing import router as strict_router

from ..domain.labels import code_labels
from ..domain.limits import published_limits
from ..services.reference import ReferenceQuery, code_list, json_schema, schemas
from .answers import computed_answer, document_answer, list_answer
from .dependencies import ReferenceDep
from .search import OptionalQuery

__all__ = ["router"]

router = strict_router("reference")

_Name = Annotated[str, Path(pattern="^[a-z][a-z_-]{0,62}$")]
_On = Annotated[Day | None, Query(description="codes in force on this day")]
_Level = Annotated[
    str | None,
    Query(pattern="^(province|municipality|district)$", description="province, municipality …"),
]


async def _regions(
    search: OptionalQuery,
    on: _On = None,
    level: _Level = None,
    parent: Annotated[DistrictCode | None, Query(description="code of the region above")] = None,
) -> ReferenceQuery:
    return ReferenceQuery({"level": level, "parent": parent}, on, search)


async def _institutions(
    search: OptionalQuery,
    on: _On = None,
    level: _Level = None,
    parent: Annotated[InstitutionCode | None, Query(description="code of the one above")] = None,
    district_code: Annotated[DistrictCode | None, Query(description="its 법정동코드")] = None,
) -> ReferenceQuery:
    columns = {"level": level, "parent": parent, "district_code": district_code}
    return ReferenceQuery(columns, on, search)


@router.get("/codes", response_model=Codes, summary="Every code list with its labels (ko, en)")
async def list_codes(request: Request) -> Response:
    return computed_answer(request, Codes(items=code_labels()))


@router.get("/codes/{name}", response_model=CodeList, summary="One code list")
async def get_code_list(request: Request, name: _Name) -> Response:
    return computed_answer(request, CodeList(items=code_list(name)))


@router.get("/regions", response_model=RegionList, summary="법정동코드 with their validity")
async def list_regions(
    request: Request,
    reference: ReferenceDep,
    wanted: Annotated[ReferenceQuery, Depends(_regions)],
    limit: Limit,
    cursor: Cursor = None,
) -> Response:
    page = await reference.regions(wanted, cursor=cursor, limit=limit)
    return list_answer(request, dump_json(page.items), page.next)


@router.get("/institutions", response_model=InstitutionList, summary="기관코드 of governments")
async def list_institutions(
    request: Request,
    reference: ReferenceDep,
    wanted: Annotated[ReferenceQuery, Depends(_institutions)],
    limit: Limit,
    cursor: Cursor = None,
) -> Response:
    page = await reference.institutions(wanted, cursor=cursor, limit=limit)
    return list_answer(request, dump_json(page.items), page.next)


@router.get("/limits", response_model=LimitList, summary="How much is taken of everything")
async def list_limits(request: Request) -> Response:
    return computed_answer(request, LimitList(items=published_limits()))


@router.get("/schemas", response_model=SchemaList, summary="The formats that have a JSON Schema")
async def list_schemas(request: Request) -> Response:
    return computed_answer(request, SchemaList(items=schemas()))


@router.get("/schemas/{name}", response_model=JsonSchema, summary="JSON Schema of one format")
async def get_schema(request: Request, name: _Name) -> Response:
    return document_answer(request, json_schema(name))
