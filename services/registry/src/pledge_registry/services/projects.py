"""Changing one project, whatever is changed about it."""

from collections.abc import Callable
from dataclasses import dataclass

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import Database

from ..domain.documents import read_project
from ..domain.versions import Author, Commit, Stored
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from .work import Reply, UnitOfWork, once, unit_of_work

__all__ = ["Answer", "Change", "Edit", "ProjectEditor", "Written"]

CheckVersion = Callable[[Stored], None]
"""Raises unless the caller has seen this version (If-Match)."""

Change = Callable[[ProjectFacts], ProjectFacts]
"""Returns the facts as they are to be, or raises what is wrong with that."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Who wants to change which project, and in which state they have seen it."""

    plan: str
    code: str
    seen: CheckVersion
    author: Author


@dataclass(frozen=True, slots=True)
class Written:
    """A project after a write."""

    document: Stored
    facts: ProjectFacts


Answer = Callable[[Written], KeptAnswer]


class ProjectEditor:
    """Edits projects, each time in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def change(self, edit: Edit, change: Change) -> Written:
        """Change a project; what leaves it as it is makes no version.

        Raises
        ------
        PreconditionFailedError
            412, from ``edit.seen``; before what was sent is looked at.
        InvalidInputError
            422: the change breaks a rule.
        """
        async with unit_of_work(self._database, edit.author) as work:
            old, after = await _changed(work, edit, change)
        return Written(work.written(old.entity_id) if work.commit else old, after)

    async def add(
        self, edit: Edit, change: Change, *, key: IdempotencyKey, answer: Answer
    ) -> KeptAnswer:
        """Change a project for a request that may be repeated.

        Raises
        ------
        ConflictError, InvalidInputError
            As `change`, and what an idempotency key is refused for.
        """

        async def do(work: UnitOfWork) -> Reply:
            old, after = await _changed(work, edit, change)

            def reply(commit: Commit | None) -> KeptAnswer:
                return answer(Written(work.written(old.entity_id) if commit else old, after))

            return reply

        return await once(self._database, key, edit.author, do)


async def _changed(work: UnitOfWork, edit: Edit, change: Change) -> tuple[Stored, ProjectFacts]:
    old = await work.project(edit.plan, edit.code)
    edit.seen(old)
    before = read_project(old)
    after = change(before)
    if after != before:
        await work.change_project(old, after, before=before)
    return old, after
