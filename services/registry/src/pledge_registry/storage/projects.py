"""Rows of projects and their parts, written set-wise and guarded by their version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Table, delete, insert, select, update

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import WriteConnection

from . import tables
from .actuals import append_revisions
from .ledger_tables import versions
from .parts import PART_TABLES, part_rows, project_columns

__all__ = ["ProjectChange", "ProjectRow", "ProjectStore"]


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project as its row and its latest document say."""

    id: UUID
    version: int
    digest: str
    deleted: bool
    facts: ProjectFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectChange:
    """A project's next state; ``new`` None deletes it, ``old`` None creates it."""

    id: UUID
    version: int
    digest: str
    old: ProjectFacts | None
    new: ProjectFacts | None


_DELETED = {"deleted": True, "goal": None}
"""A tombstone keeps its code; it must not keep a goal from being taken out of the plan."""


class ProjectStore:
    """Writes projects inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def lock(self, plan: str, code: str) -> None:
        """Let no other transaction write this project until this one ends."""
        await self._connection.execute(
            select(tables.projects.c.id)
            .join(tables.plans)
            .where(tables.plans.c.code == plan, tables.projects.c.code == code)
            .with_for_update(of=tables.projects)
        )

    async def of_plan(self, plan_id: UUID) -> dict[str, ProjectRow]:
        """Return a plan's projects, deleted ones too, locked until the transaction ends."""
        columns = tables.projects.c
        rows = await self._connection.execute(
            select(columns.id, columns.version, columns.digest, columns.deleted, versions.c.facts)
            .join(
                versions,
                (versions.c.entity_id == columns.id) & (versions.c.version == columns.version),
            )
            .where(columns.plan_id == plan_id)
            .order_by(columns.id)
            .with_for_update(of=tables.projects)
        )
        found = [
            ProjectRow(row.id, row.version, row.digest, row.deleted, _parsed(row.facts))
            for row in rows
        ]
        return {row.facts.code: row for row in found}

    async def write(
        self,
        plan_id: UUID,
        changes: Sequence[ProjectChange],
        *,
        departments: Mapping[str, UUID],
        commit_id: UUID,
    ) -> bool:
        """Write all changes; False when a project moved on since it was read."""
        created = [change for change in changes if change.old is None]
        others = [change for change in changes if change.old is not None]
        await self._create(plan_id, created, departments)
        if not await self._update(others, departments):
            return False
        await self._replace_parts(others, created)
        await append_revisions(
            self._connection, [(change.id, change.old, change.new) for change in changes], commit_id
        )
        return True

    async def _create(
        self, plan_id: UUID, changes: Sequence[ProjectChange], departments: Mapping[str, UUID]
    ) -> None:
        rows = [
            project_columns(change.new, departments)
            | {
                "id": change.id,
                "plan_id": plan_id,
                "version": change.version,
                "digest": change.digest,
            }
            for change in changes
            if change.new is not None
        ]
        if rows:
            await self._connection.execute(insert(tables.projects), rows)

    async def _update(
        self, changes: Sequence[ProjectChange], departments: Mapping[str, UUID]
    ) -> bool:
        for change in changes:
            columns = project_columns(change.new, departments) if change.new else _DELETED
            done = await self._connection.execute(
                update(tables.projects)
                .where(
                    tables.projects.c.id == change.id,
                    tables.projects.c.version == change.version - 1,
                )
                .values(**columns, version=change.version, digest=change.digest)
            )
            if done.rowcount != 1:
                return False
        return True

    async def _replace_parts(
        self, changed: Sequence[ProjectChange], created: Sequence[ProjectChange]
    ) -> None:
        """Remove and insert again only the tables in which a project's rows differ."""
        stale: dict[Table, list[UUID]] = {table: [] for table in PART_TABLES}
        fresh: dict[Table, list[dict[str, object]]] = {table: [] for table in PART_TABLES}
        for change in [*changed, *created]:
            before = part_rows(change.id, change.old) if change.old else {}
            after = part_rows(change.id, change.new) if change.new else {}
            touched = {table for table in PART_TABLES if before.get(table) != after.get(table)}
            if tables.indicators in touched:
                touched.add(tables.targets)  # targets refer to indicators
            for table in touched:
                stale[table].append(change.id)
                fresh[table].extend(after.get(table, []))
        for table in PART_TABLES:
            if stale[table]:
                await self._connection.execute(
                    delete(table).where(table.c.project_id.in_(stale[table]))
                )
        for table in reversed(PART_TABLES):
            if fresh[table]:
                await self._connection.execute(insert(table), fresh[table])


def _parsed(facts: bytes) -> ProjectFacts:
    return ProjectFacts.model_validate_json(facts)
