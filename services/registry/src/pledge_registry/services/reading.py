"""Reading documents, one snapshot an answer."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pledge_shared.database.connections import Database
from pledge_shared.pagination import Page, cut_page, decode_cursor, decode_number
from pledge_shared.publication import View

from ..domain.labels import codes_to_label, labels_for
from ..domain.presence import ever, present
from ..domain.versions import Stored
from ..errors import (
    UnknownOrganizationError,
    UnknownPlanError,
    UnknownProjectError,
    UnknownVersionError,
)
from ..storage.reading import DocumentReader
from .points import resolve

__all__ = ["Bundle", "Documents", "PlanDocuments"]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a card needs of the registry, from one snapshot."""

    plan: Stored
    project: Stored
    labels: dict[str, Any]
    sequence: int


@dataclass(frozen=True, slots=True)
class PlanDocuments:
    """A plan and some of its projects' documents; ``removed`` are codes of tombstones."""

    plan: Stored
    projects: Sequence[Stored]
    removed: Sequence[str]
    next: str | None
    sequence: int


class Documents:
    """Answers every question about stored documents.

    ``view`` says in which form projects are shown; only holders of a key may ask for the head.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def _at(
        self, as_of: str | None, view: View = View.PUBLISHED
    ) -> AsyncIterator[tuple[DocumentReader, int]]:
        async with self._database.read() as connection:
            reader = DocumentReader(connection, view)
            yield reader, await resolve(reader, as_of)

    async def plan(self, code: str, as_of: str | None = None) -> Stored:
        """Return a plan's document."""
        async with self._at(as_of) as (reader, point):
            return await _plan(reader, code, point)

    async def is_reviewed(self, plan: str) -> bool:
        """Tell whether what is reported in a plan waits for a review; not if there is no plan."""
        async with self._database.ask() as connection:
            return await DocumentReader(connection, View.HEAD).is_reviewed(plan)

    async def organization(self, code: str, as_of: str | None = None) -> Stored:
        """Return an organization's document."""
        async with self._at(as_of) as (reader, point):
            return present(await reader.organization(code, point), UnknownOrganizationError)

    async def ever_plan(self, code: str, as_of: str | None = None) -> Stored:
        """Return the newest version of a plan, a tombstone too: what its history begins with."""
        async with self._at(as_of, View.HEAD) as (reader, point):
            return ever(await reader.plan(code, point), UnknownPlanError)

    async def ever_organization(self, code: str, as_of: str | None = None) -> Stored:
        """Return the newest version of an organization, a tombstone too."""
        async with self._at(as_of, View.HEAD) as (reader, point):
            return ever(await reader.organization(code, point), UnknownOrganizationError)

    async def ever_project(self, plan: str, code: str, as_of: str | None = None) -> Stored:
        """Return the newest version of a project, a tombstone too."""
        async with self._at(as_of, View.HEAD) as (reader, point):
            return ever(await reader.project(plan, code, point), UnknownProjectError)

    async def project(
        self, plan: str, code: str, as_of: str | None = None, view: View = View.PUBLISHED
    ) -> tuple[Stored, int]:
        """Return a project's document and the sequence it and its surroundings stand at."""
        async with self._at(as_of, view) as (reader, point):
            head = await _plan(reader, plan, point)
            found = await _project(reader, plan, code, point)
            return found, await _sequence(reader, head, found, point)

    async def project_by_id(
        self, project_id: UUID, as_of: str | None = None, view: View = View.PUBLISHED
    ) -> Stored:
        """Return a project's document by its id."""
        async with self._at(as_of, view) as (reader, point):
            found = await reader.by_id(project_id, point)
            is_project = found is not None and found.kind == "project"
            return present(found if is_project else None, UnknownProjectError)

    async def bundle(
        self, plan: str, code: str, as_of: str | None = None, view: View = View.PUBLISHED
    ) -> Bundle:
        """Return plan, project and the labels of the codes they use."""
        async with self._at(as_of, view) as (reader, point):
            head = await _plan(reader, plan, point)
            project = await _project(reader, plan, code, point)
            organizations = await reader.organizations_named(codes_to_label(head, project), point)
            labels = labels_for(head, project, organizations)
            return Bundle(head, project, labels, await _sequence(reader, head, project, point))

    async def plan_documents(
        self,
        plan: str,
        *,
        since: int,
        cursor: str | None,
        limit: int,
        as_of: str | None = None,
        view: View = View.PUBLISHED,
    ) -> PlanDocuments:
        """Return a plan's head and a page of its project documents."""
        scope = f"documents:{plan}:{since}:{as_of}:{view}"
        after = decode_cursor(scope, cursor, 1)[0] if cursor else ""
        async with self._at(as_of, view) as (reader, point):
            head = await _plan(reader, plan, point)
            found = await reader.projects_of(
                head.entity_id, as_of=point, since=since, after=after, limit=limit + 1
            )
            page = cut_page(found, limit, scope, lambda item: (item.code,))
            return PlanDocuments(
                head,
                [item for item in page.items if not item.tombstone],
                [item.code for item in page.items if item.tombstone],
                page.next,
                min(point, await reader.head()),
            )

    async def history(
        self, entity: Stored, *, cursor: str | None, limit: int
    ) -> Page[dict[str, Any]]:
        """Return a page of an entity's versions, newest first, from the one given."""
        scope = f"versions:{entity.entity_id}"
        below = decode_number(scope, cursor) if cursor else entity.version + 1
        async with self._database.read() as connection:
            reader = DocumentReader(connection, View.PUBLISHED)
            rows = await reader.history(entity.entity_id, below=below, limit=limit + 1)
        return cut_page(rows, limit, scope, lambda row: (str(row["version"]),))

    async def version(self, entity: Stored, number: int, view: View = View.PUBLISHED) -> Stored:
        """Return one numbered version of an entity, none later than the one given."""
        async with self._database.read() as connection:
            found = await DocumentReader(connection, view).version(entity.entity_id, number)
        if found is None or number > entity.version:
            raise UnknownVersionError
        return found


async def _plan(reader: DocumentReader, code: str, as_of: int) -> Stored:
    return present(await reader.plan(code, as_of), UnknownPlanError)


async def _project(reader: DocumentReader, plan: str, code: str, as_of: int) -> Stored:
    return present(await reader.project(plan, code, as_of), UnknownProjectError)


async def _sequence(reader: DocumentReader, plan: Stored, project: Stored, as_of: int) -> int:
    parts = await reader.sequence_with_parts(project.entity_id, as_of)
    return max(plan.sequence, project.sequence, parts)
