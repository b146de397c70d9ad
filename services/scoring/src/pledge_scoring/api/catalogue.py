"""Methods and schemes."""

from pledge_shared.contracts.achievements import MethodDescription, MethodList, SchemeList
from pledge_shared.contracts.scoring import SchemeDocument
from pledge_shared.web.routing import router as strict_router

from ..services import catalogue

__all__ = ["router"]

router = strict_router("catalogue")


@router.get("/methods", summary="Every scoring method")
async def list_methods() -> MethodList:
    return MethodList(items=catalogue.methods())


@router.get("/methods/{name}/{version}", summary="One method: formula, source, when it is null")
async def get_method(name: str, version: str) -> MethodDescription:
    return catalogue.method(f"{name}/{version}")


@router.get("/schemes", summary="Every scheme version (평가편람)")
async def list_schemes() -> SchemeList:
    return SchemeList(items=catalogue.schemes())


@router.get("/schemes/{name}/{version}", summary="One scheme version, as published")
async def get_scheme(name: str, version: str) -> SchemeDocument:
    return catalogue.scheme(f"{name}/{version}")
