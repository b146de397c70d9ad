"""The root of every error a client can cause, and the few that all services share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

__all__ = [
    "ConflictError",
    "FeedEpochChangedError",
    "FieldError",
    "ForbiddenError",
    "InvalidInputError",
    "InvalidParameterError",
    "MalformedJsonError",
    "MethodNotAllowedError",
    "NotFoundError",
    "PayloadTooLargeError",
    "PreconditionFailedError",
    "PreconditionRequiredError",
    "ServiceError",
    "UnauthorizedError",
    "UnavailableError",
    "UnsupportedMediaTypeError",
    "json_pointer",
]

_LONGEST_POINTER = 200


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with a document: where (JSON pointer), which rule, and what to do."""

    pointer: str
    code: str
    message: str


def json_pointer(parts: Iterable[object], longest: int | None = _LONGEST_POINTER) -> str:
    """Return the JSON pointer (RFC 6901) to a place in a document, cut to 200 characters."""
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "".join(f"/{part}" for part in escaped)[:longest]


class ServiceError(Exception):
    """An expected failure, safe to show to a client.

    Subclasses set ``code`` (stable, machine-read), ``status`` and ``title``; the message is
    written for the person who must fix the request and never repeats what was sent.
    """

    code: ClassVar[str] = "bad_request"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request cannot be understood"
    title_ko: ClassVar[str] = "요청을 이해할 수 없습니다"

    def __init__(
        self,
        detail: str,
        *,
        errors: tuple[FieldError, ...] = (),
        headers: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.errors = errors
        self.headers = headers or {}
        self.extra = extra or {}


class MalformedJsonError(ServiceError):
    """The body is not one well-formed JSON document in UTF-8."""

    code = "malformed_json"
    title = "The body is not valid JSON"
    title_ko = "본문이 올바른 JSON이 아닙니다"


class InvalidParameterError(ServiceError):
    """A query parameter or header is unknown, repeated or out of bounds."""

    code = "invalid_parameter"
    title = "A parameter is not valid"
    title_ko = "매개변수가 올바르지 않습니다"


class UnauthorizedError(ServiceError):
    """A key is needed and none that is valid was sent."""

    code = "unauthorized"
    status = 401
    title = "A valid key is required"
    title_ko = "유효한 키가 필요합니다"


class ForbiddenError(ServiceError):
    """The key is valid but its role does not allow this."""

    code = "forbidden"
    status = 403
    title = "The key's role does not allow this"
    title_ko = "이 키의 역할로는 할 수 없습니다"


class MethodNotAllowedError(ServiceError):
    """The path exists but does not answer this method."""

    code = "method_not_allowed"
    status = 405
    title = "The path does not answer this method"
    title_ko = "이 경로에서 쓸 수 없는 메서드입니다"


class NotFoundError(ServiceError):
    """There is no such thing."""

    code = "not_found"
    status = 404
    title = "Not found"
    title_ko = "찾을 수 없습니다"


class ConflictError(ServiceError):
    """The request contradicts the present state."""

    code = "conflict"
    status = 409
    title = "The request contradicts the present state"
    title_ko = "현재 상태와 맞지 않는 요청입니다"


class PreconditionFailedError(ServiceError):
    """The document changed since the client read it."""

    code = "precondition_failed"
    status = 412
    title = "The document has changed since it was read"
    title_ko = "읽은 뒤 문서가 바뀌었습니다"


class FeedEpochChangedError(ServiceError):
    """The cursor was handed out before a backup was restored."""

    code = "feed_epoch_changed"
    status = 410
    title = "The cursor belongs to an earlier epoch of the feed"
    title_ko = "복원 이전의 커서입니다"

    def __init__(
        self,
        detail: str = "Read the feed again from its beginning: leave out `after`.",
        *,
        errors: tuple[FieldError, ...] = (),
    ) -> None:
        super().__init__(detail, errors=errors)


class PayloadTooLargeError(ServiceError):
    """The body is larger than the limit."""

    code = "payload_too_large"
    status = 413
    title = "The body is too large"
    title_ko = "본문이 너무 큽니다"


class UnsupportedMediaTypeError(ServiceError):
    """The body is of a type, character set or encoding that is not read here."""

    code = "unsupported_media_type"
    status = 415
    title = "The body's type is not supported"
    title_ko = "지원하지 않는 본문 형식입니다"


class InvalidInputError(ServiceError):
    """The document is well-formed but breaks rules; ``errors`` names each."""

    code = "invalid_input"
    status = 422
    title = "The document breaks a rule"
    title_ko = "문서가 규칙에 맞지 않습니다"


class PreconditionRequiredError(ServiceError):
    """A write without If-Match would overwrite what the client has not seen."""

    code = "precondition_required"
    status = 428
    title = "If-Match is required"
    title_ko = "If-Match 헤더가 필요합니다"


class UnavailableError(ServiceError):
    """Something this answer needs cannot be reached now."""

    code = "unavailable"
    status = 503
    title = "Temporarily unavailable"
    title_ko = "잠시 사용할 수 없습니다"
