"""What happens around every request: an id, a log line, a count, and never a bare 500."""

import re
from time import perf_counter
from urllib.parse import unquote_to_bytes
from uuid import uuid4

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..contracts.limits import (
    MAX_BODY_BYTES,
    MAX_HEADER_BYTES,
    MAX_STREAM_BYTES,
    MAX_UPLOAD_BYTES,
)
from ..database.connections import is_down
from ..errors import InvalidParameterError, PayloadTooLargeError, ServiceError, UnavailableError
from .problems import METHODS, problem_response

__all__ = ["NDJSON", "REQUEST_ID", "Conventions", "Metrics", "is_stream_of_lines"]

REQUEST_ID = "X-Request-Id"
NDJSON = "application/x-ndjson"
"""Of bodies that are read line by line."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_LONGEST_LENGTH = 20
_CLIENT_LEFT = 499
"""In the log, of requests whose sender hung up in the middle: nobody is there to be answered."""

_log = structlog.get_logger()


class InternalError(ServiceError):
    """Something broke on our side; the log holds it under the request's id."""

    code = "internal_error"
    status = 500
    title = "Something broke on our side"
    title_ko = "서버에서 문제가 생겼습니다"


class HeadersTooLargeError(ServiceError):
    """The headers are larger than 16 KB."""

    code = "headers_too_large"
    status = 431
    title = "The headers are too large"
    title_ko = "헤더가 너무 큽니다"


class Metrics:
    """Counts of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter(
            "http_requests", "Requests answered", labels, registry=self.registry
        )
        self.seconds = Histogram(
            "http_request_seconds", "Time to answer, seconds", labels[:2], registry=self.registry
        )


class Conventions:
    """Pure ASGI middleware: request id, limits, log, metrics, problem documents for failures."""

    def __init__(self, app: ASGIApp, metrics: Metrics, uploads: frozenset[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._answer(scope, receive, send, request_id)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        started, status = perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = request_id
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            _check_request_line(scope)
            routed = _as_get(scope)
            await self._app(routed, _limited(scope, receive, self._most(scope)), send_with_id)
            scope["route"] = routed.get("route")
        except ClientDisconnect:
            status = _CLIENT_LEFT
        except Exception as error:
            if status:  # the answer has begun: all that is left is to break it off
                raise
            await _failed(error, scope, receive, send_with_id)
        self._count(scope, status, perf_counter() - started)

    def _most(self, scope: Scope) -> int:
        """Return how many bytes the body may hold; a stream of lines is never held as a whole."""
        if scope["path"] not in self._uploads:
            return MAX_BODY_BYTES
        return MAX_STREAM_BYTES if is_stream_of_lines(Request(scope)) else MAX_UPLOAD_BYTES

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.requests.labels(method, route, status).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)
        _log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )


def is_stream_of_lines(request: Request) -> bool:
    """Tell whether a request sends lines that are read, and handed on, one after the other."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    return request.method == "POST" and media_type.lower() == NDJSON


def _as_get(scope: Scope) -> Scope:
    """Answer HEAD as GET; the server leaves the body out. A stream has no end to wait for."""
    if scope["method"] == "HEAD" and not scope["path"].endswith("/stream"):
        return {**scope, "method": "GET"}
    return scope


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _check_request_line(scope: Scope) -> None:
    """Refuse a path or query that is not UTF-8 or holds control characters, and huge headers."""
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
        raise HeadersTooLargeError("The headers may hold 16 KB in all.")
    query = scope["query_string"].replace(b"+", b" ")
    for raw in (scope.get("raw_path") or b"", query):
        try:
            text = unquote_to_bytes(raw).decode("utf-8")
        except UnicodeDecodeError:
            raise InvalidParameterError("The path and query must be UTF-8.") from None
        if any(ord(char) < ord(" ") for char in text):
            raise InvalidParameterError("The path and query must not hold control characters.")


def _limited(scope: Scope, receive: Receive, most: int) -> Receive:
    """Refuse a body that says it is, or turns out to be, larger than ``most`` bytes."""
    refusal = PayloadTooLargeError(f"The body may hold {most:,} bytes.")
    length = Headers(scope=scope).get("content-length", "0")
    if length.isdecimal() and int(length[:_LONGEST_LENGTH]) > most:
        raise refusal
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise refusal
        return message

    return receive_limited


async def _failed(error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
    if is_down(error):
        _log.warning("the database is away", error=type(error).__name__)
        error = UnavailableError("The database is away or has too much to do; try again.")
    if not isinstance(error, ServiceError):
        _log.error("unhandled error", exc_info=error)
        error = InternalError(
            "The request could not be answered; quote request_id when you report it."
        )
    await problem_response(Request(scope), error)(scope, receive, send)
