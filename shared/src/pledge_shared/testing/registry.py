"""A registry in memory, for the tests of those who call one: same paths, same rules.

It answers what `RegistryClient` asks and no more. The same tests run against it and against the
real service.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..canonical import canonical_bytes, dump_json
from ..contracts.events import EventPage
from ..contracts.plan import Organization, Plan
from ..contracts.project import Project
from ..contracts.registry import Bundle, KeyHolder, OrganizationList, PlanDocuments, PlanList
from ..heads import HEADER
from ..publication import View
from ..waiting import wait_at_most
from .registry_record import Record

__all__ = ["FakeRegistry"]

_MOST = 200

_Handler = Callable[[Request], Awaitable[tuple[BaseModel, int]]]


class _RefusalError(Exception):
    """A problem to answer with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class FakeRegistry:
    """Serves a `Record` at the registry's paths.

    Attributes
    ----------
    record
        What it serves; tests commit into it.
    away
        Whether to fail as a service does whose database is away.
    asked
        The paths of all requests, in order.
    holders
        Whose each key is.
    """

    def __init__(self) -> None:
        self.record = Record()
        self.away = False
        self.asked: list[str] = []
        self.holders: dict[str, KeyHolder] = {}
        self._waiting: set[asyncio.Task[object]] = set()
        self.app = Starlette(
            routes=[
                Route("/v1/events", self._answer(self._events)),
                Route("/v1/keys/self", self._answer(self._holder)),
                Route("/v1/organizations", self._answer(self._organizations)),
                Route("/v1/organizations/{code}", self._answer(self._organization)),
                Route("/v1/plans", self._answer(self._plans)),
                Route("/v1/plans/{plan}/documents", self._answer(self._documents)),
                Route("/v1/plans/{plan}/projects/{code}/bundle", self._answer(self._bundle)),
            ],
            exception_handlers={404: _no_route},
        )

    async def hang_up(self) -> None:
        """Answer everyone who waits for a commit, so that nothing outlives the test."""
        self.record.wake()
        if self._waiting:
            await asyncio.wait(self._waiting)

    def _answer(self, handle: _Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            self.asked.append(request.url.path)
            if self.away:
                return _refused(503)
            try:
                document, sequence = await handle(request)
            except _RefusalError as refusal:
                return _refused(refusal.status)
            headers = {"Pledge-Sequence": str(sequence), HEADER: str(self.record.head)}
            return Response(canonical_bytes(document), headers=headers)

        return answer

    async def _events(self, request: Request) -> tuple[BaseModel, int]:
        after = request.query_params.get("after")
        wait, limit = float(request.query_params.get("wait", "0")), _limit(request)
        committed = self.record.committed
        page = self._page(after, limit)
        if not page.items and wait > 0:
            await self._wait(committed, wait)
            page = self._page(after, limit)
        return page, self.record.sequence

    async def _wait(self, committed: asyncio.Event, seconds: float) -> None:
        caller = asyncio.current_task()  # called in-process, this is the client's own call
        if caller is not None:
            self._waiting.add(caller)
            caller.add_done_callback(self._waiting.discard)
        await wait_at_most(committed, seconds)

    def _page(self, after: str | None, limit: int) -> EventPage:
        epoch, *place = (after or f"{self.record.epoch}.0.0").split(".")
        sequence, ordinal = (int(part) for part in place)
        if epoch != str(self.record.epoch) or sequence > self.record.sequence:
            raise _RefusalError(410)
        behind = [each for each in self.record.versions if each.place > (sequence, ordinal)]
        events = [self.record.event(each) for each in behind[:limit]]
        last = events[-1].id if events else f"{epoch}.{sequence}.{ordinal}"
        return EventPage(items=events, next=last)

    async def _organizations(self, request: Request) -> tuple[BaseModel, int]:
        as_of, after = self._point(request), request.query_params.get("cursor", "")
        latest = sorted(self.record.latest("organization", "", as_of).items())
        listed = [
            version.document
            for code, version in latest
            if isinstance(version.document, Organization) and code > after
        ]
        page = listed[: _limit(request)]
        behind = page[-1].code if len(listed) > len(page) else None
        return OrganizationList(items=page, next=behind), as_of

    async def _organization(self, request: Request) -> tuple[BaseModel, int]:
        as_of = self._point(request)
        found = self.record.at(Organization, "", request.path_params["code"], as_of)
        if found is None:
            raise _RefusalError(404)
        return found, as_of

    async def _plans(self, request: Request) -> tuple[BaseModel, int]:
        as_of, wanted = self._point(request), request.query_params.get("organization")
        codes = sorted({each.plan for each in self.record.versions})
        heads = [self.record.at(Plan, code, code, as_of) for code in codes]
        known = [head for head in heads if head is not None]
        after = request.query_params.get("cursor", "")
        listed = [
            head for head in known if wanted in {None, head.organization} and head.code > after
        ]
        page = listed[: _limit(request)]
        behind = page[-1].code if len(listed) > len(page) else None
        return PlanList(items=page, next=behind), as_of

    async def _documents(self, request: Request) -> tuple[BaseModel, int]:
        view = self._view(request)
        plan, as_of = request.path_params["plan"], self._point(request)
        head = self.record.at(Plan, plan, plan, as_of)
        if head is None:
            raise _RefusalError(404)
        since, after = (request.query_params.get(name, "") for name in ("since", "cursor"))
        changed = [
            version
            for code, version in sorted(self.record.latest("project", plan, as_of).items())
            if version.sequence > int(since or "0") and code > after
        ]
        page = changed[: _limit(request)]
        shown = [self.record.shown(each, as_of, view) for each in page]
        documents = PlanDocuments(
            plan=head,
            items=[each for each in shown if isinstance(each, Project)],
            removed=[each.code for each in page if each.document is None],
            next=page[-1].code if len(changed) > len(page) else None,
        )
        return documents, as_of

    async def _bundle(self, request: Request) -> tuple[BaseModel, int]:
        plan, code = request.path_params["plan"], request.path_params["code"]
        as_of, view = self._point(request), self._view(request)
        head = self.record.at(Plan, plan, plan, as_of)
        project = self.record.at(Project, plan, code, as_of, view)
        if head is None or project is None:
            raise _RefusalError(404)
        inputs = [
            each.sequence
            for each in self.record.latest("project", plan, as_of).values()
            if each.code == code or getattr(each.document, "parent", None) == code
        ]
        inputs.append(self.record.latest("plan", plan, as_of)[plan].sequence)
        return Bundle(plan=head, project=project, labels={}), max(inputs)

    async def _holder(self, request: Request) -> tuple[BaseModel, int]:
        return self._key_holder(request), self.record.sequence

    def _key_holder(self, request: Request) -> KeyHolder:
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        if key not in self.holders:
            raise _RefusalError(401)
        return self.holders[key]

    def _view(self, request: Request) -> View:
        view = View(request.query_params.get("view", View.PUBLISHED))
        if view is View.HEAD:
            self._key_holder(request)
        return view

    def _point(self, request: Request) -> int:
        text, newest = request.query_params.get("as_of"), self.record.sequence
        if text is None:
            return newest
        if not text.isdigit():
            at = datetime.fromisoformat(text)
            return sum(self.record.time_of(number) <= at for number in range(1, newest + 1))
        if int(text) > newest:
            raise _RefusalError(422)
        return int(text)


async def _no_route(_: Request, __: Exception) -> Response:
    return _refused(404)


def _refused(status: int) -> Response:
    body = dump_json({"status": status, "detail": "The fake refuses."})
    return Response(body, status, media_type="application/problem+json")


def _limit(request: Request) -> int:
    return min(int(request.query_params.get("limit", "50")), _MOST)
