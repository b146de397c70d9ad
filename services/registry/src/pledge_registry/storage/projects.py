"""Rows of projects and their parts, written set-wise and guarded by their version."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select, update

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import WriteConnection

from ..domain.documents import ProjectDocument
from . import tables
from .actuals import append_revisions
from .changes import ProjectChange, ProjectRow
from .fresh import create_projects
from .ledger_tables import versions
from .parts import PARTS, PROJECT_COLUMNS, Part, project_row
from .reading import PROJECT_ID

__all__ = ["ProjectChange", "ProjectRow", "ProjectStore"]


_PRESENT = {"deleted": False}
_DELETED = {"deleted": True, "goal": None}
"""A tombstone keeps its code; it must not keep a goal from being taken out of the plan."""


_LOCKED = PROJECT_ID.with_for_update(of=tables.projects)
_UPDATE = update(tables.projects).where(
    tables.projects.c.id == bindparam("of_project"),
    tables.projects.c.version == bindparam("of_version"),
)


class ProjectStore:
    """Writes projects inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def lock(self, plan: str, code: str) -> UUID | None:
        """Return a project's id, and let no other transaction write it until this one ends."""
        found: UUID | None = await self._connection.scalar(
            _LOCKED, {"of_plan": plan, "of_code": code}
        )
        return found

    async def of_plan(
        self, plan_id: UUID, codes: Collection[str] | None = None
    ) -> dict[str, ProjectRow]:
        """Return a plan's projects by code, deleted too, locked until the transaction ends.

        ``codes`` names those that are wanted; without it, all are.
        """
        columns = tables.projects.c
        wanted = columns.plan_id == plan_id
        if codes is not None:
            wanted &= columns.code.in_(codes)
        names = ("id", "code", "version", "deleted", "parent", "goal", "digest")
        locked = await self._connection.execute(
            select(*(columns[name] for name in names))
            .where(wanted)
            .order_by(columns.id)
            .with_for_update()
        )
        rows = locked.all()
        facts = await self._facts(wanted) if rows else {}
        return {
            row.code: ProjectRow(
                id=row.id,
                code=row.code,
                version=row.version,
                deleted=row.deleted,
                parent=row.parent,
                goal=row.goal,
                document=ProjectDocument(facts[row.id], row.digest),
            )
            for row in rows
        }

    async def _facts(self, wanted: ColumnElement[bool]) -> dict[UUID, bytes]:
        """Return the newest facts of locked projects.

        Asked together with locking them, a project whose next version was about to be committed
        would not be found: its row is the new one, and its document still unseen.
        """
        columns = tables.projects.c
        rows = await self._connection.execute(
            select(versions.c.entity_id, versions.c.facts)
            .join(
                tables.projects,
                (versions.c.entity_id == columns.id) & (versions.c.version == columns.version),
            )
            .where(wanted)
        )
        return {row.entity_id: row.facts for row in rows}

    async def write(
        self,
        plan_id: UUID,
        changes: Sequence[ProjectChange],
        *,
        departments: Mapping[str, UUID],
        commit_id: UUID,
    ) -> bool:
        """Write all changes; False when a project moved on since it was read."""
        created = [change for change in changes if change.version == 1]
        others = [change for change in changes if change.version > 1]
        if not await self._update(others, departments):
            return False
        await self._replace_parts(others)
        revised = [(change.id, change.old, change.new) for change in others]
        await append_revisions(self._connection, revised, commit_id)
        await create_projects(self._connection, plan_id, created, departments, commit_id)
        return True

    async def _update(
        self, changes: Sequence[ProjectChange], departments: Mapping[str, UUID]
    ) -> bool:
        for change in changes:
            new = change.new
            columns = _columns(new, departments) | _PRESENT if new else _DELETED
            written = columns | {"version": change.version, "digest": change.digest}
            guarded = {"of_project": change.id, "of_version": change.version - 1}
            done = await self._connection.execute(_UPDATE, written | guarded)
            if done.rowcount != 1:
                return False
        return True

    async def _replace_parts(self, changes: Sequence[ProjectChange]) -> None:
        """Remove and insert again only the tables in which a project's rows differ."""
        stale: dict[Table, list[UUID]] = {part.table: [] for part in PARTS}
        fresh: dict[Table, list[dict[str, object]]] = {part.table: [] for part in PARTS}
        for change in changes:
            touched = {part.table for part in PARTS if _differs(part, change)}
            if tables.indicators in touched:
                touched.add(tables.targets)  # targets refer to indicators
            for part in PARTS:
                if part.table in touched:
                    stale[part.table].append(change.id)
                    fresh[part.table] += _rows(part, change)
        for table, ids in stale.items():
            if ids:
                await self._connection.execute(delete(table).where(table.c.project_id.in_(ids)))
        for table, values in reversed(fresh.items()):
            if values:
                await self._connection.execute(insert(table), values)


def _columns(project: ProjectFacts, departments: Mapping[str, UUID]) -> dict[str, object]:
    department = project.lead_department
    return {
        **dict(zip(PROJECT_COLUMNS, project_row(project), strict=True)),
        "lead_department_id": departments[department] if department else None,
    }


def _differs(part: Part, change: ProjectChange) -> bool:
    old, new = change.old, change.new
    if old is None or new is None:
        return any(part.rows(each) for each in (old, new) if each is not None)
    return part.differ(old, new)


def _rows(part: Part, change: ProjectChange) -> list[dict[str, object]]:
    rows = part.rows(change.new) if change.new else []
    return [{"project_id": change.id, **dict(zip(part.columns, row, strict=True))} for row in rows]
