"""Routes that refuse what they do not know: strict JSON bodies, known and single parameters."""

from collections import Counter
from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute
from typing_extensions import override

from ..errors import InvalidParameterError, UnsupportedMediaTypeError
from ..strict_json import parse_json

__all__ = ["MERGE_PATCH", "StrictRoute", "check_media_type", "json_body", "router"]

MERGE_PATCH = "application/merge-patch+json"


def check_media_type(request: Request, *allowed: str) -> str:
    """Return the body's media type if it is one of those allowed, in UTF-8.

    Raises
    ------
    UnsupportedMediaTypeError
        415, naming what is read here.
    """
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    media_type = header.get_content_type() if request.headers.get("content-type") else ""
    if media_type not in allowed:
        raise UnsupportedMediaTypeError(f"Send the body as {' or '.join(allowed)}.")
    if str(header.get_param("charset", "utf-8")).lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaTypeError("Send the body in UTF-8.")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaTypeError("Send the body without content encoding.")
    return media_type


def json_body(*media_types: str) -> Any:
    """Return the dependency that reads a body of one of these types, with no model to check it.

    Dependencies run in their order, so that a route can ask who is calling before it reads.
    """

    async def read(request: Request) -> Any:
        check_media_type(request, *media_types)
        return parse_json(await request.body())

    return Depends(read)


class StrictRoute(APIRoute):
    """A route that answers 400 to unknown or repeated parameters."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known = {
            field.alias
            for field in get_flat_params(self.dependant)
            if getattr(field.field_info, "in_", None) is ParamTypes.query
        }

        async def strict(request: Request) -> Response:
            _check_query(request, known)
            return await handle(request)

        return strict


def _check_query(request: Request, known: set[str]) -> None:
    names = Counter(name for name, _ in request.query_params.multi_items())
    unknown = sorted(names.keys() - known)
    if unknown:
        allowed = ", ".join(sorted(known)) or "none"
        raise InvalidParameterError(f"Unknown query parameter; this path knows: {allowed}.")
    if any(count > 1 for count in names.values()):
        raise InvalidParameterError("A query parameter may be given once.")


def router(tag: str) -> APIRouter:
    """Return a router of strict routes under ``/v1``."""
    return APIRouter(prefix="/v1", tags=[tag], route_class=StrictRoute)
