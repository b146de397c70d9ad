"""Reads of documents at any point of the record; now is only the last of its points."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, lateral, select, true

from pledge_shared.contracts.codes import Publication
from pledge_shared.database.connections import ReadConnection
from pledge_shared.publication import View

from ..domain.publication import is_reviewed
from ..domain.versions import Stored
from . import tables
from .ledger import EVERYTHING, newest_version, stored_versions
from .ledger_tables import commits, feed_head, versions
from .publication import find_published

__all__ = ["PROJECT_ID", "DocumentReader"]

_PLAN_ID = select(tables.plans.c.id).where(tables.plans.c.code == bindparam("of_code"))
_PUBLICATION = select(tables.plans.c.publication).where(
    tables.plans.c.code == bindparam("of_code"), ~tables.plans.c.deleted
)
_ORGANIZATION_ID = select(tables.organizations.c.id).where(
    tables.organizations.c.code == bindparam("of_code")
)
PROJECT_ID = (
    select(tables.projects.c.id)
    .join(tables.plans)
    .where(
        tables.plans.c.code == bindparam("of_plan"), tables.projects.c.code == bindparam("of_code")
    )
)
_NEWEST = newest_version(bindparam("of_entity"), bindparam("as_of"))
"""Asked, as those above, with every read and write of one document, so they are built once."""


class DocumentReader:
    """Reads documents in one snapshot and one view: whatever it returns may be shown in it.

    The published view is the head, but for projects of a plan that is reviewed at the point that
    is read.
    """

    def __init__(self, connection: ReadConnection, view: View) -> None:
        self._connection = connection
        self._view = view
        self._reviewed: dict[tuple[str, int], bool] = {}

    async def head(self) -> int:
        """Return the sequence number of the newest commit."""
        head: int = (await self._connection.execute(select(feed_head.c.sequence))).scalar_one()
        return head

    async def sequence_at(self, at: datetime) -> int:
        """Return the sequence number of the newest commit at some time; 0 before the first."""
        found = await self._connection.scalar(
            select(func.max(commits.c.sequence)).where(commits.c.at <= at)
        )
        return found or 0

    async def plan(self, code: str, as_of: int = EVERYTHING) -> Stored | None:
        """Return a plan's document."""
        found = await self._one(_PLAN_ID, {"of_code": code}, as_of)
        self._reviewed[code, as_of] = found is not None and is_reviewed(found)
        return found

    async def is_reviewed(self, plan: str) -> bool:
        """Tell whether a plan is there and is published as it is approved."""
        publication = await self._connection.scalar(_PUBLICATION, {"of_code": plan})
        return bool(publication == Publication.REVIEWED)

    async def organization(self, code: str, as_of: int = EVERYTHING) -> Stored | None:
        """Return an organization's document."""
        return await self._one(_ORGANIZATION_ID, {"of_code": code}, as_of)

    async def project(self, plan: str, code: str, as_of: int = EVERYTHING) -> Stored | None:
        """Return a project's document, a tombstone included."""
        return await self._one(PROJECT_ID, {"of_plan": plan, "of_code": code}, as_of)

    async def by_id(self, entity_id: UUID, as_of: int = EVERYTHING) -> Stored | None:
        """Return any document by its id."""
        asked = {"of_entity": entity_id, "as_of": as_of}
        rows = await self._connection.execute(_NEWEST, asked)
        return next(iter(await self._seen([Stored(**row) for row in rows.mappings()], as_of)), None)

    async def _one(self, ids: Any, named: dict[str, str], as_of: int) -> Stored | None:
        found = await self._connection.scalar(ids, named)
        return await self.by_id(found, as_of) if found else None

    async def organizations_named(
        self, codes: Collection[str], as_of: int = EVERYTHING
    ) -> list[Stored]:
        """Return the documents of some organizations."""
        version = lateral(newest_version(tables.organizations.c.id, as_of))
        rows = await self._connection.execute(
            select(version)
            .select_from(tables.organizations.join(version, true()))
            .where(tables.organizations.c.code.in_(codes))
        )
        return [Stored(**row) for row in rows.mappings()]

    async def projects_of(
        self, plan_id: UUID, *, as_of: int = EVERYTHING, since: int = 0, after: str = "", limit: int
    ) -> list[Stored]:
        """Return a plan's project documents by code, tombstones included.

        Parameters
        ----------
        since
            Only documents whose latest version is of a later commit than this.
        after
            Only codes behind this one.
        """
        projects = tables.projects
        version = lateral(newest_version(projects.c.id, as_of))
        rows = await self._connection.execute(
            select(version)
            .select_from(projects.join(version, true()))
            .where(
                projects.c.plan_id == plan_id, projects.c.code > after, version.c.sequence > since
            )
            .order_by(projects.c.code)
            .limit(limit)
        )
        return await self._seen([Stored(**row) for row in rows.mappings()], as_of)

    async def projects_named(
        self, plan: str, codes: Collection[str], as_of: int = EVERYTHING
    ) -> list[Stored]:
        """Return some of a plan's project documents, tombstones included."""
        version = lateral(newest_version(tables.projects.c.id, as_of))
        rows = await self._connection.execute(
            select(version)
            .select_from(tables.projects.join(tables.plans).join(version, true()))
            .where(tables.plans.c.code == plan, tables.projects.c.code.in_(codes))
            .order_by(tables.projects.c.code)
        )
        return await self._seen([Stored(**row) for row in rows.mappings()], as_of)

    async def first_versions(self, ids: Collection[UUID]) -> list[Stored]:
        """Return some documents as they came into being."""
        rows = await self._connection.execute(
            stored_versions().where(versions.c.entity_id.in_(ids), versions.c.version == 1)
        )
        return await self._seen([Stored(**row) for row in rows.mappings()], EVERYTHING)

    async def sequence_with_parts(self, project_id: UUID, as_of: int = EVERYTHING) -> int:
        """Return the newest commit of a project's sub-projects; 0 without any."""
        parts, whole = tables.projects, tables.projects.alias("whole")
        found = await self._connection.scalar(
            select(func.max(commits.c.sequence))
            .select_from(whole)
            .join(parts, and_(parts.c.plan_id == whole.c.plan_id, parts.c.parent == whole.c.code))
            .join(versions, versions.c.entity_id == parts.c.id)
            .join(commits, commits.c.id == versions.c.commit_id)
            .where(whole.c.id == project_id, commits.c.sequence <= as_of)
        )
        return found or 0

    async def history(self, entity_id: UUID, *, below: int, limit: int) -> list[dict[str, Any]]:
        """Return an entity's versions with actor, time and reason, newest first."""
        rows = await self._connection.execute(
            select(
                versions.c.version,
                commits.c.sequence,
                commits.c.at,
                commits.c.actor,
                commits.c.reason,
                versions.c.tombstone,
                versions.c.digest,
            )
            .join(commits, commits.c.id == versions.c.commit_id)
            .where(versions.c.entity_id == entity_id, versions.c.version < below)
            .order_by(versions.c.version.desc())
            .limit(limit)
        )
        return [dict(row) for row in rows.mappings()]

    async def version(self, entity_id: UUID, number: int) -> Stored | None:
        """Return one numbered version, as the plan is published now."""
        return next(iter(await self.versions(entity_id, number, number)), None)

    async def versions(self, entity_id: UUID, first: int, last: int) -> list[Stored]:
        """Return the versions from one number to another, as the plan is published now."""
        rows = await self._connection.execute(
            stored_versions()
            .where(versions.c.entity_id == entity_id, versions.c.version.between(first, last))
            .order_by(versions.c.version)
        )
        return await self._seen([Stored(**row) for row in rows.mappings()], EVERYTHING)

    async def _seen(self, found: Sequence[Stored], as_of: int) -> list[Stored]:
        """Return some documents in the form the reader's view shows; every project's way out."""
        if self._view is View.HEAD:
            return list(found)
        reviewed = [item for item in found if await self._is_reviewed(item, as_of)]
        if not reviewed:
            return list(found)
        keys = [(item.entity_id, item.version) for item in reviewed]
        published = await find_published(self._connection, keys)
        forms = {
            key: replace(item, facts=published[key][0], digest=published[key][1])
            for key, item in zip(keys, reviewed, strict=True)
            if key in published
        }
        return [forms.get((item.entity_id, item.version), item) for item in found]

    async def _is_reviewed(self, document: Stored, as_of: int) -> bool:
        if document.kind != "project" or document.plan is None:
            return False
        if (document.plan, as_of) not in self._reviewed:
            await self.plan(document.plan, as_of)
        return self._reviewed[document.plan, as_of]
