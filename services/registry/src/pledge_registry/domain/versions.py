"""Versioned documents: facts that never change, and the bytes they are served as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.codes import Stage
from pledge_shared.contracts.plan import OrganizationFacts, PlanFacts
from pledge_shared.contracts.project import ProjectFacts

from .search import SearchRow

__all__ = [
    "SCHEMA_NUMBER",
    "Author",
    "Change",
    "Commit",
    "Facts",
    "Kind",
    "NewVersion",
    "Stored",
    "etag_of",
    "facts_of",
    "summary_of",
]

Kind = Literal["organization", "plan", "project"]
Change = Literal["created", "changed", "deleted"]
Facts = OrganizationFacts | PlanFacts | ProjectFacts

SCHEMA_NUMBER = 1
"""Of the facts; a reader of older numbers goes through an upcast."""

_RENDERER = "r1"
"""Part of every ETag: a new rendering of old facts is a new representation."""

_DIGEST_SHOWN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version about to be recorded."""

    kind: Kind
    entity_id: UUID
    version: int
    change: Change
    plan: str | None
    code: str
    facts: bytes
    digest: str
    summary: Mapping[str, Any]
    published: tuple[bytes, str] | None = None
    """Facts and digest of the published document, where it differs."""
    search: Sequence[SearchRow] = ()
    """What can be found of it, where that differs from the version before."""

    def stored(self, sequence: int) -> "Stored":
        """Return the version as readers find it once its commit has a number."""
        return Stored(
            kind=self.kind,
            entity_id=self.entity_id,
            version=self.version,
            plan=self.plan,
            code=self.code,
            sequence=sequence,
            tombstone=self.change == "deleted",
            digest=self.digest,
            facts=self.facts,
        )


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, why, and in which request."""

    actor: UUID
    reason: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """What one transaction became: its place in the feed and its time."""

    id: UUID
    sequence: int
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A version as it was recorded."""

    kind: Kind
    entity_id: UUID
    version: int
    plan: str | None
    code: str
    sequence: int
    tombstone: bool
    digest: str
    facts: bytes

    @property
    def etag(self) -> str:
        """The strong entity tag of the rendered document, quotes included."""
        return etag_of(self.version, self.digest)

    @property
    def body(self) -> bytes:
        """The document as served: identity and version in front of the facts."""
        plan = f'"plan":"{self.plan}",' if self.kind == "project" else ""
        head = f'{{"object":"{self.kind}","id":"{self.entity_id}",{plan}"version":{self.version},'
        return head.encode() + self.facts[1:]


def etag_of(version: int, digest: str) -> str:
    """Return the strong entity tag of a rendered document, quotes included."""
    return f'"{version}-{digest[:_DIGEST_SHOWN]}-{_RENDERER}"'


def facts_of(document: Facts) -> tuple[bytes, str]:
    """Return the canonical bytes of some facts and their digest."""
    facts = canonical_bytes(document)
    return facts, digest_of(facts)


def summary_of(project: ProjectFacts) -> dict[str, Any]:
    """Return what a list shows of a project and filters by; amounts in 원, null when unknown."""
    return {
        "title": project.title,
        "kind": project.kind,
        "status": project.status,
        "parent": project.parent,
        "goal": project.goal,
        "lead_department": project.lead_department,
        "planned_krw": _amount(project, Stage.PLANNED),
        "secured_krw": _amount(project, Stage.SECURED),
    }


def _amount(project: ProjectFacts, stage: Stage) -> int | None:
    amounts = [
        line.amount_krw
        for line in project.budget.lines
        if line.stage is stage and line.amount_krw is not None
    ]
    return sum(amounts) if amounts else None
