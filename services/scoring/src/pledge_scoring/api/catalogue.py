"""Methods."""

from typing import Annotated

from fastapi import Path

from pledge_shared.contracts.achievements import MethodDescription, MethodList
from pledge_shared.contracts.casebook import Casebook
from pledge_shared.web.routing import router as strict_router

from ..services import catalogue
from ..services.casebooks import casebook

__all__ = ["router"]

router = strict_router("catalogue")

Name = Annotated[str, Path(max_length=63, description="of a method, such as target-vs-actual")]
Version = Annotated[str, Path(max_length=63, description="of it, such as 1")]


@router.get("/methods", summary="Every scoring method")
async def list_methods() -> MethodList:
    return MethodList(items=catalogue.methods())


@router.get("/methods/{name}/{version}", summary="One method: formula, source, when it is null")
async def get_method(name: Name, version: Version) -> MethodDescription:
    return catalogue.method(f"{name}/{version}")


@router.get(
    "/methods/{name}/{version}/vectors",
    summary="Worked examples of one method, to check a calculator by",
    response_model_exclude_unset=True,  # absent and null are two different things to a case
)
async def get_vectors(name: Name, version: Version) -> Casebook:
    return casebook(f"{name}/{version}")
