"""One write: what is collected while its transaction runs, and recorded when it ends."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pledge_shared.contracts.plan import OrganizationFacts, PlanFacts

from ..domain.chain import Action, DocumentEntry
from ..domain.publication import Published
from ..domain.search import SearchRow, rows_of
from ..domain.versions import Author, Change, Commit, Kind, NewVersion, facts_of
from ..storage.ledger import Ledger, document_entry
from ..storage.projects import ProjectChange

__all__ = ["Recording"]


@dataclass(slots=True)
class Recording:
    """The versions one transaction makes."""

    commit_id: UUID
    versions: list[NewVersion] = field(default_factory=list)
    recorded: list[DocumentEntry] = field(default_factory=list)
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
        self._note(
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
            search=_search_rows(change),
        )

    async def append(self, ledger: Ledger) -> None:
        """Write what was noted so far and let go of it: a large import must not hold it all."""
        await self._append_all(ledger)
        self.versions.clear()

    async def write(self, ledger: Ledger, author: Author) -> Commit | None:
        """Complete the record, the last thing a transaction does; None when nothing was done."""
        await self._append_all(ledger)
        if not (self.recorded or self.actions):
            return None
        return await ledger.seal(self.commit_id, self.recorded, author, self.actions)

    async def _append_all(self, ledger: Ledger) -> None:
        await ledger.append(self.commit_id, self.versions, first=len(self.recorded))
        self.recorded += [document_entry(version) for version in self.versions]

    def _add(
        self,
        kind: Kind,
        entity_id: UUID,
        number: int,
        document: OrganizationFacts | PlanFacts,
        change: Change | None,
    ) -> None:
        facts, digest = facts_of(document)
        self._note(
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

    def _note(
        self, kind: Kind, entity_id: UUID, number: int, *, change: Change | None, **rest: Any
    ) -> None:
        change = change or ("created" if number == 1 else "changed")
        self.versions.append(
            NewVersion(kind=kind, entity_id=entity_id, version=number, change=change, **rest)
        )


def _search_rows(change: ProjectChange) -> list[SearchRow]:
    """Return what a change adds to search; of a new project without parsing it."""
    if change.before is None:
        texts = change.document.search
        return [SearchRow(change.id, change.version, *each) for each in texts]
    return rows_of("project", change.id, change.version, change.document.project, change.old)
