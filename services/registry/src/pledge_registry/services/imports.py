"""Importing plan documents: write only what differs from what is stored, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID

from pledge_shared.contracts.imports import ImportCounts, ImportedVersion, ImportIssue
from pledge_shared.contracts.plan import OrganizationFacts, PlanDocument
from pledge_shared.database.connections import Database, WriteConnection
from pledge_shared.errors import FieldError, InvalidInputError
from pledge_shared.publication import View

from ..domain.documents import ProjectDocument
from ..domain.organizations import with_lists_of
from ..domain.project_rules import size_errors
from ..domain.resolutions import resolution_errors
from ..domain.rules import Surroundings, document_errors, document_warnings
from ..domain.versions import Author, facts_of
from ..storage.entities import EntityRow, EntityStore, find_plan
from ..storage.ledger import Ledger
from ..storage.projects import ProjectChange, ProjectRow, ProjectStore
from ..storage.reading import DocumentReader
from .locks import Writer
from .recording import Recording
from .work import write_projects

__all__ = ["ImportOutcome", "Importer"]


@dataclass(slots=True)
class ImportOutcome:
    """What an import did, or would do."""

    counts: ImportCounts = field(default_factory=ImportCounts)
    versions: list[ImportedVersion] = field(default_factory=list)
    issues: list[ImportIssue] = field(default_factory=list)
    sequence: int | None = None


class _DryRun(Exception):  # noqa: N818 - not an error: it rolls back what was only tried
    """Ends a validating import without keeping anything."""


class Importer:
    """Imports plan documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def validate(
        self, documents: Sequence[PlanDocument], *, author: Author, prune: bool
    ) -> ImportOutcome:
        """Do everything an import does, then take it back: the same verdict, no effect."""
        outcome = ImportOutcome()
        try:
            async with self._database.write() as connection:
                outcome = await self.run(connection, documents, author=author, prune=prune)
                _take_back()
        except _DryRun:
            outcome.sequence = None
        return outcome

    async def run(
        self,
        connection: WriteConnection,
        documents: Sequence[PlanDocument],
        *,
        author: Author,
        prune: bool,
    ) -> ImportOutcome:
        """Import into an open transaction.

        Raises
        ------
        InvalidInputError
            A document breaks rules; nothing is written.
        ConflictError
            A project was changed by somebody else meanwhile, or a term exists with other days.
        """
        ledger = Ledger(connection)
        (commit_id,) = await ledger.new_ids(1)
        work = _Import(connection, ledger, Recording(commit_id), author.actor, prune=prune)
        await work.lock(documents)
        for index, document in enumerate(documents):
            await work.take(document, f"/{index}" if len(documents) > 1 else "")
        if work.recording.versions:
            commit = await work.recording.write(ledger, author)
            work.outcome.sequence = commit.sequence
        work.outcome.versions = [
            ImportedVersion(
                kind=item.kind, plan=item.plan, code=item.code,
                version=item.version, change=item.change,
            )
            for item in work.recording.versions
        ]  # fmt: skip
        return work.outcome


def _take_back() -> NoReturn:
    raise _DryRun


class _Import:
    """One import while its transaction runs."""

    def __init__(
        self,
        connection: WriteConnection,
        ledger: Ledger,
        recording: Recording,
        actor: UUID,
        *,
        prune: bool,
    ) -> None:
        self._connection = connection
        self._actor = actor
        self._ledger = ledger
        self._entities = EntityStore(connection)
        self._projects = ProjectStore(connection)
        self._prune = prune
        self.recording = recording
        self.outcome = ImportOutcome()

    async def lock(self, documents: Sequence[PlanDocument]) -> None:
        """Let no other import touch the same plans, or any organization, meanwhile."""
        plans = [f"plan:{document.plan.code}" for document in documents]
        await self._entities.lock("organizations", *plans)

    async def take(self, document: PlanDocument, pointer: str) -> None:
        """Compare one document with what is stored and write what differs."""
        plan = await find_plan(self._connection, document.plan.code)
        stored = await self._projects.of_plan(plan.id) if plan else {}
        named = {project.code for project in document.projects}
        gone = {code: row for code, row in stored.items() if code not in named and not row.deleted}
        around = Surroundings(
            organizations=await self._entities.organization_parents(),
            gone=await self._entities.deleted_organizations(),
            plan_gone=plan is not None and plan.deleted,
            regions=await self._entities.regions(),
            deleted=frozenset(code for code, row in stored.items() if row.deleted),
            kept={} if self._prune else {code: row.facts for code, row in gone.items()},
        )
        self._check(document, around, pointer)
        organizations = await self._write_organizations(document.organizations)
        row = await self._write_plan(document, plan, organizations)
        changes = await self._changes(document, stored, gone)
        places = _places(document, pointer)
        self._check_changes(changes, places)
        departments = {code: item.id for code, item in organizations.items()}
        await write_projects(
            self._connection,
            self.recording,
            (row.id, document.plan.code),
            changes,
            departments=departments,
            writer=Writer(self._actor, imports=True, at=places),
        )

    def _check(self, document: PlanDocument, around: Surroundings, pointer: str) -> None:
        _refuse([_moved(pointer, item) for item in document_errors(document, around)])
        self._warn(_moved(pointer, item) for item in document_warnings(document, around))

    def _check_changes(self, changes: Sequence[ProjectChange], places: Mapping[str, str]) -> None:
        """Hold what is written to rules that what is stored already need not keep."""
        after = [(places[item.after.code], item, item.after) for item in changes if item.after]
        _refuse([error for at, _, made in after for error in size_errors(at, made)])
        lacking = [
            (change, error)
            for at, change, made in after
            for error in resolution_errors(at, change.old, made.project)
        ]
        _refuse([error for change, error in lacking if change.before is not None])
        self._warn(error for _, error in lacking)

    def _warn(self, found: Iterable[FieldError]) -> None:
        self.outcome.issues += [
            ImportIssue(
                severity="warning", pointer=item.pointer, code=item.code, message=item.message
            )
            for item in found
        ]

    async def _write_organizations(
        self, organizations: Sequence[OrganizationFacts]
    ) -> dict[str, EntityRow]:
        rows = await self._entities.organizations()
        waiting = {item.code: item for item in organizations}
        while waiting:
            ready = [item for item in waiting.values() if item.parent not in waiting]
            for facts in ready:
                del waiting[facts.code]
                rows[facts.code] = await self._write_organization(facts, rows)
        return rows

    async def _write_organization(
        self, facts: OrganizationFacts, rows: dict[str, EntityRow]
    ) -> EntityRow:
        old = rows.get(facts.code)
        if old is not None and old.digest != facts_of(facts)[1]:
            facts = await self._with_lists(facts)
        digest = facts_of(facts)[1]
        if old is not None and old.digest == digest:
            return old
        row = await self._next(old, digest)
        parent_id = rows[facts.parent].id if facts.parent else None
        await self._entities.write_organization(row, facts, parent_id)
        self.recording.add_organization(row.id, row.version, facts)
        return row

    async def _with_lists(self, facts: OrganizationFacts) -> OrganizationFacts:
        """Add what the registry knows of an organization and a plan document seldom says."""
        stored = await DocumentReader(self._connection, View.HEAD).organization(facts.code)
        if stored is None:
            return facts
        return with_lists_of(OrganizationFacts.model_validate_json(stored.facts), facts)

    async def _write_plan(
        self, document: PlanDocument, old: EntityRow | None, organizations: dict[str, EntityRow]
    ) -> EntityRow:
        digest = facts_of(document.plan)[1]
        if old is not None and old.digest == digest:
            return old
        row = await self._next(old, digest)
        organization_id = organizations[document.plan.organization].id
        await self._entities.write_plan(row, document.plan, organization_id)
        self.recording.add_plan(row.id, row.version, document.plan)
        return row

    async def _next(self, old: EntityRow | None, digest: str) -> EntityRow:
        if old is not None:
            return EntityRow(old.id, old.version + 1, digest)
        (new_id,) = await self._ledger.new_ids(1)
        return EntityRow(new_id, 1, digest)

    async def _changes(
        self, document: PlanDocument, stored: dict[str, ProjectRow], gone: dict[str, ProjectRow]
    ) -> list[ProjectChange]:
        documents = {project.code: ProjectDocument.of(project) for project in document.projects}
        new = [made for code, made in documents.items() if code not in stored]
        ids = await self._ledger.new_ids(len(new))
        changes = [
            ProjectChange(id=id_, version=1, before=None, after=made)
            for id_, made in zip(ids, new, strict=True)
        ]
        for code, made in documents.items():
            row = stored.get(code)
            if row is not None and row.digest != made.digest:
                changes.append(_changed(row, made))
        counts = self.outcome.counts
        counts.created += len(new)
        counts.changed += len(changes) - len(new)
        counts.unchanged += len(document.projects) - len(changes)
        counts.not_in_file += len(gone)
        if self._prune:
            changes += [_changed(row, None) for row in gone.values()]
            counts.deleted += len(gone)
        return changes


def _moved(pointer: str, error: FieldError) -> FieldError:
    return FieldError(pointer + error.pointer, error.code, error.message)


def _refuse(errors: Sequence[FieldError]) -> None:
    if errors:
        raise InvalidInputError(
            f"{len(errors)} rule(s) broken; see errors. Nothing was imported.", errors=tuple(errors)
        )


def _places(document: PlanDocument, pointer: str) -> dict[str, str]:
    """Return where each project stands in the document."""
    return {item.code: f"{pointer}/projects/{n}" for n, item in enumerate(document.projects)}


def _changed(row: ProjectRow, after: ProjectDocument | None) -> ProjectChange:
    return ProjectChange(id=row.id, version=row.version + 1, before=row.document, after=after)
