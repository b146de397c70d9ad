"""Pages of projects, filtered and counted, at any point of the record."""

from sqlalchemy import ColumnElement, Select, func, lateral, select, true, tuple_

from pledge_shared.database.connections import ReadConnection

from ..domain.listing import ListedProject, ProjectFilter
from . import tables
from .ledger import newest_version
from .ledger_tables import versions

__all__ = ["ProjectList"]

_IN_SUMMARY = ("status", "kind", "parent", "goal")


class ProjectList:
    """Lists projects in one snapshot."""

    def __init__(self, connection: ReadConnection, wanted: ProjectFilter, as_of: int) -> None:
        self._connection = connection
        self._version = lateral(
            newest_version(tables.projects.c.id, as_of).add_columns(versions.c.summary)
        )
        self._query = self._matching(wanted)

    async def page(self, *, after: tuple[str, str] | None, limit: int) -> list[ListedProject]:
        """Return projects that match, by plan and code."""
        plans, projects, version = tables.plans, tables.projects, self._version
        query = self._query
        if after is not None:
            query = query.where(tuple_(plans.c.code, projects.c.code) > tuple_(*after))
        rows = await self._connection.execute(
            query.add_columns(
                projects.c.id,
                plans.c.code.label("plan"),
                projects.c.code,
                tables.organizations.c.code.label("organization"),
                version.c.version,
                version.c.sequence,
                version.c.summary,
            )
            .order_by(plans.c.code, projects.c.code)
            .limit(limit)
        )
        return [ListedProject(**row) for row in rows.mappings()]

    async def count(self) -> int:
        """Return how many projects match."""
        total: int = (
            await self._connection.execute(self._query.add_columns(func.count()))
        ).scalar_one()
        return total

    def _matching(self, wanted: ProjectFilter) -> Select[tuple[()]]:
        source = (
            tables.projects.join(tables.plans, tables.plans.c.id == tables.projects.c.plan_id)
            .join(tables.organizations, tables.organizations.c.id == tables.plans.c.organization_id)
            .join(self._version, true())
        )
        return select().select_from(source).where(*self._conditions(wanted))

    def _conditions(self, wanted: ProjectFilter) -> list[ColumnElement[bool]]:
        summary = self._version.c.summary
        conditions: list[ColumnElement[bool]] = [~self._version.c.tombstone]
        if wanted.plan is not None:
            conditions.append(tables.plans.c.code == wanted.plan)
        if wanted.organization is not None:
            conditions.append(tables.organizations.c.code == wanted.organization)
        if wanted.ids is not None:
            conditions.append(tables.projects.c.id.in_(wanted.ids))
        if wanted.top_level is not None:
            parent = summary["parent"].astext
            conditions.append(parent.is_(None) if wanted.top_level else parent.is_not(None))
        for field in _IN_SUMMARY:
            value = getattr(wanted, field)
            if value is not None:
                conditions.append(summary[field].astext == value)
        return conditions
