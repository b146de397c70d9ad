"""One import while its transaction runs: plan after plan is compared, and what differs written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from pledge_shared.contracts.imports import ImportCounts, ImportedVersion, ImportIssue
from pledge_shared.database.connections import WriteConnection
from pledge_shared.errors import ConflictError

from ..domain.documents import ProjectDocument
from ..domain.origins import with_origins_of
from ..domain.rules import Surroundings
from ..domain.versions import Author, facts_of
from ..storage.changes import ProjectChange, ProjectRow
from ..storage.entities import EntityRow, EntityStore, find_plan
from ..storage.import_lines import KnownLine
from ..storage.ledger import Ledger
from ..storage.projects import ProjectStore
from .import_checks import check_changes, check_document
from .listed_organizations import ListedOrganizations
from .locks import Writer
from .preparing import PreparedPlan
from .recording import Recording
from .work import write_projects

__all__ = ["ImportOutcome", "PlanImports", "Taken", "changed_meanwhile"]


@dataclass(slots=True)
class ImportOutcome:
    """What an import did, or would do."""

    counts: ImportCounts = field(default_factory=ImportCounts)
    versions: list[ImportedVersion] = field(default_factory=list)
    issues: list[ImportIssue] = field(default_factory=list)
    sequence: int | None = None

    def pass_over(self, line: KnownLine) -> None:
        """Count a document that says what is stored."""
        self.counts.unchanged += line.projects
        self.counts.not_in_file += line.others


@dataclass(frozen=True, slots=True)
class Taken:
    """A document that was imported.

    Attributes
    ----------
    odd
        Whether it gave reason to a warning.
    organizations
        Digests of those that it lists.
    """

    plan_id: UUID
    odd: bool
    organizations: Mapping[str, str]


class PlanImports:
    """Imports documents into one transaction and records them as one commit."""

    def __init__(
        self,
        connection: WriteConnection,
        ledger: Ledger,
        commit_id: UUID,
        author: Author,
        *,
        prune: bool,
    ) -> None:
        self._connection = connection
        self._ledger = ledger
        self._author = author
        self._entities = EntityStore(connection)
        self._projects = ProjectStore(connection)
        self._recording = Recording(commit_id)
        self._regions: frozenset[str] | None = None
        self.outcome = ImportOutcome()
        self._prune = prune
        self.organizations = ListedOrganizations(connection, ledger, self._recording)

    @classmethod
    async def begin(cls, connection: WriteConnection, author: Author, *, prune: bool) -> Self:
        """Begin an import in an open transaction."""
        ledger = Ledger(connection)
        (commit_id,) = await ledger.new_ids(1)
        return cls(connection, ledger, commit_id, author, prune=prune)

    async def lock(self, *plans: str) -> None:
        """Let no other import touch some plans, or any organization, meanwhile."""
        await self._entities.lock("organizations", *(f"plan:{code}" for code in plans))

    async def take(self, document: PreparedPlan, pointer: str) -> Taken:
        """Compare one document with what is stored and write what differs.

        Raises
        ------
        InvalidInputError
            The document breaks rules.
        ConflictError
            What it changes is locked, or was changed by somebody else meanwhile.
        """
        plan = await find_plan(self._connection, document.plan.code)
        stored = await self._projects.of_plan(plan.id) if plan else {}
        named = {project.code for project in document.projects}
        gone = {code: row for code, row in stored.items() if code not in named and not row.deleted}
        around = await self._around(plan, stored, {} if self._prune else gone)
        odd = check_document(document, around, pointer)
        listed = await self.organizations.write(document.organizations)
        row = await self._write_plan(document, plan)
        changes = await self._changes(document, stored, gone)
        places = _places(document, pointer)
        odd += check_changes(changes, places)
        self.outcome.issues += odd
        await write_projects(
            self._connection,
            self._recording,
            (row.id, document.plan.code),
            changes,
            departments=self.organizations.ids,
            writer=Writer(self._author.actor, imports=True, at=places),
        )
        await self._recording.append(self._ledger)
        return Taken(row.id, bool(odd), listed)

    async def end(self) -> ImportOutcome:
        """Record what was written, if anything was, and return the outcome."""
        commit = await self._recording.write(self._ledger, self._author)
        self.outcome.sequence = commit.sequence if commit else None
        self.outcome.versions = [
            ImportedVersion.model_validate(each, from_attributes=True)
            for each in self._recording.recorded
        ]
        return self.outcome

    async def _around(
        self,
        plan: EntityRow | None,
        stored: Mapping[str, ProjectRow],
        kept: Mapping[str, ProjectRow],
    ) -> Surroundings:
        if self._regions is None:
            self._regions = await self._entities.regions()
        return Surroundings(
            organizations=await self.organizations.parents(),
            gone=await self.organizations.deleted(),
            plan_gone=plan is not None and plan.deleted,
            regions=self._regions,
            deleted=frozenset(code for code, row in stored.items() if row.deleted),
            kept=kept,
        )

    async def _write_plan(self, document: PreparedPlan, old: EntityRow | None) -> EntityRow:
        digest = facts_of(document.plan)[1]
        if old is not None and old.digest == digest:
            return old
        new_id = old.id if old else (await self._ledger.new_ids(1))[0]
        row = EntityRow(new_id, old.version + 1 if old else 1, digest)
        organization_id = self.organizations.ids[document.plan.organization]
        await self._entities.write_plan(row, document.plan, organization_id)
        self._recording.add_plan(row.id, row.version, document.plan)
        return row

    async def _changes(
        self,
        document: PreparedPlan,
        stored: Mapping[str, ProjectRow],
        gone: Mapping[str, ProjectRow],
    ) -> list[ProjectChange]:
        new = [project for project in document.projects if project.code not in stored]
        ids = await self._ledger.new_ids(len(new))
        changes = [
            ProjectChange(id=id_, version=1, before=None, after=made.document, rows=made.rows)
            for id_, made in zip(ids, new, strict=True)
        ]
        for project in document.projects:
            row = stored.get(project.code)
            if row is None or row.digest == project.document.digest:
                continue
            after = with_origins_of(row.document, project.document)
            if after.digest != row.digest:
                changes.append(_changed(row, after))
        counts = self.outcome.counts
        counts.created += len(new)
        counts.changed += len(changes) - len(new)
        counts.unchanged += len(document.projects) - len(changes)
        counts.not_in_file += len(gone)
        if self._prune:
            changes += [_changed(row, None) for row in gone.values()]
            counts.deleted += len(gone)
        return changes


def changed_meanwhile() -> ConflictError:
    """Return the refusal of a line that was recognised when it came and says something else now."""
    message = "What it says was changed by somebody else meanwhile; send the import again."
    return ConflictError(message)


def _places(document: PreparedPlan, pointer: str) -> dict[str, str]:
    """Return where each project stands in the document."""
    return {item.code: f"{pointer}/projects/{n}" for n, item in enumerate(document.projects)}


def _changed(row: ProjectRow, after: ProjectDocument | None) -> ProjectChange:
    return ProjectChange(id=row.id, version=row.version + 1, before=row.document, after=after)
