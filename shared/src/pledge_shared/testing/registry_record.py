"""The record of a registry in memory: every version of every document, commit by commit."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

from ..canonical import canonical_bytes, digest_of
from ..contracts.codes import Publication
from ..contracts.events import CloudEvent, EventData
from ..contracts.plan import Organization, Plan, PlanDocument
from ..contracts.project import Project
from ..heads import Head
from ..publication import View, published_facts

__all__ = ["Record", "Version"]

_NAMESPACE = UUID("6f1b7f0e-5a0c-4d39-9b1c-0c6a2d8f4e11")
_FIRST = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=9)))

Facts = dict[str, Any]
Change = Callable[[Facts], Facts]
Document = Organization | Plan | Project
_Document = TypeVar("_Document", Organization, Plan, Project)


@dataclass(frozen=True, slots=True)
class Version:
    """A document as of a commit and its published form; None when it was deleted.

    An organization belongs to no plan: its ``plan`` is empty.
    """

    kind: str
    plan: str
    code: str
    number: int
    sequence: int
    ordinal: int
    document: Document | None
    published: Document | None

    @property
    def place(self) -> tuple[int, int]:
        """Where its event stands in the feed."""
        return self.sequence, self.ordinal


@dataclass(slots=True)
class Record:
    """Plans and projects with every version they ever had."""

    epoch: UUID = field(default_factory=uuid4)
    sequence: int = 0
    versions: list[Version] = field(default_factory=list)
    """In the order of the feed."""
    committed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by the next commit."""

    @property
    def head(self) -> Head:
        """The head of the audit chain, whose hashes are of the place alone."""
        place = f"{self.epoch}.{self.sequence}".encode()
        return Head(self.sequence, digest_of(place), self.epoch)

    def load(self, document: PlanDocument) -> int:
        """Import a plan document in one commit; return its sequence number."""
        plan = document.plan
        projects = [("project", each.code, each.model_dump()) for each in document.projects]
        return self._commit(plan.code, [("plan", plan.code, plan.model_dump()), *projects])

    def put_organization(self, code: str, **facts: Any) -> int:
        """Commit a new version of an organization, or its first; imports bring none here."""
        return self._commit("", [("organization", code, {"code": code, **facts})])

    def delete_organization(self, code: str) -> int:
        """Commit the end of an organization."""
        return self._commit("", [("organization", code, None)])

    def change_plan(self, plan: str, change: Change) -> int:
        """Commit a new version of a plan's head."""
        head = self.at(Plan, plan, plan, self.sequence)
        return self._commit(plan, [("plan", plan, change(_facts(head)))])

    def change_projects(self, plan: str, codes: Iterable[str], change: Change) -> int:
        """Commit new versions of some projects together."""
        before = {code: self.at(Project, plan, code, self.sequence) for code in codes}
        return self._commit(
            plan, [("project", code, change(_facts(each))) for code, each in before.items()]
        )

    def delete_project(self, plan: str, code: str) -> int:
        """Commit the end of a project."""
        return self._commit(plan, [("project", code, None)])

    def delete_plan(self, plan: str) -> int:
        """Commit the end of a plan, whose projects ended before."""
        return self._commit(plan, [("plan", plan, None)])

    def bring_back(self, plan: str, *codes: str) -> int:
        """Commit deleted projects as they were before; without codes the plan itself."""
        ended = [("project", code) for code in codes] or [("plan", plan)]
        return self._commit(plan, [(*each, self._last(plan, *each)) for each in ended])

    def _last(self, plan: str, kind: str, code: str) -> Facts:
        place = (kind, plan, code)
        ever = [each for each in self.versions if (each.kind, each.plan, each.code) == place]
        return _facts(next(each.document for each in reversed(ever) if each.document))

    def restore(self) -> None:
        """Begin another epoch, as after a backup was put back."""
        self.epoch = uuid4()
        self.wake()

    def time_of(self, sequence: int) -> datetime:
        """Return when a commit was made."""
        return _FIRST + timedelta(seconds=sequence)

    def latest(self, kind: str, plan: str, as_of: int) -> dict[str, Version]:
        """Return the last version of each document of a plan at a point, by code."""
        return {
            each.code: each
            for each in self.versions
            if each.kind == kind and each.plan == plan and each.sequence <= as_of
        }

    def at(
        self, kind: type[_Document], plan: str, code: str, as_of: int, view: View = View.HEAD
    ) -> _Document | None:
        """Return a document as of a commit in a view, None where there was none."""
        found = self.latest(kind.__name__.lower(), plan, as_of).get(code)
        shown = self.shown(found, as_of, view) if found else None
        return shown if isinstance(shown, kind) else None

    def shown(self, version: Version, as_of: int, view: View) -> Document | None:
        """Return what a version shows in a view."""
        if view is View.HEAD or version.kind != "project":
            return version.document
        plan = self.latest("plan", version.plan, as_of)[version.plan].document
        reviewed = isinstance(plan, Plan) and plan.publication is Publication.REVIEWED
        return version.published if reviewed else version.document

    def event(self, version: Version) -> CloudEvent:
        """Return the event that tells of a version."""
        document = version.document
        before = self.latest(version.kind, version.plan, version.sequence - 1).get(version.code)
        was_there = before is not None and before.document is not None
        change = "deleted" if document is None else "changed" if was_there else "created"
        is_project = version.kind == "project"
        owner = f"plans/{version.plan}" if version.plan else f"organizations/{version.code}"
        return CloudEvent(
            id=f"{self.epoch}.{version.sequence}.{version.ordinal}",
            source="/registry",
            type=f"pledge.{version.kind}.{change}",
            subject=f"{owner}/projects/{version.code}" if is_project else owner,
            time=self.time_of(version.sequence),
            data=EventData(
                kind=version.kind,
                id=_id(version.kind, version.plan, version.code),
                plan=version.plan if is_project else None,
                code=version.code,
                version=version.number,
                digest=digest_of(canonical_bytes(document) if document else b""),
                sequence=version.sequence,
            ),
        )

    def wake(self) -> None:
        """Let everyone who waits for a commit look again."""
        self.committed.set()
        self.committed = asyncio.Event()

    def _commit(self, plan: str, changes: Sequence[tuple[str, str, Facts | None]]) -> int:
        sequence = self.sequence + 1
        made = []
        for ordinal, (kind, code, facts) in enumerate(changes):
            before = self.latest(kind, plan, self.sequence).get(code)
            number = before.number + 1 if before else 1
            document = None if facts is None else _document(kind, plan, code, number, facts)
            published = _published(document, before)
            made.append(Version(kind, plan, code, number, sequence, ordinal, document, published))
        self.versions += made
        self.sequence = sequence
        self.wake()
        return sequence


def _facts(document: Document | None) -> Facts:
    if document is None:
        raise LookupError("the fake registry holds no such document")
    return document.model_dump()


def _document(kind: str, plan: str, code: str, number: int, facts: Facts) -> Document:
    identity = {"object": kind, "id": _id(kind, plan, code), "version": number}
    if kind == "organization":
        return Organization.model_validate({**facts, **identity})
    if kind == "plan":
        return Plan.model_validate({**facts, **identity})
    return Project.model_validate({**facts, **identity, "plan": plan})


def _published(document: Document | None, before: Version | None) -> Document | None:
    if not isinstance(document, Project):
        return document
    previous = before.published if before else None
    return published_facts(document, previous if isinstance(previous, Project) else None)


def _id(kind: str, plan: str, code: str) -> UUID:
    return uuid5(_NAMESPACE, f"{kind}/{plan}/{code}")
