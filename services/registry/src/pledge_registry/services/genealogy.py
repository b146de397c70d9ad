"""Splitting, merging and renaming projects: one commit each, in which nothing gets lost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pledge_shared.contracts.codes import LineageKind
from pledge_shared.contracts.genealogy import (
    LineageTree,
    MergeRequest,
    RenameRequest,
    SplitRequest,
)
from pledge_shared.contracts.project import LineageEntry
from pledge_shared.database.connections import Database
from pledge_shared.errors import (
    FieldError,
    InvalidInputError,
    NotFoundError,
    PreconditionFailedError,
)
from pledge_shared.publication import View
from pledge_shared.validation import validated

from ..domain.documents import read_project
from ..domain.genealogy import with_entry
from ..domain.versions import Author, Stored
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.neighbours import sub_projects
from .entities import CheckVersion, kept
from .families import family_tree
from .passage import Passage, SubProjectsLeftError
from .work import Reply, UnitOfWork, once

__all__ = ["Genealogy"]


class Genealogy:
    """Splits, merges and renames projects."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tree(self, place: tuple[str, str], as_of: str | None, view: View) -> LineageTree:
        """Return the family of a project, given by plan and code."""
        return await family_tree(self._database, place, as_of, view)

    async def rename(
        self,
        place: tuple[str, str],
        body: Any,
        *,
        seen: CheckVersion,
        key: IdempotencyKey,
        author: Author,
    ) -> KeptAnswer:
        """Give a project another title, and let it remember the one it had."""

        async def do(work: UnitOfWork) -> Reply:
            old = await work.project(*place)
            seen(old)
            wanted = validated(RenameRequest, body)
            before = read_project(old)
            if wanted.title == before.title:
                raise _wrong("/title", "unchanged", "The project has this title.")
            entry = LineageEntry(
                kind=LineageKind.RENAME,
                date=wanted.date,
                title_before=before.title,
                title_after=wanted.title,
                resolution=wanted.resolution,
            )
            work.author = replace(work.author, reason=wanted.reason)
            renamed = before.model_copy(update={"title": wanted.title})
            await work.change_project(old, with_entry(renamed, entry))
            return lambda _: kept(work.written(old.entity_id), 200)

        return await once(self._database, key, author, do)

    async def split(
        self,
        place: tuple[str, str],
        body: Any,
        *,
        seen: CheckVersion,
        key: IdempotencyKey,
        author: Author,
    ) -> KeptAnswer:
        """Put parts in the place of a project.

        Raises
        ------
        SubProjectsLeftError
            409: a sub-project goes with no part.
        NotConservedError
            422: the parts do not hold exactly what the project held.
        """
        plan, code = place

        async def do(work: UnitOfWork) -> Reply:
            await work.lock_plan(plan)
            old = await work.project(plan, code)
            seen(old)
            wanted = validated(SplitRequest, body)
            moves = wanted.sub_projects
            left = await sub_projects(work.connection, old.entity_id)
            _check_moves(moves, left, [part.code for part in wanted.parts])
            passage = Passage(work, plan, wanted, LineageKind.SPLIT)
            return await passage.run([old], wanted.parts, moves, at="/parts")

        return await once(self._database, key, author, do)

    async def merge(
        self, plan: str, body: Any, *, key: IdempotencyKey, author: Author
    ) -> KeptAnswer:
        """Put one project in the place of several; their sub-projects go with it.

        Raises
        ------
        PreconditionFailedError
            412: one of them changed since it was read.
        NotConservedError
            422: the project does not hold exactly what they held together.
        """

        async def do(work: UnitOfWork) -> Reply:
            await work.lock_plan(plan)
            wanted = validated(MergeRequest, body)
            old = [
                await _predecessor(work, plan, (each.code, each.etag), index)
                for index, each in enumerate(wanted.predecessors)
            ]
            moves = {
                code: wanted.project.code
                for each in old
                for code in await sub_projects(work.connection, each.entity_id)
            }
            passage = Passage(work, plan, wanted, LineageKind.MERGE)
            return await passage.run(old, [wanted.project], moves, at="/project")

        return await once(self._database, key, author, do)


def _wrong(pointer: str, code: str, message: str) -> InvalidInputError:
    return InvalidInputError(message, errors=(FieldError(pointer, code, message),))


def _check_moves(moves: Mapping[str, str], left: Sequence[str], parts: Sequence[str]) -> None:
    for code, part in moves.items():
        if code not in left:
            raise _wrong("/sub_projects", "unknown_reference", "There is no such sub-project.")
        if part not in parts:
            raise _wrong("/sub_projects", "unknown_reference", "There is no such part.")
    if forgotten := sorted({*left} - moves.keys()):
        raise SubProjectsLeftError(forgotten)


async def _predecessor(work: UnitOfWork, plan: str, read: tuple[str, str], index: int) -> Stored:
    """Return a project that is to be merged, as its reader saw it."""
    code, etag = read
    try:
        found = await work.project(plan, code)
    except NotFoundError:
        message = "There is no such project in this plan."
        pointer = f"/predecessors/{index}/code"
        raise _wrong(pointer, "unknown_reference", message) from None
    if found.etag != etag:
        raise PreconditionFailedError(
            f"A predecessor is at version {found.version} now; read it again, then merge.",
            extra={"current": {"code": code, "version": found.version, "etag": found.etag}},
        )
    return found
