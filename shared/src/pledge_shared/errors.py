"""The root of every error a client can cause, and the few that all services share."""

from dataclasses import dataclass
from typing import Any, ClassVar

__all__ = [
    "ConflictError",
    "FieldError",
    "ForbiddenError",
    "InvalidInputError",
    "InvalidParameterError",
    "MalformedJsonError",
    "NotFoundError",
    "PayloadTooLargeError",
    "PreconditionFailedError",
    "PreconditionRequiredError",
    "ServiceError",
    "UnauthorizedError",
    "UnavailableError",
    "UnsupportedMediaTypeError",
]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with a document: where (JSON pointer), which rule, and what to do."""

    pointer: str
    code: str
    message: str


class ServiceError(Exception):
    """An expected failure, safe to show to a client.

    Subclasses set ``code`` (stable, machine-read), ``status`` and ``title``; the message is
    written for the person who must fix the request and never repeats what was sent.
    """

    code: ClassVar[str] = "bad_request"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request cannot be understood"

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


class InvalidParameterError(ServiceError):
    """A query parameter or header is unknown, repeated or out of bounds."""

    code = "invalid_parameter"
    title = "A parameter is not valid"


class UnauthorizedError(ServiceError):
    """A key is needed and none that is valid was sent."""

    code = "unauthorized"
    status = 401
    title = "A valid key is required"


class ForbiddenError(ServiceError):
    """The key is valid but its role does not allow this."""

    code = "forbidden"
    status = 403
    title = "The key's role does not allow this"


class NotFoundError(ServiceError):
    """There is no such thing."""

    code = "not_found"
    status = 404
    title = "Not found"


class ConflictError(ServiceError):
    """The request contradicts the present state."""

    code = "conflict"
    status = 409
    title = "The request contradicts the present state"


class PreconditionFailedError(ServiceError):
    """The document changed since the client read it."""

    code = "precondition_failed"
    status = 412
    title = "The document has changed since it was read"


class PayloadTooLargeError(ServiceError):
    """The body is larger than the limit."""

    code = "payload_too_large"
    status = 413
    title = "The body is too large"


class UnsupportedMediaTypeError(ServiceError):
    """The body is of a type, character set or encoding that is not read here."""

    code = "unsupported_media_type"
    status = 415
    title = "The body's type is not supported"


class InvalidInputError(ServiceError):
    """The document is well-formed but breaks rules; ``errors`` names each."""

    code = "invalid_input"
    status = 422
    title = "The document breaks a rule"


class PreconditionRequiredError(ServiceError):
    """A write without If-Match would overwrite what the client has not seen."""

    code = "precondition_required"
    status = 428
    title = "If-Match is required"


class UnavailableError(ServiceError):
    """Something this answer needs cannot be reached now."""

    code = "unavailable"
    status = 503
    title = "Temporarily unavailable"
