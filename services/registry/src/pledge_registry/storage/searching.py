"""What a search finds at a point of the record, and how well."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    any_,
    case,
    exists,
    func,
    lateral,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import array, insert

from pledge_shared.database.connections import ReadConnection, WriteConnection

from ..domain.search import KINDS, Query, SearchRow, Term, rows_of
from .keyset import SortColumn, after, key_read
from .ledger import EVERYTHING, newest_version
from .ledger_tables import commits, versions
from .search_tables import search_rows
from .tables import organizations

__all__ = ["Hit", "SearchIndex", "fill_some", "matches"]

_FIRST_LINE = 1
_BATCH = 100
_KEYS = (int, int, str, str)


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: a document, or the goal of this code in a plan's; ``key`` is its place."""

    kind: str
    entity_id: UUID
    plan: str | None
    code: str
    facts: bytes
    key: tuple[Any, ...]


class SearchIndex:
    """Searches in one snapshot."""

    keys = len(_KEYS)
    """How many values a place in the order has."""

    def __init__(self, connection: ReadConnection) -> None:
        self._connection = connection

    async def page(
        self,
        query: Query,
        kinds: Sequence[str],
        as_of: int,
        *,
        place: tuple[str, ...] | None,
        limit: int,
    ) -> list[Hit]:
        """Return hits behind a place in the order, as `key_written` writes it, the best first."""
        found = matches(query, as_of, kinds).subquery("found")
        version = lateral(newest_version(found.c.entity_id, as_of))
        code = case((found.c.kind == "goal", found.c.part), else_=version.c.code)
        within = case((found.c.kind.in_(("project", "goal")), version.c.plan))
        order = (
            found.c.rank,
            func.array_position(array(KINDS), found.c.kind),
            func.coalesce(within, ""),
            code,
        )
        columns = [SortColumn(each, read) for each, read in zip(order, _KEYS, strict=True)]
        hits = (
            select(found.c.kind, found.c.entity_id, within, code, version.c.facts, *order)
            .select_from(found.join(version, true()))
            .where(~version.c.tombstone)
            .order_by(*(column.ordered for column in columns))
            .limit(limit)
        )
        if place is not None:
            hits = hits.where(after(columns, key_read(columns, place)))
        return [_hit(*row) for row in await self._connection.execute(hits)]


def _hit(kind: str, entity_id: UUID, plan: str, code: str, facts: bytes, *key: Any) -> Hit:
    return Hit(kind, entity_id, plan, code, facts, key)


async def fill_some(connection: WriteConnection) -> bool:
    """Add what is searched of some documents that have none of it; False when all have."""
    first, rows = versions.alias("first"), search_rows
    filled = exists().where(rows.c.entity_id == first.c.entity_id, rows.c.version == 1)
    missing = select(first.c.entity_id).where(first.c.version == 1, ~filled).limit(_BATCH)
    found = await connection.execute(
        select(versions.c.kind, versions.c.entity_id, versions.c.version, versions.c.facts)
        .where(versions.c.entity_id.in_(missing), ~versions.c.tombstone)
        .order_by(versions.c.entity_id, versions.c.version)
    )
    new = [
        row._asdict()
        for _, documents in groupby(found, lambda row: row.entity_id)
        for row in _rows_of_versions([tuple(document) for document in documents])
    ]
    if new:
        await connection.execute(insert(rows).on_conflict_do_nothing(), new)
    return bool(new)


def _rows_of_versions(documents: Sequence[tuple[Any, ...]]) -> Iterator[SearchRow]:
    before = None
    for kind, entity_id, version, facts in documents:
        document = json.loads(facts)
        yield from rows_of(kind, entity_id, version, document, before)
        before = document


def matches(query: Query, as_of: int, kinds: Sequence[str]) -> Select[Any]:
    """Return the query of what is found: its row's columns and ``rank``, 0 the best.

    A project is found by its lead department's names too, which no row of a project holds.
    """
    rows = search_rows
    conditions = [_found(term, as_of) for term in query.terms]
    rank = _rank(query)
    return select(rows.c.entity_id, rows.c.kind, rows.c.part, rank.label("rank")).where(
        rows.c.kind.in_(kinds), *conditions, _in_force(rows, as_of)
    )


def _found(term: Term, as_of: int) -> ColumnElement[bool]:
    departments = search_rows.alias("department")
    led = (
        select(organizations.c.code)
        .join(departments, departments.c.entity_id == organizations.c.id)
        .where(
            departments.c.kind == "organization",
            _contains(departments, term),
            _in_force(departments, as_of),
        )
    )
    named = func.array(led.scalar_subquery())
    return or_(_contains(search_rows, term), search_rows.c.led_by == any_(named))


def _contains(rows: FromClause, term: Term) -> ColumnElement[bool]:
    if term.initials is None:
        return rows.c.squeezed.like(f"%{_literal(term.squeezed)}%")
    found = rows.c.initials.like(f"%{_literal(term.initials)}%")
    if term.initials == term.squeezed:
        return found
    return and_(found, rows.c.squeezed.regexp_match(term.pattern))


def _literal(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _in_force(rows: FromClause, as_of: int) -> ColumnElement[bool]:
    """Return the condition that a row holds the text a document had at a point."""
    later = search_rows.alias()
    newer = exists().where(later.c.entity_id == rows.c.entity_id, later.c.version > rows.c.version)
    if as_of == EVERYTHING:
        return ~newer
    return and_(_recorded(rows, as_of), ~newer.where(_recorded(later, as_of)))


def _recorded(rows: FromClause, as_of: int) -> ColumnElement[bool]:
    """Return the condition that the version a row is of had been committed at a point."""
    return (
        exists()
        .select_from(versions.join(commits, commits.c.id == versions.c.commit_id))
        .where(
            versions.c.entity_id == rows.c.entity_id,
            versions.c.version == rows.c.version,
            commits.c.sequence <= as_of,
        )
    )


def _rank(query: Query) -> ColumnElement[int]:
    """Return how good a hit is: the title itself, its beginning, in it, apart in it, elsewhere."""
    form, text = _form(query.whole)
    title = func.split_part(form, "\n", _FIRST_LINE)
    return case(
        (title == text, 0),
        (title.like(f"{_literal(text)}%"), 1),
        (title.like(f"%{_literal(text)}%"), 2),
        (and_(*(_in_title(term) for term in query.terms)), 3),
        (form.like(f"%{_literal(text)}%"), 4),
        else_=5,
    )


def _in_title(term: Term) -> ColumnElement[bool]:
    form, text = _form(term)
    return func.split_part(form, "\n", _FIRST_LINE).like(f"%{_literal(text)}%")


def _form(term: Term) -> tuple[ColumnElement[str], str]:
    """Return the column a term is looked for in, and how it is written there."""
    if term.initials is None:
        return search_rows.c.squeezed, term.squeezed
    return search_rows.c.initials, term.initials
