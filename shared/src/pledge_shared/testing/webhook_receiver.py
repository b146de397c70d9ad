"""A receiver of webhooks on a real socket: it notes what came and answers as it is told."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from ..strict_json import parse_json

__all__ = ["Received", "Receiver", "receiving"]


@dataclass(frozen=True, slots=True)
class Received:
    """One request; names of headers are in small letters."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """The event that was sent."""
        event: dict[str, Any] = parse_json(self.body)
        return event


@dataclass(slots=True)
class Receiver:
    """What came so far, and how to answer what comes next.

    Attributes
    ----------
    answers
        Status and reason, and more lines of the head if any; used up one by one, then 204.
    may_answer
        Clear it and requests are left without an answer.
    """

    host: str = ""
    received: list[Received] = field(default_factory=list)
    answers: deque[str] = field(default_factory=deque)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.host}/in"

    @property
    def ids(self) -> list[str]:
        """The ids of what came."""
        return [each.headers["webhook-id"] for each in self.received]

    async def until(self, count: int, seconds: float = 10) -> list[Received]:
        """Wait until so many requests have come; return them."""
        async with asyncio.timeout(seconds), self._came:
            await self._came.wait_for(lambda: len(self.received) >= count)
        return self.received

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            pairs = (line.split(": ", 1) for line in head[1:] if line)
            headers = {name.lower(): value for name, value in pairs}
            body = await reader.readexactly(int(headers["content-length"]))
            async with self._came:
                self.received.append(Received(head[0].split(" ")[1], headers, body))
                self._came.notify_all()
            await self.may_answer.wait()
            said = self.answers.popleft() if self.answers else "204 No Content"
            length = "" if said.startswith("204") else "Content-Length: 0\r\n"
            writer.write(f"HTTP/1.1 {said}\r\n{length}\r\n".encode())
            await writer.drain()


@asynccontextmanager
async def receiving(host: str = "127.0.0.1:0") -> AsyncIterator[Receiver]:
    """Run a receiver on this machine, on a free port unless one is given."""
    receiver = Receiver()
    receiver.may_answer.set()
    talks: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await receiver._talk(reader, writer)  # noqa: SLF001 - this function is its other half
        writer.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(converse(reader, writer))
        talks.add(task)
        task.add_done_callback(lambda _: writer.close())

    server = await asyncio.start_server(connected, *host.split(":"))
    receiver.host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield receiver
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()
