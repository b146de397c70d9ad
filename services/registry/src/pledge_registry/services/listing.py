"""Pages of projects, filtered and sorted, at any point of the record."""

import json
from dataclasses import replace

from pledge_shared.contracts.filters import Condition, Operator
from pledge_shared.database.connections import Database, ReadConnection
from pledge_shared.errors import InvalidParameterError
from pledge_shared.pagination import Page, cut_page, decode_cursor
from pledge_shared.publication import View

from ..domain.listing import ListedProject, ProjectQuery, under
from ..errors import UnknownPlanError
from ..storage.keyset import key_written
from ..storage.listing import ProjectList, organization_parents
from ..storage.reading import DocumentReader
from .points import resolve

__all__ = ["ProjectLists"]


class ProjectLists:
    """Lists projects."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        wanted: ProjectQuery,
        *,
        cursor: str | None,
        limit: int,
        count: bool,
        as_of: str | None = None,
    ) -> tuple[Page[ListedProject], int | None]:
        """Return a page of projects, and the number of all that match when asked.

        Raises
        ------
        InvalidParameterError
            400: the cursor is of another list, filter or order, or `goal.under` of no one plan.
        """
        scope = f"projects:{wanted}:{as_of}"
        async with self._database.read() as connection:
            point = await resolve(DocumentReader(connection, View.PUBLISHED), as_of)
            listing = ProjectList(connection, await _resolved(connection, wanted, point), point)
            place = decode_cursor(scope, cursor, listing.keys) if cursor else None
            rows = await listing.page(place=place, limit=limit + 1)
            total = await listing.count() if count else None
        return cut_page(rows, limit, scope, lambda item: key_written(item.key)), total

    async def page_of_plan(
        self,
        plan: str,
        wanted: ProjectQuery,
        *,
        cursor: str | None,
        limit: int,
        count: bool,
        as_of: str | None = None,
    ) -> tuple[Page[ListedProject], int | None]:
        """Return a page of one plan's projects.

        Raises
        ------
        UnknownPlanError
            404: there is no such plan, or was none then.
        """
        async with self._database.read() as connection:
            reader = DocumentReader(connection, View.PUBLISHED)
            found = await reader.plan(plan, await resolve(reader, as_of))
            if found is None or found.tombstone:
                raise UnknownPlanError
        within = Condition("plan", Operator.ANY, (plan,))
        inside = replace(wanted, conditions=(*wanted.conditions, within))
        return await self.page(inside, cursor=cursor, limit=limit, count=count, as_of=as_of)


async def _resolved(connection: ReadConnection, wanted: ProjectQuery, point: int) -> ProjectQuery:
    """Put the codes of whole branches in the place of each ``under``."""
    reader = DocumentReader(connection, View.PUBLISHED)
    conditions = []
    for asked in wanted.conditions:
        if asked.operator is not Operator.UNDER:
            conditions.append(asked)
            continue
        if asked.name == "organization":
            parents = await organization_parents(connection, point)
        else:
            parents = await _goal_parents(reader, wanted.values("plan"), point)
        branch = tuple(sorted(under(asked.value, parents)))
        conditions.append(replace(asked, value=branch))
    return replace(wanted, conditions=tuple(conditions))


async def _goal_parents(
    reader: DocumentReader, plans: tuple[str, ...] | None, point: int
) -> dict[str, str | None]:
    if plans is None or len(plans) != 1:
        raise InvalidParameterError("Goals belong to a plan: give goal.under with one plan.")
    found = await reader.plan(plans[0], point)
    goals = json.loads(found.facts)["goals"] if found else []
    return {goal["code"]: goal["parent"] for goal in goals}
