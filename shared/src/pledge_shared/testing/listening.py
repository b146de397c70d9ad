"""An application behind a real port, in a thread: for those who cannot call it in this process."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["listening"]

State = Mapping[str, Any]


@contextlib.contextmanager
def listening(
    app: ASGIApp, opened: Callable[[], AbstractAsyncContextManager[State]]
) -> Iterator[str]:
    """Serve an application on a free port of this machine; yield its address.

    Parameters
    ----------
    opened
        Opens what every request finds in its state, in the thread's own event loop.
    """
    state: dict[str, Any] = {}

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    config = uvicorn.Config(
        with_state, port=0, lifespan="off", log_config=None, interface="asgi3", access_log=False
    )
    server = uvicorn.Server(config)

    async def serve() -> None:
        async with opened() as found:
            state.update(found)
            await server.serve()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the application did not start")
            threading.Event().wait(0.05)
        (listener,) = (each for part in server.servers for each in part.sockets)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
