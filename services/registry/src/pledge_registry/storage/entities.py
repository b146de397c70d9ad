"""Rows of organizations and plans: finding, locking and writing them."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert, select, text
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as upsert

from pledge_shared.contracts.plan import OrganizationFacts, PlanFacts
from pledge_shared.database.connections import ReadConnection, WriteConnection

from . import tables
from .terms import TermStore

__all__ = ["EntityRow", "EntityStore", "find_plan"]

_NEVER_CHANGE = {"id", "code"}
"""Left out of updates, which then do not wait for whoever refers to the row."""


@dataclass(frozen=True, slots=True)
class EntityRow:
    """Where an entity stands."""

    id: UUID
    version: int
    digest: str
    deleted: bool = False


async def find_plan(connection: ReadConnection, code: str) -> EntityRow | None:
    """Return a plan's row, a deleted one's too, or None."""
    rows = await connection.execute(_PLAN, {"of_code": code})
    row = rows.one_or_none()
    return None if row is None else EntityRow(*row)


def _rows(table: Table) -> Any:
    return select(table.c.id, table.c.version, table.c.digest, table.c.deleted)


_PLAN = _rows(tables.plans).where(tables.plans.c.code == bindparam("of_code"))
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def _organizations(*, named: bool, kept: bool) -> Any:
    columns = tables.organizations.c
    query = select(columns.code, columns.id, columns.version, columns.digest)
    query = query.where(~columns.deleted)
    if named:
        wanted = columns.code.in_(bindparam("codes", expanding=True))
        query = query.where(wanted).order_by(columns.id)
    return query.with_for_update(read=True, key_share=True) if kept else query


_ORGANIZATIONS = {
    (named, kept): _organizations(named=named, kept=kept)
    for named in (False, True)
    for kept in (False, True)
}


class EntityStore:
    """Writes organizations and plans inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def lock(self, *names: str) -> None:
        """Let one writer at a time touch each of these, in an order that cannot deadlock."""
        for name in sorted(set(names)):
            await self._connection.execute(_LOCK, {"name": name})

    async def lock_organization(self, code: str) -> EntityRow | None:
        """Return an organization's row that nobody can newly refer to until this ends."""
        return await self._locked(tables.organizations, code)

    async def lock_plan(self, code: str) -> EntityRow | None:
        """Return a plan's row that nobody can newly refer to until this ends."""
        return await self._locked(tables.plans, code)

    async def _locked(self, table: Table, code: str) -> EntityRow | None:
        rows = await self._connection.execute(
            _rows(table).where(table.c.code == code).with_for_update()
        )
        row = rows.one_or_none()
        return None if row is None else EntityRow(*row)

    async def share_plan(self, code: str) -> EntityRow | None:
        """Return the row of a plan whose goals stay as they are until this ends."""
        rows = await self._connection.execute(
            _rows(tables.plans).where(tables.plans.c.code == code).with_for_update(read=True)
        )
        row = rows.one_or_none()
        return None if row is None else EntityRow(*row)

    async def organizations(
        self, codes: Collection[str] | None = None, *, kept: bool = False
    ) -> dict[str, EntityRow]:
        """Return organizations' rows by their codes; every one's unless some are named.

        Parameters
        ----------
        kept
            Let nobody delete them until this transaction ends.
        """
        query = _ORGANIZATIONS[codes is not None, kept]
        named = {} if codes is None else {"codes": list(codes)}
        rows = await self._connection.execute(query, named)
        return {row.code: EntityRow(row.id, row.version, row.digest) for row in rows}

    async def organization_parents(self) -> dict[str, str | None]:
        """Return every organization's code and that of the one above it."""
        above = tables.organizations.alias("above")
        rows = await self._connection.execute(
            select(tables.organizations.c.code, above.c.code.label("parent"))
            .outerjoin(above, above.c.id == tables.organizations.c.parent_id)
            .where(~tables.organizations.c.deleted)
        )
        return {row.code: row.parent for row in rows}

    async def deleted_organizations(self) -> frozenset[str]:
        """Return the codes of deleted organizations."""
        columns = tables.organizations.c
        return frozenset(
            await self._connection.scalars(select(columns.code).where(columns.deleted))
        )

    async def regions(self) -> frozenset[str]:
        """Return every known 법정동 code."""
        return frozenset(await self._connection.scalars(select(tables.regions.c.code)))

    async def goals(self, plan: str) -> frozenset[str]:
        """Return the codes of a plan's goals."""
        found = select(tables.goals.c.code).join(tables.plans).where(tables.plans.c.code == plan)
        return frozenset(await self._connection.scalars(found))

    async def write_organizations(
        self, organizations: Sequence[tuple[EntityRow, OrganizationFacts, UUID | None]]
    ) -> None:
        """Insert organizations or bring their rows and terms to a new version.

        Each comes with the id of the one above it, which is not among them.
        """
        values = [
            _organization_values(row, facts) | {"parent_id": parent_id}
            for row, facts, parent_id in organizations
        ]
        await self._write(tables.organizations, values)
        for row, facts, _ in organizations:
            if facts.terms or row.version > 1:
                declared = () if row.deleted else facts.terms
                await TermStore(self._connection, row.id).declare(declared)

    async def write_plan(self, row: EntityRow, facts: PlanFacts, organization_id: UUID) -> None:
        """Insert a plan or bring its row and goal tree to a new version."""
        terms = TermStore(self._connection, organization_id)
        named = None if row.deleted else facts.term
        values = facts.model_dump(
            include={"code", "kind", "title", "reporting_date", "scheme", "publication"}
        )
        values |= asdict(row) | {
            "organization_id": organization_id,
            "term_id": await terms.id_for(named, row.id) if named else None,
        }
        await self._write(tables.plans, [values])
        await self._replace_goals(row.id, facts)

    async def _write(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            await self._connection.execute(_upsert(table, frozenset(rows[0])), rows)

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


def _organization_values(row: EntityRow, facts: OrganizationFacts) -> dict[str, Any]:
    return facts.model_dump(include={*tables.organizations.c.keys()}) | asdict(row)


@cache
def _upsert(table: Table, columns: frozenset[str]) -> Insert:
    statement = upsert(table)
    changed = {name: statement.excluded[name] for name in columns - _NEVER_CHANGE}
    return statement.on_conflict_do_update(index_elements=["id"], set_=changed)
