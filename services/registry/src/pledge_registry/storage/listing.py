"""Pages of projects, filtered, sorted and counted, at any point of the record."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, lateral, select, true

from pledge_shared.database.connections import ReadConnection

from ..domain.listing import RELEVANCE, ListedProject, ProjectQuery
from . import tables
from .keyset import SortColumn, after, key_read
from .ledger import newest_version
from .listing_fields import ProjectFields, document
from .searching import matches

__all__ = ["ProjectList", "organization_parents"]


class ProjectList:
    """Lists projects in one snapshot."""

    def __init__(self, connection: ReadConnection, wanted: ProjectQuery, as_of: int) -> None:
        self._connection = connection
        self._fields = ProjectFields(as_of)
        self._source = self._fields.source
        if wanted.search is not None:
            self._found = matches(wanted.search, as_of, ("project",)).subquery("found")
            self._source = self._source.join(
                self._found, self._found.c.entity_id == tables.projects.c.id
            )
        self._columns = self._order(wanted)
        self._query = self._matching(wanted)

    async def page(self, *, place: tuple[str, ...] | None, limit: int) -> list[ListedProject]:
        """Return projects behind a place in the order, as `key_written` writes it."""
        version, columns = self._fields.version, self._columns
        query = self._query.add_columns(
            tables.projects.c.id,
            tables.plans.c.code.label("plan"),
            tables.projects.c.code,
            self._fields.organization.label("organization"),
            version.c.version,
            version.c.summary,
            *(column.expression.label(f"key_{n}") for n, column in enumerate(columns)),
        )
        if place is not None:
            query = query.where(after(columns, key_read(columns, place)))
        rows = await self._connection.execute(
            query.order_by(*(column.ordered for column in columns)).limit(limit)
        )
        return [_listed(*row) for row in rows]

    async def count(self) -> int:
        """Return how many projects match."""
        total: int = (
            await self._connection.execute(self._query.add_columns(func.count()))
        ).scalar_one()
        return total

    @property
    def keys(self) -> int:
        """How many values a place in the order has."""
        return len(self._columns)

    def _order(self, wanted: ProjectQuery) -> list[SortColumn]:
        columns: list[SortColumn] = []
        for key in wanted.sort:
            found = (
                [SortColumn(self._found.c.rank, int)]
                if key.name == RELEVANCE
                else self._fields.sort(key.name)
            )
            columns += [replace(column, descending=key.descending) for column in found]
        if all(key.name != "code" for key in wanted.sort):
            columns += self._fields.sort("code")
        return columns

    def _matching(self, wanted: ProjectQuery) -> Select[tuple[()]]:
        conditions = [self._fields.condition(asked) for asked in wanted.conditions]
        if wanted.ids is not None:
            conditions.append(tables.projects.c.id.in_(wanted.ids))
        query = select().select_from(self._source)
        return query.where(~self._fields.version.c.tombstone, *conditions)


def _listed(*row: Any) -> ListedProject:
    entity_id, plan, code, organization, version, summary, *key = row
    return ListedProject(entity_id, plan, code, organization, version, summary, tuple(key))


async def organization_parents(connection: ReadConnection, as_of: int) -> dict[str, str | None]:
    """Return every organization's code and that of the one above it, at a point of the record."""
    found = lateral(newest_version(tables.organizations.c.id, as_of).add_columns(document()))
    rows = await connection.execute(
        select(found.c.code, found.c.document["parent"].astext.label("parent"))
        .select_from(tables.organizations.join(found, true()))
        .where(~found.c.tombstone)
    )
    return {row.code: row.parent for row in rows}
