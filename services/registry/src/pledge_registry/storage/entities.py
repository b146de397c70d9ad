"""Rows of organizations, terms and plans: finding, locking and writing them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from pledge_shared.contracts.plan import OrganizationFacts, PlanFacts, Term
from pledge_shared.database.connections import ReadConnection, WriteConnection
from pledge_shared.errors import ConflictError

from . import tables

__all__ = ["EntityRow", "EntityStore", "find_plan"]


@dataclass(frozen=True, slots=True)
class EntityRow:
    """Where an entity stands."""

    id: UUID
    version: int
    digest: str


async def find_plan(connection: ReadConnection, code: str) -> EntityRow | None:
    """Return a plan's row, or None."""
    return await _find(connection, tables.plans, code)


async def _find(connection: ReadConnection, table: Table, code: str) -> EntityRow | None:
    rows = await connection.execute(
        select(table.c.id, table.c.version, table.c.digest).where(table.c.code == code)
    )
    row = rows.one_or_none()
    return None if row is None else EntityRow(*row)


class EntityStore:
    """Writes organizations and plans inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def lock(self, *names: str) -> None:
        """Let one writer at a time touch each of these, in an order that cannot deadlock."""
        for name in sorted(set(names)):
            await self._connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
            )

    async def organization(self, code: str) -> EntityRow | None:
        """Return an organization's row, or None."""
        return await _find(self._connection, tables.organizations, code)

    async def organizations(self, codes: Collection[str] | None = None) -> dict[str, EntityRow]:
        """Return organizations' rows by their codes; every one's unless some are named."""
        columns = tables.organizations.c
        query = select(columns.code, columns.id, columns.version, columns.digest)
        rows = await self._connection.execute(
            query if codes is None else query.where(columns.code.in_(codes))
        )
        return {row.code: EntityRow(row.id, row.version, row.digest) for row in rows}

    async def organization_parents(self) -> dict[str, str | None]:
        """Return every organization's code and that of the one above it."""
        above = tables.organizations.alias("above")
        rows = await self._connection.execute(
            select(tables.organizations.c.code, above.c.code.label("parent")).outerjoin(
                above, above.c.id == tables.organizations.c.parent_id
            )
        )
        return {row.code: row.parent for row in rows}

    async def regions(self) -> frozenset[str]:
        """Return every known 법정동 code."""
        return frozenset(await self._connection.scalars(select(tables.regions.c.code)))

    async def goals(self, plan: str) -> frozenset[str]:
        """Return the codes of a plan's goals."""
        found = select(tables.goals.c.code).join(tables.plans).where(tables.plans.c.code == plan)
        return frozenset(await self._connection.scalars(found))

    async def write_organization(
        self, row: EntityRow, facts: OrganizationFacts, parent_id: UUID | None
    ) -> None:
        """Insert an organization or bring its row to a new version."""
        values = facts.model_dump(exclude={"parent"}) | {
            "id": row.id,
            "parent_id": parent_id,
            "version": row.version,
            "digest": row.digest,
        }
        statement = upsert(tables.organizations).values(values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=values)
        )

    async def term_id(self, organization_id: UUID, term: Term) -> UUID:
        """Return the id of a term, adding it when it is new.

        Raises
        ------
        ConflictError
            The organization has a term of this code with other days.
        """
        columns = tables.terms.c
        found = await self._connection.execute(
            select(columns.id, columns.start_day, columns.end_day).where(
                columns.organization_id == organization_id, columns.code == term.code
            )
        )
        row = found.one_or_none()
        if row is None:
            added = insert(tables.terms).values(
                organization_id=organization_id,
                code=term.code,
                name=term.name,
                start_day=term.start,
                end_day=term.end,
            )
            new_id: UUID = (
                await self._connection.execute(added.returning(columns.id))
            ).scalar_one()
            return new_id
        if (row.start_day, row.end_day) != (term.start, term.end):
            raise ConflictError("The term exists with other days; give it a code of its own.")
        found_id: UUID = row.id
        return found_id

    async def write_plan(self, row: EntityRow, facts: PlanFacts, organization_id: UUID) -> None:
        """Insert a plan or bring its row and goal tree to a new version."""
        values: dict[str, Any] = facts.model_dump(
            include={"code", "kind", "title", "reporting_date", "scheme", "publication"}
        )
        values |= {
            "id": row.id,
            "organization_id": organization_id,
            "term_id": await self.term_id(organization_id, facts.term) if facts.term else None,
            "version": row.version,
            "digest": row.digest,
        }
        statement = upsert(tables.plans).values(values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=values)
        )
        await self._replace_goals(row.id, facts)

    async def _replace_goals(self, plan_id: UUID, facts: PlanFacts) -> None:
        await self._connection.execute(
            delete(tables.goals).where(tables.goals.c.plan_id == plan_id)
        )
        goals = [
            {
                "plan_id": plan_id,
                "ordinal": ordinal,
                **goal.model_dump(include={"code", "parent", "kind", "title"}),
            }
            for ordinal, goal in enumerate(facts.goals)
        ]
        if goals:
            await self._connection.execute(insert(tables.goals), goals)
