"""Typed calls to the registry: what it answers is checked before anyone uses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from ..contracts.events import CloudEvent, EventPage
from ..contracts.plan import Organization, Plan
from ..contracts.project import Project
from ..contracts.registry import Bundle, KeyHolder, OrganizationList, PlanDocuments, PlanList
from ..errors import (
    FeedEpochChangedError,
    ForbiddenError,
    InvalidInputError,
    InvalidParameterError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
)
from ..heads import HEADER, Head
from ..pagination import MAX_LIMIT
from ..publication import View
from ..security.policy import Actor
from ._http import Answer, BrokenContractError, Upstream, UpstreamError

__all__ = [
    "MOST_EVENTS",
    "FeedPage",
    "ProjectBundle",
    "RegistryClient",
    "StateOfPlan",
]

MOST_EVENTS = 200
"""Events of one page."""

_PAGE_OF_DOCUMENTS = 200
_SEQUENCE = "Pledge-Sequence"
_PATIENCE, _LONG_PATIENCE = 3.0, 20.0
_OK, _FAILED = 200, 500


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Events behind a cursor, where to go on, and the registry's newest commit."""

    events: Sequence[CloudEvent]
    next: str
    head: int
    audit_head: Head | None = None
    """Of its audit chain; None before the first commit."""


@dataclass(frozen=True, slots=True)
class StateOfPlan:
    """A plan's head, and those of its projects that were asked for, as of a commit."""

    plan: Plan
    projects: Sequence[Project]
    removed: frozenset[str]
    sequence: int


@dataclass(frozen=True, slots=True)
class ProjectBundle:
    """A project with its plan's head; ``sequence`` is the latest commit that went into it."""

    plan: Plan
    project: Project
    sequence: int


class _Problem(BaseModel):
    detail: str


_Model = TypeVar("_Model", bound=BaseModel)

_REFUSALS: Mapping[int, type[ServiceError]] = {
    400: InvalidParameterError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    410: FeedEpochChangedError,
    422: InvalidInputError,
}


class RegistryClient:
    """The registry's reads, over connections that belong to the caller.

    Every call raises `NotFoundError` and the other refusals as the registry made them,
    `UpstreamError` (503) when it is away, `BrokenContractError` (502) when its answer is wrong.
    """

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def events(self, after: str | None, *, wait: int = 0) -> FeedPage:
        """Return the events after a cursor, waiting up to ``wait`` seconds (≤ 30) for one."""
        params = {"limit": str(MOST_EVENTS), "wait": str(wait)}
        if after is not None:
            params["after"] = after
        answer = await self._ask("/v1/events", params, deadline=wait + _PATIENCE)
        page = _read(EventPage, answer)
        return FeedPage(page.items, page.next, _sequence(answer), _audit_head(answer))

    async def documents(
        self, plan: str, *, as_of: str, since: int = 0, reader: str | None = None
    ) -> StateOfPlan:
        """Return a plan's documents, as of one commit or time, that changed after another.

        Parameters
        ----------
        as_of
            Sequence number of a commit, or an RFC 3339 time; the same for every page.
        since
            Sequence number of the commit up to which the caller knows the plan.
        reader
            Authorization header of a key's holder, who is shown the head; anyone else is shown
            what is published.
        """
        view, headers = _viewed(reader)
        params = {"as_of": as_of, "since": str(since), "limit": str(_PAGE_OF_DOCUMENTS), **view}
        path = f"/v1/plans/{quote(plan, safe='')}/documents"
        projects: list[Project] = []
        removed: set[str] = set()
        while True:
            answer = await self._ask(path, params, deadline=_LONG_PATIENCE, headers=headers)
            page = _read(PlanDocuments, answer)
            projects.extend(page.items)
            removed.update(page.removed)
            if page.next is None:
                return StateOfPlan(page.plan, projects, frozenset(removed), _sequence(answer))
            params["cursor"] = page.next

    async def bundle(
        self, plan: str, project: str, *, as_of: str, reader: str | None = None
    ) -> ProjectBundle:
        """Return a project and its plan's head as of one commit or time, as `documents` does."""
        view, headers = _viewed(reader)
        path = f"/v1/plans/{quote(plan, safe='')}/projects/{quote(project, safe='')}/bundle"
        answer = await self._ask(
            path, {"as_of": as_of, **view}, deadline=_PATIENCE, headers=headers
        )
        found = _read(Bundle, answer)
        return ProjectBundle(found.plan, found.project, _sequence(answer))

    async def plans_of(self, organization: str, *, as_of: str) -> Sequence[Plan]:
        """Return an organization's plans as of one commit or time."""
        params = {"organization": organization, "as_of": as_of, "limit": str(MAX_LIMIT)}
        plans: list[Plan] = []
        while True:
            answer = await self._ask("/v1/plans", params, deadline=_LONG_PATIENCE)
            page = _read(PlanList, answer)
            plans.extend(page.items)
            if page.next is None:
                return plans
            params["cursor"] = page.next

    async def organization(self, code: str, *, as_of: str) -> Organization:
        """Return an organization as of one commit or time."""
        path = f"/v1/organizations/{quote(code, safe='')}"
        return _read(Organization, await self._ask(path, {"as_of": as_of}, deadline=_PATIENCE))

    async def organizations(self, *, as_of: str) -> Sequence[Organization]:
        """Return every organization as of one commit or time."""
        params = {"as_of": as_of, "limit": str(MAX_LIMIT)}
        found: list[Organization] = []
        while True:
            answer = await self._ask("/v1/organizations", params, deadline=_LONG_PATIENCE)
            page = _read(OrganizationList, answer)
            found.extend(page.items)
            if page.next is None:
                return found
            params["cursor"] = page.next

    async def find_actor(self, key: str) -> Actor | None:
        """Return whose key it is; None when it is unknown or revoked."""
        headers = {"Authorization": f"Bearer {key}"}
        try:
            answer = await self._ask("/v1/keys/self", {}, deadline=_PATIENCE, headers=headers)
        except UnauthorizedError:
            return None
        holder = _read(KeyHolder, answer)
        return Actor(id=holder.id, name=holder.name, role=holder.role, owner=holder.owner)

    async def _ask(
        self,
        path: str,
        params: Mapping[str, str],
        *,
        deadline: float,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        answer = await self._upstream.call(
            "GET", path, params=params, deadline=deadline, headers=headers
        )
        _check(answer)
        return answer


def _viewed(reader: str | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parameters and headers that ask for the head in a key holder's name."""
    return ({}, {}) if reader is None else ({"view": View.HEAD}, {"Authorization": reader})


def _check(answer: Answer) -> None:
    """Raise what a refusal or failure of the registry means here."""
    if answer.status_code == _OK:
        return
    if answer.status_code >= _FAILED:
        raise UpstreamError(
            "The registry service failed; try again shortly.", headers={"Retry-After": "1"}
        )
    refusal = _REFUSALS.get(answer.status_code)
    if refusal is None:
        raise _broken()
    raise refusal(_read(_Problem, answer).detail)


def _read(model: type[_Model], answer: Answer) -> _Model:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError:
        raise _broken() from None


def _sequence(answer: Answer) -> int:
    text = answer.headers.get(_SEQUENCE, "")
    if not (text.isascii() and text.isdigit()):
        raise _broken()
    return int(text)


def _audit_head(answer: Answer) -> Head | None:
    text = answer.headers.get(HEADER)
    if text is None:  # from a registry of an earlier release
        return None
    try:
        head = Head.parse(text)
    except InvalidParameterError:
        raise _broken() from None
    return head if head.sequence else None


def _broken() -> BrokenContractError:
    return BrokenContractError("The registry service sent an answer that breaks its contract.")
