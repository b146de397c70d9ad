"""A service behind the one under test: it answers what a test gives it and remembers what for."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..canonical import dump_json

__all__ = ["Canned", "FakeService", "problem"]

_METHODS = ["GET", "PUT", "POST", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Canned:
    """One answer. Without ``headers`` it states the type only."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    seconds: float = 0.0


def problem(status: int, code: str, **headers: str) -> Canned:
    """Return a refusal as every service of ours writes it."""
    body = {
        "type": f"/problems/{code}",
        "title": code,
        "status": status,
        "detail": f"This is {code}.",
        "code": code,
        "request_id": "fake-request",
    }
    return Canned(dump_json(body), status, headers, "application/problem+json")


Answer = Canned | Callable[[Request], Canned]


class FakeService:
    """Answers by path; a path without an answer is not there."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.everywhere: Answer | None = None
        self.asked: list[Request] = []
        self.bodies: list[bytes] = []
        self.app = Starlette(routes=[Route("/{path:path}", self._answer, methods=_METHODS)])

    def asked_for(self, path: str) -> list[Request]:
        """Return the requests for one path."""
        return [request for request in self.asked if request.scope["path"] == path]

    async def _answer(self, request: Request) -> Response:
        self.asked.append(request)
        self.bodies.append(await request.body())
        answer = self.everywhere or self.answers.get(
            request.scope["path"], problem(404, "not_found")
        )
        canned = answer if isinstance(answer, Canned) else answer(request)
        await asyncio.sleep(canned.seconds)
        return Response(canned.body, canned.status, dict(canned.headers), canned.media_type)
