"""Routes that refuse what they do not know: strict JSON bodies, known and single parameters."""

from collections import Counter
from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute
from typing_extensions import override

from ..errors import InvalidParameterError, UnsupportedMediaTypeError
from ..strict_json import parse_json

__all__ = ["MERGE_PATCH", "StrictRoute", "check_media_type", "router"]

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


class _StrictRequest(Request):
    """A request whose JSON is parsed by our rules, before the framework asks for it.

    The framework turns whatever its own call of `json` raises into a plain 400.
    """

    _parsed: Any = None

    async def parse(self) -> None:
        """Read and parse the body."""
        self._parsed = parse_json(await self.body())

    @override
    async def json(self) -> Any:
        return self._parsed


class StrictRoute(APIRoute):
    """A route that answers 400 to unknown or repeated parameters and 415 to other bodies."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known = {
            field.alias
            for field in get_flat_params(self.dependant)
            if getattr(field.field_info, "in_", None) is ParamTypes.query
        }
        body_types = _body_types(self)

        async def strict(request: Request) -> Response:
            _check_query(request, known)
            strict_request = _StrictRequest(request.scope, request.receive)
            if body_types:
                check_media_type(request, *body_types)
                await strict_request.parse()
            return await handle(strict_request)

        return strict


def _body_types(route: APIRoute) -> tuple[str, ...]:
    if route.body_field is None:
        return ()
    return (MERGE_PATCH,) if "PATCH" in (route.methods or ()) else ("application/json",)


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
