"""Pages of organizations, plans and terms at any point of the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Table,
    Text,
    cast,
    func,
    lateral,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB, aggregate_order_by

from pledge_shared.database.connections import ReadConnection

from ..domain.entity_filters import OrganizationFilter, PlanFilter
from ..domain.versions import Stored
from . import tables
from .ledger import newest_version

__all__ = ["EntityLists", "TermRow"]


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term as documents state it."""

    organization: str
    code: str
    name: str
    start: date
    end: date
    declared: bool
    plans: Sequence[str]


class EntityLists:
    """Lists what the documents of one point of the record say; the deleted are left out."""

    def __init__(self, connection: ReadConnection, as_of: int) -> None:
        self._connection = connection
        self._as_of = as_of

    async def plans(self, wanted: PlanFilter, *, after: str, limit: int) -> list[Stored]:
        """Return plans by code."""
        fields = {"organization": wanted.organization, "kind": wanted.kind}
        return await self._page(tables.plans, fields, after, limit)

    async def organizations(
        self, wanted: OrganizationFilter, *, after: str, limit: int | None
    ) -> list[Stored]:
        """Return organizations by code; all of them without a limit."""
        fields = {"parent": wanted.parent, "kind": wanted.kind}
        return await self._page(tables.organizations, fields, after, limit, wanted.on)

    async def _page(
        self,
        table: Table,
        wanted: dict[str, str | None],
        after: str,
        limit: int | None,
        on: date | None = None,
    ) -> list[Stored]:
        version = lateral(newest_version(table.c.id, self._as_of))
        conditions = [
            _field(version, name) == value for name, value in wanted.items() if value is not None
        ]
        if on is not None:
            conditions += _valid_on(version, on)
        rows = await self._connection.execute(
            select(version)
            .select_from(table.join(version, true()))
            .where(table.c.code > after, ~version.c.tombstone, *conditions)
            .order_by(table.c.code)
            .limit(limit)
        )
        return [Stored(**row) for row in rows.mappings()]

    async def terms(
        self, *, organization: str | None, after: tuple[str, str] | None, limit: int
    ) -> list[TermRow]:
        """Return terms by organization and code, each once, with the plans that name it.

        What the organization declares goes before what its plans say of the same term.
        """
        stated = union_all(self._declared(organization), self._named(organization)).subquery()
        place = (stated.c.organization, stated.c.code)
        first = func.array_agg(aggregate_order_by(stated.c.term, stated.c.plan.nulls_first()))
        term = first[1]
        query = (
            select(
                *place,
                term["name"].astext.label("name"),
                cast(term["start"].astext, Date).label("start"),
                cast(term["end"].astext, Date).label("end"),
                func.bool_or(stated.c.plan.is_(None)).label("declared"),
                func.array_remove(
                    func.array_agg(aggregate_order_by(stated.c.plan, stated.c.plan)), None
                ).label("plans"),
            )
            .group_by(*place)
            .order_by(*place)
            .limit(limit)
        )
        if after is not None:
            query = query.where(tuple_(*place) > tuple_(*after))
        rows = await self._connection.execute(query)
        return [TermRow(*row) for row in rows]

    def _declared(self, organization: str | None) -> Select[Any]:
        version = lateral(newest_version(tables.organizations.c.id, self._as_of))
        listed = func.jsonb_array_elements(_json(version)["terms"]).table_valued("value")
        element = cast(listed.c.value, JSONB)
        query = (
            select(
                version.c.code.label("organization"),
                element["code"].astext.label("code"),
                element.label("term"),
                cast(literal(None), Text).label("plan"),
            )
            .select_from(tables.organizations.join(version, true()).join(listed, true()))
            .where(~version.c.tombstone)
        )
        return query if organization is None else query.where(version.c.code == organization)

    def _named(self, organization: str | None) -> Select[Any]:
        version = lateral(newest_version(tables.plans.c.id, self._as_of))
        facts = _json(version)
        query = (
            select(
                facts["organization"].astext.label("organization"),
                facts["term"]["code"].astext.label("code"),
                facts["term"].label("term"),
                version.c.code.label("plan"),
            )
            .select_from(tables.plans.join(version, true()))
            .where(~version.c.tombstone, facts["term"]["code"].astext.is_not(None))
        )
        if organization is not None:
            query = query.where(facts["organization"].astext == organization)
        return query


def _json(version: Any) -> Any:
    return cast(func.convert_from(version.c.facts, "UTF8"), JSONB)


def _field(version: Any, name: str) -> ColumnElement[str | None]:
    """Return a field of a document's facts as text."""
    text: ColumnElement[str | None] = cast(func.convert_from(version.c.facts, "UTF8"), JSON)[
        name
    ].astext
    return text


def _valid_on(version: Any, day: date) -> list[ColumnElement[bool]]:
    first, last = (cast(_field(version, name), Date) for name in ("valid_from", "valid_to"))
    return [or_(first.is_(None), first <= day), or_(last.is_(None), last >= day)]
