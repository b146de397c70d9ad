"""Lines of imports: waiting ones, and those known to change nothing."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Table, any_, delete, func, literal, or_, select, true

from pledge_shared.database.connections import ReadConnection, WriteConnection

from . import tables
from .copying import append_rows
from .import_tables import import_lines, imported_lines

__all__ = [
    "ImportedLine",
    "KnownLine",
    "Line",
    "LineStore",
    "forget_known",
    "known_lines",
    "remember_lines",
]

_LINES_READ = 8
"""At once: a few megabytes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an import; one that was recognised when it came has no body."""

    number: int
    digest: bytes
    body: bytes | None


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line that says what is stored: how many projects, and how many the plan has beside."""

    projects: int
    others: int


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """A line that was imported just now."""

    digest: bytes
    plan_id: UUID
    projects: int
    organizations: Sequence[UUID]


class LineStore:
    """Keeps the lines of one import."""

    def __init__(self, connection: WriteConnection, import_id: UUID) -> None:
        self._connection = connection
        self._import_id = import_id

    async def add(self, lines: Sequence[Line]) -> None:
        """Append lines."""
        await append_rows(
            self._connection,
            import_lines,
            [
                {
                    "import_id": self._import_id,
                    "number": line.number,
                    "digest": line.digest,
                    "body": line.body,
                }
                for line in lines
            ],
        )

    async def size(self) -> tuple[int, int]:
        """Return how many lines wait, and how many bytes they hold."""
        columns = import_lines.c
        rows = await self._connection.execute(
            select(func.count(), func.coalesce(func.sum(func.length(columns.body)), 0)).where(
                columns.import_id == self._import_id
            )
        )
        lines, size = rows.one()
        return lines, int(size)

    async def __aiter__(self) -> AsyncIterator[Line]:
        """Yield the lines in order, a few in memory at a time."""
        columns, behind = import_lines.c, -1
        while True:
            rows = await self._connection.execute(
                select(columns.number, columns.digest, columns.body)
                .where(columns.import_id == self._import_id, columns.number > behind)
                .order_by(columns.number)
                .limit(_LINES_READ)
            )
            found = [Line(*row) for row in rows]
            for line in found:
                yield line
            if len(found) < _LINES_READ:
                return
            behind = found[-1].number


async def forget_known(connection: WriteConnection, import_id: UUID) -> None:
    """Recognise those lines no more that an import passed over and could not be done without."""
    passed_over = select(import_lines.c.digest).where(
        import_lines.c.import_id == import_id, import_lines.c.body.is_(None)
    )
    await connection.execute(delete(imported_lines).where(imported_lines.c.digest.in_(passed_over)))


async def known_lines(
    connection: ReadConnection, digests: Sequence[bytes], *, prune: bool
) -> Mapping[bytes, KnownLine]:
    """Return those of some lines that would change nothing now."""
    line, projects, organizations = imported_lines.c, tables.projects.c, tables.organizations.c
    present = projects.deleted.is_(False)
    beside = (
        select(
            func.coalesce(func.sum(projects.version), 0).label("versions"),
            func.count().filter(present).label("present"),
        )
        .where(projects.plan_id == line.plan_id)
        .lateral()
    )
    around = (
        select(func.coalesce(func.sum(organizations.version), 0).label("versions"))
        .where(organizations.id == any_(line.organizations))
        .lateral()
    )
    others = beside.c.present - line.projects
    query = (
        select(line.digest, line.projects, others)
        .join(tables.plans, tables.plans.c.id == line.plan_id)
        .join(beside, true())
        .join(around, true())
        .where(
            line.digest == any_(literal(list(digests), ARRAY(LargeBinary))),
            line.plan_version == tables.plans.c.version,
            line.project_versions == beside.c.versions,
            line.organization_versions == around.c.versions,
        )
    )
    rows = await connection.execute(query.where(others == 0) if prune else query)
    return {row[0]: KnownLine(row[1], row[2]) for row in rows}


async def remember_lines(connection: WriteConnection, lines: Sequence[ImportedLine]) -> None:
    """Note what plans were imported from, in the place of what they were imported from before."""
    plan_ids = [line.plan_id for line in lines]
    organization_ids = {found for line in lines for found in line.organizations}
    plans = await _versions(connection, tables.plans, plan_ids)
    organizations = await _versions(connection, tables.organizations, organization_ids)
    projects = tables.projects.c
    sums = await connection.execute(
        select(projects.plan_id, func.sum(projects.version))
        .where(projects.plan_id.in_(plan_ids))
        .group_by(projects.plan_id)
    )
    project_versions = {row[0]: row[1] for row in sums}
    kept = imported_lines.c
    await connection.execute(
        delete(imported_lines).where(
            or_(kept.plan_id.in_(plan_ids), kept.digest.in_([line.digest for line in lines]))
        )
    )
    await append_rows(
        connection,
        imported_lines,
        [
            {
                "plan_id": line.plan_id,
                "digest": line.digest,
                "projects": line.projects,
                "organizations": list(line.organizations),
                "plan_version": plans[line.plan_id],
                "project_versions": project_versions.get(line.plan_id, 0),
                "organization_versions": sum(organizations[each] for each in line.organizations),
            }
            for line in lines
        ],
    )


async def _versions(
    connection: WriteConnection, table: Table, ids: Collection[UUID]
) -> dict[UUID, int]:
    rows = await connection.execute(select(table.c.id, table.c.version).where(table.c.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
