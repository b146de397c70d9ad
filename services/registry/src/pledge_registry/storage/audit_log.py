"""Pages of commits, newest first, with the documents each touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Table,
    false,
    func,
    lateral,
    select,
    true,
    union_all,
)

from pledge_shared.database.connections import ReadConnection

from . import tables
from .ledger_tables import commits, events, versions

__all__ = ["MOST_DOCUMENTS", "AuditFilter", "LoggedCommit", "LoggedDocument", "logged_commits"]

MOST_DOCUMENTS = 100
"""Shown of one commit; an import may touch thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Conditions that must all hold; None asks nothing.

    ``since`` is the number behind which commits are listed, ``until`` the last one listed.
    """

    actor: UUID | None = None
    since: int = 0
    until: int | None = None
    kind: str | None = None
    plan: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class LoggedDocument:
    """A version that a commit made."""

    kind: str
    id: UUID
    plan: str | None
    code: str
    version: int
    change: str


@dataclass(frozen=True, slots=True)
class LoggedCommit:
    """A commit as the log shows it; ``document_count`` counts those that are not shown too."""

    sequence: int
    id: UUID
    at: datetime
    actor: UUID
    reason: str | None
    request_id: str | None
    actions: Sequence[dict[str, Any]]
    hash: str
    document_count: int
    documents: Sequence[LoggedDocument]


async def logged_commits(
    connection: ReadConnection, wanted: AuditFilter, *, below: int | None, limit: int
) -> list[LoggedCommit]:
    """Return the commits that match, newest first."""
    count = select(func.count()).where(events.c.commit_id == commits.c.id).scalar_subquery()
    query = select(commits, count.label("document_count")).where(*_conditions(wanted))
    if below is not None:
        query = query.where(commits.c.sequence < below)
    page = query.order_by(commits.c.sequence.desc()).limit(limit)
    rows = (await connection.execute(page)).mappings().all()
    documents = await _documents(connection, [row["id"] for row in rows], wanted)
    return [LoggedCommit(**row, documents=documents.get(row["id"], ())) for row in rows]


async def _documents(
    connection: ReadConnection, ids: Sequence[UUID], wanted: AuditFilter
) -> dict[UUID, list[LoggedDocument]]:
    shown = lateral(
        select(events)
        .where(events.c.commit_id == commits.c.id, *_of_documents(wanted))
        .order_by(events.c.ordinal)
        .limit(MOST_DOCUMENTS)
    )
    columns = shown.c
    rows = await connection.execute(
        select(
            columns.commit_id, columns.kind, columns.entity_id, columns.plan, columns.code,
            columns.version, columns.change,
        )
        .select_from(commits.join(shown, true()))
        .where(commits.c.id.in_(ids))
        .order_by(columns.commit_id, columns.ordinal)
    )  # fmt: skip
    found: dict[UUID, list[LoggedDocument]] = {}
    for commit_id, *fields in rows:
        found.setdefault(commit_id, []).append(LoggedDocument(*fields))
    return found


def _of_documents(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    asked = (
        (events.c.kind, wanted.kind),
        (events.c.plan, wanted.plan),
        (events.c.code, wanted.code),
    )
    return [column == value for column, value in asked if value is not None]


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [commits.c.sequence > wanted.since]
    if wanted.until is not None:
        conditions.append(commits.c.sequence <= wanted.until)
    if wanted.actor is not None:
        conditions.append(commits.c.actor == wanted.actor)
    if wanted.plan is not None or wanted.code is not None:
        touched = versions.c.entity_id.in_(_entities(wanted))
        conditions.append(commits.c.id.in_(select(versions.c.commit_id).where(touched)))
    elif wanted.kind is not None:
        told = events.c.commit_id == commits.c.id
        conditions.append(
            select(events.c.ordinal).where(told, events.c.kind == wanted.kind).exists()
        )
    return conditions


def _entities(wanted: AuditFilter) -> CompoundSelect[tuple[object]]:
    """Return the query of the ids of what is named: codes are indexed where entities are."""
    plans, projects, organizations = tables.plans, tables.projects, tables.organizations
    every: dict[str, tuple[Select[tuple[object]], Table]] = {
        "organization": (select(organizations.c.id), organizations),
        "plan": (select(plans.c.id), plans),
        "project": (select(projects.c.id).join(plans), projects),
    }
    if wanted.kind is not None:
        every = {wanted.kind: every[wanted.kind]}
    return union_all(*(_named(wanted, kind, *source) for kind, source in every.items()))


def _named(
    wanted: AuditFilter, kind: str, query: Select[tuple[object]], table: Table
) -> Select[tuple[object]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.plan is not None:
        in_plan = tables.plans.c.code == wanted.plan
        conditions.append(false() if kind == "organization" else in_plan)
    if wanted.code is not None:
        conditions.append(table.c.code == wanted.code)
    return query.where(*conditions)
