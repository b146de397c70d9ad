"""One write: what is collected while its transaction runs, and recorded when it ends."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pledge_shared.contracts.plan import OrganizationFacts, PlanFacts

from ..domain.chain import Action
from ..domain.publication import Published
from ..domain.search import rows_of
from ..domain.versions import Author, Change, Commit, Kind, NewVersion, facts_of
from ..storage.ledger import Ledger
from ..storage.projects import ProjectChange

__all__ = ["Recording"]


@dataclass(slots=True)
class Recording:
    """The versions one transaction makes."""

    commit_id: UUID
    versions: list[NewVersion] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)

    def add_organization(
        self, entity_id: UUID, number: int, facts: OrganizationFacts, change: Change | None = None
    ) -> None:
        """Note a new version of an organization."""
        self._add("organization", entity_id, number, facts, change)

    def add_plan(
        self, entity_id: UUID, number: int, facts: PlanFacts, change: Change | None = None
    ) -> None:
        """Note a new version of a plan."""
        self._add("plan", entity_id, number, facts, change)

    def add_project(
        self, plan: str, change: ProjectChange, published: Published | None = None
    ) -> None:
        """Note a new version of a project; a deletion keeps the last facts as its tombstone.

        ``published`` is its published form where that differs.
        """
        document = change.document
        self._append(
            "project",
            change.id,
            change.version,
            change="deleted" if change.after is None else None if change.before else "created",
            plan=plan,
            code=document.code,
            facts=document.facts,
            digest=document.digest,
            summary=document.summary,
            published=published,
            search=rows_of("project", change.id, change.version, document.project, change.old),
        )

    async def write(self, ledger: Ledger, author: Author) -> Commit:
        """Append everything to the record; the last thing a transaction does."""
        return await ledger.record(self.commit_id, self.versions, author, self.actions)

    def _add(
        self,
        kind: Kind,
        entity_id: UUID,
        number: int,
        document: OrganizationFacts | PlanFacts,
        change: Change | None,
    ) -> None:
        facts, digest = facts_of(document)
        self._append(
            kind,
            entity_id,
            number,
            change=change,
            plan=document.code if kind == "plan" else None,
            code=document.code,
            facts=facts,
            digest=digest,
            summary={},
            search=rows_of(kind, entity_id, number, document),
        )

    def _append(
        self, kind: Kind, entity_id: UUID, number: int, *, change: Change | None, **rest: Any
    ) -> None:
        change = change or ("created" if number == 1 else "changed")
        self.versions.append(
            NewVersion(kind=kind, entity_id=entity_id, version=number, change=change, **rest)
        )
