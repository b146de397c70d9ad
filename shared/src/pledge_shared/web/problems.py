"""Renders every error as an RFC 9457 problem document that never repeats what was sent."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from ..canonical import dump_json
from ..errors import (
    FieldError,
    InvalidInputError,
    InvalidParameterError,
    MethodNotAllowedError,
    NotFoundError,
    ServiceError,
    UnavailableError,
)
from ..validation import field_errors
from .language import language_of

__all__ = [
    "METHODS",
    "PROBLEM_TYPE",
    "Problem",
    "ProblemError",
    "install_error_handlers",
    "problem_response",
]

PROBLEM_TYPE = "application/problem+json"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class ProblemError(BaseModel):
    """One field that is wrong."""

    pointer: str
    code: str
    message: str


class Problem(BaseModel):
    """RFC 9457 problem details, with a stable ``code`` and the request's id."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[ProblemError] | None = None


def problem_response(request: Request, error: ServiceError) -> Response:
    """Render one error for the client that caused it."""
    korean = language_of(request.headers.get("accept-language")) == "ko"
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.title_ko if korean else error.title,
        "status": error.status,
        "detail": str(error),
        "code": error.code,
        "request_id": getattr(request.state, "request_id", ""),
    }
    if error.errors:
        body["errors"] = [_field(item) for item in error.errors]
    body.update(error.extra)
    headers = {"Cache-Control": "no-store", **error.headers}
    if error.status == UnavailableError.status:
        headers.setdefault("Retry-After", "1")
    return Response(dump_json(body), error.status, headers, PROBLEM_TYPE)


def _field(item: FieldError) -> dict[str, str]:
    return {"pointer": item.pointer, "code": item.code, "message": item.message}


_REFUSED_BY_FRAMEWORK: dict[int, tuple[type[ServiceError], str]] = {
    404: (NotFoundError, "There is nothing at this path; /docs lists every path."),
    405: (MethodNotAllowedError, "The Allow header lists the methods this path answers."),
}


def _as_service_error(error: Exception) -> ServiceError:
    """Translate what the framework or pydantic raises."""
    if isinstance(error, ServiceError):
        return error
    if isinstance(error, RequestValidationError):
        return _input_error(error.errors())
    if isinstance(error, HTTPException) and error.status_code in _REFUSED_BY_FRAMEWORK:
        kind, detail = _REFUSED_BY_FRAMEWORK[error.status_code]
        return kind(detail, headers=dict(error.headers or {}))
    return ServiceError("The request cannot be understood.")


async def _answer(request: Request, error: Exception) -> Response:
    found = _as_service_error(error)
    if isinstance(found, MethodNotAllowedError):
        found.headers["Allow"] = ", ".join(_methods_of(request))
    return problem_response(request, found)


def _methods_of(request: Request) -> list[str]:
    """Return every method of a path; the framework names those of its first route only."""
    place = {key: request.scope[key] for key in ("type", "path", "root_path", "headers")}
    routes = request.app.router.routes
    return [
        method
        for method in METHODS
        if any(route.matches({**place, "method": method})[0] is Match.FULL for route in routes)
    ]


def _input_error(errors: Sequence[Any]) -> ServiceError:
    body = [e for e in errors if e["loc"][:1] == ("body",)]
    found = field_errors(body or errors)
    if body:
        return InvalidInputError(f"{len(found)} rule(s) broken; see errors.", errors=found)
    return InvalidParameterError("A parameter or header is not valid; see errors.", errors=found)


def install_error_handlers(app: FastAPI) -> None:
    """Attach the handlers every service shares."""
    for kind in (ServiceError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _answer)
