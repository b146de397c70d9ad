"""Reference data: code lists with labels, 법정동 and 기관 codes."""

from fastapi import Request, Response

from pledge_shared.canonical import dump_json
from pledge_shared.contracts.registry import Codes, InstitutionList, RegionList
from pledge_shared.web.routing import router as strict_router

from ..domain.labels import code_labels
from .answers import computed_answer, list_answer
from .dependencies import ReferenceDep

__all__ = ["router"]

router = strict_router("reference")


@router.get("/codes", response_model=Codes, summary="Every code list with its labels (ko, en)")
async def list_codes(request: Request) -> Response:
    return computed_answer(request, Codes(items=code_labels()))


@router.get("/regions", response_model=RegionList, summary="법정동코드 with their validity")
async def list_regions(request: Request, reference: ReferenceDep) -> Response:
    return list_answer(request, dump_json(await reference.regions()), None)


@router.get("/institutions", response_model=InstitutionList, summary="기관코드 of governments")
async def list_institutions(request: Request, reference: ReferenceDep) -> Response:
    return list_answer(request, dump_json(await reference.institutions()), None)
