"""Talking to an application in this process, with the state its lifespan would have made."""

from collections.abc import Mapping
from typing import Any

from httpx import ASGITransport
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["transport_to"]


def transport_to(app: ASGIApp, state: Mapping[str, Any] | None = None) -> ASGITransport:
    """Return a transport into an application; its errors come back as answers."""

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": dict(state or {})}, receive, send)

    return ASGITransport(with_state, raise_app_exceptions=False)
