"""What comes back from a service: a part of an answer, a refusal to hand on, or nothing.

Bodies are bytes. Only their frame is looked at here, so that a document is served exactly as the
service that owns it wrote it, while a proxy's error page or a torn answer never gets through.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from pledge_shared.clients._http import Answer, BrokenContractError, Upstream, UpstreamError
from pledge_shared.errors import ServiceError

__all__ = ["Deadline", "Missing", "Outcome", "Part", "Reply", "fetch_part", "reply_of"]

_JSON, _PROBLEM = "application/json", "application/problem+json"
_TEXTS = frozenset({"text/markdown", "text/csv", "text/plain"})
_OK, _NO_CONTENT, _REDIRECT, _NOT_MODIFIED, _REFUSED, _FAILED = 200, 204, 300, 304, 400, 500
_NOT_FOUND, _TOO_MANY = 404, 429
_HANDED_ON = frozenset(
    {
        "allow",
        "cache-control",
        "content-disposition",
        "content-type",
        "deprecation",
        "etag",
        "location",
        "retry-after",
        "sunset",
        "vary",
        "www-authenticate",
    }
)


class Deadline:
    """Seconds that one request may take over everything it asks."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def left(self, at_most: float = float("inf")) -> float:
        """Return the seconds left, but no more than ``at_most``."""
        return max(0.0, min(self._end - monotonic(), at_most))


@dataclass(frozen=True, slots=True)
class Reply:
    """A service's own answer, to be handed on as it is."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def nothing_there(self) -> bool:
        """Tell whether the service does not know what was asked for."""
        return self.status == _NOT_FOUND


@dataclass(frozen=True, slots=True)
class Part:
    """A document that goes into an answer, and the state it is of.

    ``sequence`` is the registry's highest commit in it; ``position`` (scoring only) how far the
    service has read the registry's feed.
    """

    body: bytes
    etag: str | None
    version: int
    sequence: int
    position: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that could not be had, and why."""

    error: ServiceError


Outcome = Part | Reply | Missing


async def fetch_part(
    upstream: Upstream,
    path: str,
    *,
    opening: bytes,
    seconds: float,
    params: Mapping[str, str],
    headers: Mapping[str, str],
    stated: bool = True,
) -> Outcome:
    """Ask for a JSON document that begins with ``opening``; nothing is raised.

    A client's mistake (4xx) comes back as the service's `Reply`, any failure as `Missing`.
    ``stated`` documents say in headers which state they are of; lists may not.
    """
    try:
        answer = await upstream.call("GET", path, deadline=seconds, params=params, headers=headers)
        if answer.status_code == _OK:
            return _part(upstream.name, answer, opening, stated=stated)
        reply = reply_of(upstream.name, answer)
    except ServiceError as error:
        return Missing(error)
    if reply.status >= _FAILED or reply.status == _TOO_MANY:
        return Missing(_failing(upstream.name, reply))
    if reply.status < _REFUSED:
        return Missing(_broken(upstream.name))
    return reply


def reply_of(name: str, answer: Answer) -> Reply:
    """Return an answer to hand on, once its form is what a service may answer.

    Raises
    ------
    BrokenContractError
        502: an error that is no problem document, or a body that is not what its type says.
    """
    if not _fits(answer):
        raise _broken(name)
    return Reply(answer.status_code, _handed_on(answer), answer.content)


def _fits(answer: Answer) -> bool:
    status, body, media_type = answer.status_code, answer.content, _media_type(answer)
    if status in {_NO_CONTENT, _NOT_MODIFIED}:
        return not body
    if status >= _REFUSED:
        return media_type == _PROBLEM and _is_framed(body)
    if media_type == _JSON:
        return _OK <= status < _REDIRECT and _is_framed(body)
    return _OK <= status < _REDIRECT and media_type in _TEXTS


def _handed_on(answer: Answer) -> dict[str, str]:
    return {
        name: value
        for name, value in answer.headers.items()
        if name in _HANDED_ON or name.startswith("pledge-")
    }


def _part(name: str, answer: Answer, opening: bytes, *, stated: bool) -> Part:
    body, headers = answer.content, answer.headers
    if _media_type(answer) != _JSON or not (body.startswith(opening) and body.endswith(b"}")):
        raise _broken(name)
    if stated and not {"etag", "pledge-sequence"} <= headers.keys():
        raise _broken(name)
    try:
        version, sequence = (
            int(headers.get(header, "0")) for header in ("pledge-version", "pledge-sequence")
        )
        position = int(headers.get("pledge-position", sequence))
    except ValueError:
        raise _broken(name) from None
    return Part(body, headers.get("etag"), version, sequence, position)


def _media_type(answer: Answer) -> str:
    return str(answer.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _is_framed(body: bytes) -> bool:
    return (body[:1], body[-1:]) in {(b"{", b"}"), (b"[", b"]")}


def _broken(name: str) -> BrokenContractError:
    return BrokenContractError(f"The {name} service answered in a form it never should.")


def _failing(name: str, reply: Reply) -> UpstreamError:
    wait = reply.headers.get("retry-after", "1")
    return UpstreamError(
        f"The {name} service cannot answer; try again shortly.", headers={"Retry-After": wait}
    )
