"""Callers that give up must not use up the connections to a service."""

import asyncio

from pledge_shared.clients._http import Upstream, UpstreamError
from pledge_shared.testing.raw_server import listening

CALLERS, TURNS = 100, 12
SETTLED = 2.0
"""Seconds after which calls that were given up have ended by their own limits."""

SLOW = 0.02
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


async def slowly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer after a moment."""
    await asyncio.sleep(SLOW)
    writer.write(ANSWER)
    await writer.drain()


async def give_up(upstream: Upstream, caller: int) -> None:
    """Ask over and over, cancelled at ever other moments of a call."""
    for turn in range(TURNS):
        call = asyncio.create_task(upstream.call("GET", "/", deadline=1.0))
        await asyncio.sleep(SLOW * ((caller + 7 * turn) % 23) / 20)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)


async def test_cancelled_callers_leave_the_connections_to_others() -> None:
    async with listening(slowly, every_request=True) as url, Upstream("fake", url) as upstream:
        await asyncio.gather(*(give_up(upstream, caller) for caller in range(CALLERS)))
        await asyncio.sleep(SETTLED)

        for _ in range(20):
            answer = await upstream.call("GET", "/", deadline=3.0)
            assert answer.content == b"{}"


async def test_callers_out_of_time_leave_the_connections_to_others() -> None:
    async with listening(slowly, every_request=True) as url, Upstream("fake", url) as upstream:
        late = await asyncio.gather(
            *(upstream.call("GET", "/", deadline=SLOW / 10) for _ in range(CALLERS)),
            return_exceptions=True,
        )

        assert all(isinstance(outcome, UpstreamError) for outcome in late)
        await asyncio.sleep(SETTLED)
        for _ in range(20):
            answer = await upstream.call("GET", "/", deadline=3.0)
            assert answer.content == b"{}"
