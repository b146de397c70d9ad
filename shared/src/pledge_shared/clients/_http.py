"""The one place that speaks HTTP to another service.

A call in flight is never cancelled, and none ever waits inside httpx's pool: httpx 0.28 loses a
connection for ever when a call is cancelled or times out there. So callers wait in front of it,
where giving up is safe, and one that runs out of time later leaves the call to end by itself.
"""

import asyncio
import ssl
from collections.abc import Mapping
from functools import cache
from time import monotonic
from types import TracebackType
from typing import Any, Self

import httpx
import structlog

from ..errors import ServiceError, UnavailableError

__all__ = ["Answer", "Upstream", "UpstreamError"]

Answer = httpx.Response
"""What an upstream answered: status, headers and bytes."""

_MOST = 64
"""Calls in flight to one service, and so its connections."""

_QUEUE_SECONDS = 1.0
_LIMITS = httpx.Limits(max_connections=_MOST, max_keepalive_connections=32, keepalive_expiry=30)
_TIMEOUT = httpx.Timeout(connect=1.0, read=35.0, write=10.0, pool=None)
_CARRIED = "request_id"


class UpstreamError(UnavailableError):
    """A service behind this one did not answer, or not in time."""

    code = "upstream_unavailable"
    title = "A service behind this one does not answer"
    title_ko = "뒤의 서비스가 응답하지 않습니다"


class BrokenContractError(ServiceError):
    """A service behind this one answered something it never should."""

    code = "bad_upstream_answer"
    status = 502
    title = "A service behind this one broke its contract"
    title_ko = "뒤의 서비스가 약속과 다른 답을 했습니다"


class Upstream:
    """Kept-alive connections to one service.

    Parameters
    ----------
    name
        What the service is called in errors: ``registry``, ``scoring``.
    base_url
        Where it listens.
    transport
        In place of the network, for tests.
    """

    def __init__(
        self, name: str, base_url: str, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.name = name
        self._client = httpx.AsyncClient(
            base_url=base_url,
            limits=_LIMITS,
            timeout=_TIMEOUT,
            trust_env=False,
            follow_redirects=False,
            verify=_tls(),
            transport=transport,
        )
        self._places = asyncio.Semaphore(_MOST)
        self._abandoned: set[asyncio.Task[Answer]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def call(
        self,
        method: str,
        path: str,
        *,
        deadline: float = 3.0,
        params: Mapping[str, str] | str | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """Ask and return whatever is answered, errors included.

        Parameters
        ----------
        deadline
            Seconds to wait for the whole answer.

        Raises
        ------
        UpstreamError
            503: no connection, or no answer before the deadline.
        """
        request = self._client.build_request(
            method,
            path,
            params=httpx.QueryParams(params) if params else None,
            headers={**_request_id(), **(headers or {})},
            content=content,
        )
        until = monotonic() + deadline
        await self._wait_for_place(min(deadline, _QUEUE_SECONDS))
        call = asyncio.create_task(self._client.send(request))
        self._abandoned.add(call)
        call.add_done_callback(self._forget)
        done, _ = await asyncio.wait({call}, timeout=max(0.0, until - monotonic()))
        if not done:
            raise self._away("did not answer in time")
        try:
            return call.result()
        except httpx.HTTPError:
            raise self._away("does not answer") from None

    async def _wait_for_place(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._places.acquire()
        except TimeoutError:
            raise self._away("is too busy") from None

    def _away(self, what: str) -> UpstreamError:
        return UpstreamError(
            f"The {self.name} service {what}; try again shortly.", headers={"Retry-After": "1"}
        )

    def _forget(self, call: asyncio.Task[Answer]) -> None:
        self._places.release()
        self._abandoned.discard(call)
        if not call.cancelled():
            call.exception()  # read, so that an abandoned call's failure is not reported as lost


@cache
def _tls() -> ssl.SSLContext:
    """Return the one TLS context: reading the certificates again for each upstream takes long."""
    return ssl.create_default_context()


def _request_id() -> dict[str, str]:
    carried: dict[str, Any] = structlog.contextvars.get_contextvars()
    return {"X-Request-Id": carried[_CARRIED]} if _CARRIED in carried else {}
