"""One write: what is collected while its transaction runs, and recorded when it ends."""

from dataclasses import dataclass, field
from uuid import UUID

from pledge_shared.contracts.plan import OrganizationFacts, PlanFacts
from pledge_shared.contracts.project import ProjectFacts

from ..domain.chain import Action
from ..domain.publication import Published
from ..domain.versions import Author, Commit, Facts, Kind, NewVersion, facts_of, summary_of
from ..storage.ledger import Ledger
from ..storage.projects import ProjectChange

__all__ = ["Recording"]


@dataclass(slots=True)
class Recording:
    """The versions one transaction makes."""

    commit_id: UUID
    versions: list[NewVersion] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)

    def add_organization(self, entity_id: UUID, number: int, facts: OrganizationFacts) -> None:
        """Note a new version of an organization."""
        self._add("organization", entity_id, number, facts)

    def add_plan(self, entity_id: UUID, number: int, facts: PlanFacts) -> None:
        """Note a new version of a plan."""
        self._add("plan", entity_id, number, facts, plan=facts.code)

    def add_project(
        self, plan: str, change: ProjectChange, published: Published | None = None
    ) -> None:
        """Note a new version of a project; a deletion keeps the last facts as its tombstone.

        ``published`` is its published form where that differs.
        """
        facts = change.new or change.old
        if facts is not None:
            self._add(
                "project",
                change.id,
                change.version,
                facts,
                plan=plan,
                deleted=change.new is None,
                published=published,
            )

    async def write(self, ledger: Ledger, author: Author) -> Commit:
        """Append everything to the record; the last thing a transaction does."""
        return await ledger.record(self.commit_id, self.versions, author, self.actions)

    def _add(
        self,
        kind: Kind,
        entity_id: UUID,
        number: int,
        document: Facts,
        *,
        plan: str | None = None,
        deleted: bool = False,
        published: Published | None = None,
    ) -> None:
        facts, digest = facts_of(document)
        self.versions.append(
            NewVersion(
                kind=kind,
                entity_id=entity_id,
                version=number,
                change="deleted" if deleted else "created" if number == 1 else "changed",
                plan=plan,
                code=document.code,
                facts=facts,
                digest=digest,
                summary=summary_of(document) if isinstance(document, ProjectFacts) else {},
                published=published,
            )
        )
