"""Hands a request on to the service whose path it is, and its answer back."""

from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Self

from .parts import Reply, reply_of
from .reading import SECONDS
from .upstreams import Upstreams

__all__ = ["FORWARDED", "Forwarded", "Relay"]

FORWARDED = (
    "accept",
    "accept-language",
    "authorization",
    "content-encoding",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "last-event-id",
    "prefer",
)
"""The headers of a request that a service behind gets to see."""

_PATIENT_SECONDS = 34.0
_WRITE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A request as it is handed on."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes | None

    @classmethod
    def of_read(cls, path: str, query: str, headers: Mapping[str, str]) -> Self:
        """Return a read of another path than the one that was asked for."""
        sent = {name: value for name in FORWARDED if (value := headers.get(name)) is not None}
        return cls("GET", path, query, sent, None)


class Relay:
    """Passes requests on; never tries one twice, because a write may have had its effect."""

    def __init__(self, upstreams: Upstreams) -> None:
        self._upstreams = upstreams

    async def send(self, service: str, request: Forwarded, *, waits: bool) -> Reply:
        """Return the service's answer, checked for its form only.

        Parameters
        ----------
        waits
            The answer may rightly take long: an event poll, an import.

        Raises
        ------
        UpstreamError
            503: no answer in time.
        BrokenContractError
            502: an answer that no service may give.
        """
        upstream = self._upstreams.of(service, patient=waits)
        quick = SECONDS if request.method == "GET" else _WRITE_SECONDS
        answer = await upstream.call(
            request.method,
            request.path,
            deadline=_PATIENT_SECONDS if waits else quick,
            params=request.query,
            headers={"Accept-Encoding": "identity", **request.headers},
            content=request.body,
        )
        return reply_of(upstream.name, answer)

    async def stream(self, service: str, request: Forwarded) -> AsyncIterator[bytes] | Reply:
        """Return the pieces of an answer that never ends, or the service's refusal."""
        streams = self._upstreams.streams
        return await streams.open(service, request.path, request.query, request.headers)

    async def upload(self, service: str, request: Forwarded, body: AsyncIterable[bytes]) -> Reply:
        """Hand a body on while it arrives, however long it is, and return the service's answer."""
        streams = self._upstreams.streams
        headers = {"Accept-Encoding": "identity", **request.headers}
        return await streams.upload(service, request.path, request.query, headers, body)
