"""The beginning and end of a project: creating, deleting and restoring it."""

from collections.abc import Sequence
from typing import Any

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import Database
from pledge_shared.errors import ConflictError
from pledge_shared.publication import View
from pledge_shared.validation import validated

from ..domain.genealogy import successors
from ..domain.presence import ever
from ..domain.resolutions import ResolutionRequiredError, resolution_errors
from ..domain.versions import Author, Stored
from ..errors import UnknownProjectError
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.neighbours import parts_of
from ..storage.projects import ProjectStore
from ..storage.reading import DocumentReader
from .entities import CheckVersion, deleted, kept, refuse_if_used
from .work import Reply, UnitOfWork, once, unit_of_work

__all__ = ["ProjectLifecycle"]


class HasSuccessorsError(ConflictError):
    """What the project held was handed on in a split or merge."""

    code = "has_successors"
    title = "Other projects hold what it held"
    title_ko = "다른 사업으로 이어진 사업입니다"

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            "Restored, it would hold everything a second time; split or merge its `successors`.",
            extra={"successors": [*codes]},
        )


class ProjectLifecycle:
    """Creates, deletes and restores projects, each time in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self, plan: str, body: Any, *, key: IdempotencyKey, author: Author
    ) -> KeptAnswer:
        """Add a project to a plan; a repeated request gets the first answer.

        Raises
        ------
        CodeTakenError
            409: the plan has a project of this code, or had one.
        InvalidInputError
            422: its goal, parent or department is not there, or it breaks a rule of its own.
        ResolutionRequiredError
            422: it is said to be suspended or scrapped, and not by which resolution.
        """

        async def create(work: UnitOfWork) -> Reply:
            await work.lock_plan(plan)
            facts = validated(ProjectFacts, body)
            if any(resolution_errors("", None, facts)):
                raise ResolutionRequiredError
            await work.create_projects(plan, [facts])
            (made,) = work.recording.versions
            place = f"/v1/plans/{plan}/projects/{facts.code}"
            return lambda _: kept(work.written(made.entity_id), 201, place)

        return await once(self._database, key, author, create)

    async def delete(self, plan: str, code: str, *, seen: CheckVersion, author: Author) -> Stored:
        """Delete a project without parts: a tombstone with its last facts.

        Raises
        ------
        InUseError
            409: it has sub-projects; parts go first.
        """
        async with unit_of_work(self._database, author) as work:
            old = await work.project(plan, code)
            seen(old)
            refuse_if_used({"projects": await parts_of(work.connection, old.entity_id)})
            await work.change_project(old, None)
        return work.written(old.entity_id)

    async def restore(
        self, plan: str, code: str, *, key: IdempotencyKey, author: Author
    ) -> KeptAnswer:
        """Bring a deleted project back, with the facts it had.

        Raises
        ------
        NotDeletedError
            409: it is there.
        HasSuccessorsError
            409: it went into others.
        InvalidInputError
            422: its goal, parent or department is gone; ``errors`` names which.
        """

        async def restore(work: UnitOfWork) -> Reply:
            await work.lock_plan(plan)
            await ProjectStore(work.connection).lock(plan, code)
            found = await DocumentReader(work.connection, View.HEAD).project(plan, code)
            tombstone = deleted(ever(found, UnknownProjectError))
            if heirs := successors(tombstone):
                raise HasSuccessorsError(heirs)
            await work.restore_project(tombstone)
            return lambda _: kept(work.written(tombstone.entity_id), 200)

        return await once(self._database, key, author, restore)
