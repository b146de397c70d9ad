"""Requests to addresses that other people chose, so that none ever reaches a machine inside.

A host's name is resolved once for each connection, every address it has is checked, and the
connection is made to one that was checked: what the name means a moment later is of no matter.
TLS still asks for the name's own certificate. Redirects and proxies are unknown here.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from time import monotonic

import httpcore
from httpcore import SOCKET_OPTION
from typing_extensions import override

from pledge_shared.contracts.webhooks import Outcome

from ..domain.targets import Target, TargetError, is_public, read_target

__all__ = ["Answered", "Outbound", "Post", "resolve"]

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the numeric addresses of a host."""

_SECONDS = 15.0
_MOST_READ = 64 * 1024
_OK = range(200, 300)
_LONGEST_RETRY_AFTER = 40


class ForbiddenAddressError(Exception):
    """A name leads to a machine inside."""


class NoAddressError(Exception):
    """A name leads nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How one request ended."""

    outcome: Outcome
    status: int | None = None
    retry_after: timedelta | None = None
    milliseconds: int


Post = Callable[[bytes, Mapping[str, str]], Awaitable[Answered]]
"""Sends a body with headers; never raises."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for a host's addresses, in the order to try them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


@cache
def _system_tls() -> ssl.SSLContext:
    """Return the one TLS context: reading the certificates again for each webhook takes long."""
    return ssl.create_default_context()


class Outbound:
    """Sends to public hosts over https, and to the hosts that the operator lists.

    Parameters
    ----------
    listed
        ``host:port`` of each host that may be internal and reached by plain http.
    resolver, network, tls
        In place of the system's, for tests.
    """

    def __init__(
        self,
        listed: Iterable[str] = (),
        *,
        resolver: Resolve = resolve,
        network: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
        seconds: float = _SECONDS,
    ) -> None:
        self._listed = frozenset(listed)
        self._resolver = resolver
        self._network = network or httpcore.AnyIOBackend()
        self._tls = tls
        self._seconds = seconds

    def check(self, url: str) -> None:
        """Raise `TargetError` unless a URL may be sent to."""
        read_target(url, self._listed)

    @asynccontextmanager
    async def connected(self, url: str) -> AsyncIterator[Post]:
        """Lend a connection, opened when it is first used and kept until the block ends."""
        try:
            target = read_target(url, self._listed)
        except TargetError:  # the operator's list was longer when the URL was checked
            yield _forbidden
            return
        network = _Checked(self._network, self._resolver, any_address=target.listed)
        async with httpcore.AsyncConnectionPool(
            ssl_context=self._tls or _system_tls(), max_connections=1, network_backend=network
        ) as pool:

            async def post(body: bytes, headers: Mapping[str, str]) -> Answered:
                return await self._post(pool, target, body, headers)

            yield post

    async def _post(
        self,
        pool: httpcore.AsyncConnectionPool,
        target: Target,
        body: bytes,
        headers: Mapping[str, str],
    ) -> Answered:
        began = monotonic()
        answer: httpcore.Response | None = None
        failure: Outcome = "no_connection"
        try:
            async with (
                asyncio.timeout(self._seconds),
                pool.stream(
                    "POST", _url(target), headers=[*headers.items()], content=body
                ) as answer,
            ):
                await _read_some(answer)
        except Exception as error:  # noqa: BLE001 - whatever a receiver does ends in the log
            failure = _named(error)
        spent = round((monotonic() - began) * 1_000)
        if answer is None:
            return Answered(outcome=failure, milliseconds=spent)
        return Answered(  # what follows its status is of no matter
            outcome="delivered" if answer.status in _OK else "refused",
            status=answer.status,
            retry_after=_retry_after(answer),
            milliseconds=spent,
        )


async def _forbidden(_: bytes, __: Mapping[str, str]) -> Answered:
    return Answered(outcome="forbidden_address", milliseconds=0)


def _url(target: Target) -> httpcore.URL:
    return httpcore.URL(
        scheme=target.scheme, host=target.host, port=target.port, target=target.path
    )


async def _read_some(response: httpcore.Response) -> None:
    """Read an answer, so that its connection can be used again; a long one is cut off."""
    read = 0
    async for part in response.aiter_stream():
        read += len(part)
        if read > _MOST_READ:
            return


def _retry_after(response: httpcore.Response) -> timedelta | None:
    """Return how long the receiver asks to be left alone: seconds, or until a date."""
    headers = {name.lower(): value for name, value in response.headers}
    given = headers.get(b"retry-after", b"")[:_LONGEST_RETRY_AFTER]
    text = given.decode("ascii", "replace")
    if text.isdecimal():
        return timedelta(seconds=min(int(text), 10**9))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at - datetime.now(UTC) if at.tzinfo else None


def _named(error: Exception) -> Outcome:
    if isinstance(error, ForbiddenAddressError):
        return "forbidden_address"
    if isinstance(error, NoAddressError):
        return "no_address"
    if isinstance(error, TimeoutError | httpcore.TimeoutException):
        return "timeout"
    if isinstance(error, httpcore.ProtocolError):
        return "broken_answer"
    return "no_trust" if isinstance(error.__context__, ssl.SSLError) else "no_connection"


class _Checked(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were looked at, and to no other."""

    def __init__(
        self, network: httpcore.AsyncNetworkBackend, resolver: Resolve, *, any_address: bool
    ) -> None:
        self._network = network
        self._resolver = resolver
        self._any_address = any_address

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await self._resolver(host, port)
        except OSError as error:
            raise NoAddressError from error
        if not addresses:
            raise NoAddressError
        if not (self._any_address or all(is_public(address) for address in addresses)):
            raise ForbiddenAddressError
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(address, port)
            except httpcore.ConnectError:
                continue
        return await self._network.connect_tcp(addresses[-1], port)
