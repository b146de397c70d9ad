"""Units of work: what one transaction changes, recorded as one commit when it ends."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import Database, WriteConnection
from pledge_shared.errors import ConflictError
from pledge_shared.publication import View

from ..domain.documents import ProjectDocument
from ..domain.presence import present
from ..domain.project_rules import check_project
from ..domain.reporting import ActualPlace
from ..domain.versions import Author, Commit, Stored
from ..errors import UnknownPlanError, UnknownProjectError
from ..storage.entities import EntityStore
from ..storage.idempotency import IdempotencyKey, KeptAnswer, find_answer, keep_answer
from ..storage.ledger import Ledger
from ..storage.projects import ProjectChange, ProjectRow, ProjectStore
from ..storage.reading import DocumentReader
from .locks import Writer, check_writable
from .publication import published_forms
from .recording import Recording
from .references import check_references

__all__ = ["Reply", "UnitOfWork", "once", "unit_of_work", "write_projects"]

Reply = Callable[[Commit | None], KeptAnswer]
"""Makes the answer to a write once its commit is known; None when nothing changed."""


@dataclass(slots=True)
class UnitOfWork:
    """One transaction: its connection, what it has changed so far, and its commit at the end."""

    connection: WriteConnection
    ledger: Ledger
    recording: Recording
    author: Author
    commit: Commit | None = None
    decided: set[ActualPlace] = field(default_factory=set)
    """Actuals that this work decides about as a review."""
    hands_on: bool = False
    """Targets and actuals move to other projects, with a check that none changes on the way."""

    def written(self, entity_id: UUID) -> Stored:
        """Return the version this work made of an entity; ask when its block has ended."""
        assert self.commit is not None  # noqa: S101 - a work that wrote something has one
        versions = self.recording.versions
        made = next(item for item in versions if item.entity_id == entity_id)
        return made.stored(self.commit.sequence)

    async def project(self, plan: str, code: str) -> Stored:
        """Return a project's document, and let nobody else write the project meanwhile.

        Raises
        ------
        NotFoundError
            404: there is none, or it was deleted.
        """
        found_id = await ProjectStore(self.connection).lock(plan, code)
        reader = DocumentReader(self.connection, View.HEAD)
        found = await reader.by_id(found_id) if found_id else None
        return present(found, UnknownProjectError)

    async def lock_plan(self, plan: str) -> Stored:
        """Return a plan's document, and let nobody else import or create in it meanwhile.

        Ask before anything else is locked: imports do, and nobody waits for each other then.
        """
        await EntityStore(self.connection).lock(f"plan:{plan}")
        found = await DocumentReader(self.connection, View.HEAD).plan(plan)
        return present(found, UnknownPlanError)

    async def projects(self, plan: str, codes: Collection[str]) -> dict[str, ProjectRow]:
        """Return those projects of a plan that exist, and let nobody else write them meanwhile.

        Raises
        ------
        NotFoundError
            404: there is no such plan.
        """
        reader = DocumentReader(self.connection, View.HEAD)
        row = present(await reader.plan(plan), UnknownPlanError)
        found = await ProjectStore(self.connection).of_plan(row.entity_id, codes)
        return {code: project for code, project in found.items() if not project.deleted}

    async def check_projects(
        self, plan: str, changes: Sequence[ProjectChange], at: Mapping[str, str]
    ) -> None:
        """Raise what refers to nothing or is locked in some changes, and write nothing.

        Parameters
        ----------
        at
            What the pointers of each project's errors begin with, by its code.
        """
        plan_id, _ = await check_references(self.connection, plan, changes, at)
        writer = replace(self._writer, at=at)
        await check_writable(self.connection, plan_id, changes, writer)

    async def change_projects(self, plan: str, changes: Sequence[ProjectChange]) -> None:
        """Give projects of one plan, locked by `projects`, their next versions."""
        await self._write(plan, changes)

    async def change_project(
        self, old: Stored, after: ProjectFacts | None, *, before: ProjectFacts | None = None
    ) -> None:
        """Give a project its next version; None deletes it.

        ``before`` are the old facts, if they have been read already.
        """
        assert old.plan is not None  # noqa: S101 - every project is in a plan
        change = ProjectChange(
            id=old.entity_id,
            version=old.version + 1,
            before=ProjectDocument.known(old.facts, old.digest, before)
            if before
            else ProjectDocument(old.facts, old.digest),
            after=None if after is None else ProjectDocument.of(after),
        )
        await self._write(old.plan, [change])

    async def retire_project(self, old: Stored, last: ProjectFacts) -> None:
        """Delete a project; its tombstone holds these last facts, which say what became of it."""
        assert old.plan is not None  # noqa: S101 - every project is in a plan
        change = ProjectChange(
            id=old.entity_id,
            version=old.version + 1,
            before=ProjectDocument.of(last),
            after=None,
        )
        await self._write(old.plan, [change])

    async def create_projects(self, plan: str, projects: Sequence[ProjectFacts]) -> None:
        """Add projects to a plan."""
        await EntityStore(self.connection).lock(f"plan:{plan}")
        ids = await self.ledger.new_ids(len(projects))
        await self._write(
            plan,
            [
                ProjectChange(id=id_, version=1, before=None, after=ProjectDocument.of(facts))
                for id_, facts in zip(ids, projects, strict=True)
            ],
        )

    async def restore_project(self, deleted: Stored) -> None:
        """Give a deleted project a next version with the facts it had."""
        assert deleted.plan is not None  # noqa: S101 - every project is in a plan
        change = ProjectChange(
            id=deleted.entity_id,
            version=deleted.version + 1,
            before=None,
            after=ProjectDocument(deleted.facts, deleted.digest),
        )
        await self._write(deleted.plan, [change])

    async def _write(self, plan: str, changes: Sequence[ProjectChange]) -> None:
        for change in changes:
            if change.after is not None:
                check_project(change.after)
        plan_id, departments = await check_references(self.connection, plan, changes)
        await write_projects(
            self.connection,
            self.recording,
            (plan_id, plan),
            changes,
            departments=departments,
            writer=self._writer,
        )

    @property
    def _writer(self) -> Writer:
        return Writer(self.author.actor, frozenset(self.decided), hands_on=self.hands_on)


@asynccontextmanager
async def unit_of_work(database: Database, author: Author) -> AsyncIterator[UnitOfWork]:
    """Open a transaction; when its block ends, record what changed as one commit and commit."""
    async with database.write() as connection, _recorded(connection, author) as work:
        yield work


@asynccontextmanager
async def _recorded(connection: WriteConnection, author: Author) -> AsyncIterator[UnitOfWork]:
    ledger = Ledger(connection)
    (commit_id,) = await ledger.new_ids(1)
    work = UnitOfWork(connection, ledger, Recording(commit_id), author)
    yield work
    work.commit = await work.recording.write(ledger, work.author)


async def once(
    database: Database,
    key: IdempotencyKey,
    author: Author,
    do: Callable[[UnitOfWork], Awaitable[Reply]],
) -> KeptAnswer:
    """Do something for a request, once: a repeated request gets the first answer.

    Raises
    ------
    ConflictError
        409: the first request with this key has not ended.
    InvalidInputError
        422: the key stood for another payload.
    """
    async with database.write() as connection:
        kept = await find_answer(connection, key)
        if kept is not None:
            return kept
        async with _recorded(connection, author) as work:
            reply = await do(work)
        kept = reply(work.commit)
        await keep_answer(connection, key, kept)
        return kept


async def write_projects(
    connection: WriteConnection,
    recording: Recording,
    plan: tuple[UUID, str],
    changes: Sequence[ProjectChange],
    *,
    departments: Mapping[str, UUID],
    writer: Writer,
) -> None:
    """Write projects of one plan, given by id and code; every write of projects comes here.

    Raises
    ------
    ConflictError
        409: somebody else changed one of them meanwhile, or what is changed is locked.
    """
    plan_id, plan_code = plan
    await check_writable(connection, plan_id, changes, writer)
    if not await ProjectStore(connection).write(
        plan_id, changes, departments=departments, commit_id=recording.commit_id
    ):
        raise ConflictError("A project was changed at the same moment; read it again.")
    published = await published_forms(connection, changes)
    for change in changes:
        recording.add_project(plan_code, change, published.get(change.id))
