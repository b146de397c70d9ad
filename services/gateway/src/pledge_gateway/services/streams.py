"""Answers that never end: server-sent events, handed on piece by piece."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from functools import cache

import httpx

from pledge_shared.clients._http import BrokenContractError, UpstreamError
from pledge_shared.errors import UnavailableError

from .parts import Reply, reply_of

__all__ = ["Streams"]

_TIMEOUT = httpx.Timeout(connect=1.0, read=60.0, write=5.0, pool=1.0)
_EVENTS = "text/event-stream"
_MOST = 500
_OK = 200


class Streams:
    """Opens one connection a stream, in no pool: it ends when either side leaves.

    Pooled connections leak when a reader is cancelled, and readers of streams always are.
    """

    def __init__(self, services: Mapping[str, tuple[str, httpx.AsyncBaseTransport | None]]) -> None:
        self._services = services
        self._open = 0

    async def open(
        self, service: str, path: str, query: str, headers: Mapping[str, str]
    ) -> AsyncIterator[bytes] | Reply:
        """Return the stream, or the service's refusal.

        Raises
        ------
        UnavailableError
            503: the service is away, or too many streams are open.
        """
        if self._open >= _MOST:
            raise UnavailableError("Too many streams are open.", headers={"Retry-After": "5"})
        stack = AsyncExitStack()
        try:
            answer = await self._ask(stack, service, path, query, headers)
            if answer.status_code != _OK:
                await answer.aread()
                return reply_of(service, answer)
            if not answer.headers.get("content-type", "").startswith(_EVENTS):
                raise BrokenContractError(f"The {service} service answered no stream of events.")
            return self._pieces(stack.pop_all(), answer)
        except httpx.HTTPError:
            raise UpstreamError(
                f"The {service} service does not answer; try again shortly.",
                headers={"Retry-After": "1"},
            ) from None
        finally:
            await stack.aclose()

    async def _ask(
        self,
        stack: AsyncExitStack,
        service: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
    ) -> httpx.Response:
        url, transport = self._services[service]
        client = httpx.AsyncClient(
            base_url=url, timeout=_TIMEOUT, trust_env=False, verify=_tls(url), transport=transport
        )
        # A transport lent by a test outlives the stream.
        if transport is None:
            await stack.enter_async_context(client)
        request = client.build_request(
            "GET", path, params=httpx.QueryParams(query), headers=dict(headers)
        )
        answer = await client.send(request, stream=True)
        stack.push_async_callback(answer.aclose)
        return answer

    async def _pieces(self, stack: AsyncExitStack, answer: httpx.Response) -> AsyncIterator[bytes]:
        self._open += 1
        try:
            async for piece in answer.aiter_raw():
                yield piece
        except httpx.HTTPError:
            return  # the service left; the reader sees the end and comes back with its cursor
        finally:
            self._open -= 1
            await stack.aclose()


@cache
def _tls(url: str) -> ssl.SSLContext | bool:
    """Return what checks certificates; reading the machine's takes long, so only where needed."""
    return ssl.create_default_context() if url.startswith("https:") else False
