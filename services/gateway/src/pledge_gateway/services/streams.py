"""Answers that never end and bodies of any length, handed on piece by piece."""

import ssl
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import AsyncExitStack
from functools import cache

import httpx

from pledge_shared.clients._http import BrokenContractError, UpstreamError
from pledge_shared.errors import UnavailableError

from .parts import Reply, reply_of

__all__ = ["Streams"]

_TIMEOUT = httpx.Timeout(connect=1.0, read=60.0, write=5.0, pool=1.0)
_UPLOAD_TIMEOUT = httpx.Timeout(connect=1.0, read=120.0, write=60.0, pool=1.0)
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
        self._check_room()
        stack = AsyncExitStack()
        try:
            client = await self._connect(stack, service, _TIMEOUT)
            request = client.build_request(
                "GET", path, params=httpx.QueryParams(query), headers=dict(headers)
            )
            answer = await client.send(request, stream=True)
            stack.push_async_callback(answer.aclose)
            if answer.status_code != _OK:
                await answer.aread()
                return reply_of(service, answer)
            if not answer.headers.get("content-type", "").startswith(_EVENTS):
                raise BrokenContractError(f"The {service} service answered no stream of events.")
            return self._pieces(stack.pop_all(), answer)
        except httpx.HTTPError:
            raise _away(service) from None
        finally:
            await stack.aclose()

    async def upload(
        self,
        service: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
        body: AsyncIterable[bytes],
    ) -> Reply:
        """Post a body while it is still being received, and return the answer.

        Raises
        ------
        UnavailableError
            503: the service is away, or too many streams are open.
        """
        self._check_room()
        self._open += 1
        try:
            async with AsyncExitStack() as stack:
                client = await self._connect(stack, service, _UPLOAD_TIMEOUT)
                answer = await client.post(
                    path, params=httpx.QueryParams(query), headers=dict(headers), content=body
                )
                return reply_of(service, answer)
        except httpx.HTTPError:
            raise _away(service) from None
        finally:
            self._open -= 1

    def _check_room(self) -> None:
        if self._open >= _MOST:
            raise UnavailableError("Too many streams are open.", headers={"Retry-After": "5"})

    async def _connect(
        self, stack: AsyncExitStack, service: str, patience: httpx.Timeout
    ) -> httpx.AsyncClient:
        url, transport = self._services[service]
        client = httpx.AsyncClient(
            base_url=url, timeout=patience, trust_env=False, verify=_tls(url), transport=transport
        )
        # A transport lent by a test outlives the stream.
        if transport is None:
            await stack.enter_async_context(client)
        return client

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


def _away(service: str) -> UpstreamError:
    return UpstreamError(
        f"The {service} service does not answer; try again shortly.", headers={"Retry-After": "1"}
    )


@cache
def _tls(url: str) -> ssl.SSLContext | bool:
    """Return what checks certificates; reading the machine's takes long, so only where needed."""
    return ssl.create_default_context() if url.startswith("https:") else False
