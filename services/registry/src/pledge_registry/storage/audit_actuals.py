"""실적 rows against the documents they were written with: the documents are what was sealed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from pledge_shared.contracts.indicator import Actual
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import ReadConnection

from ..domain.audit import Stray
from .ledger_tables import versions
from .parts import actual_values
from .tables import actuals

__all__ = ["stray_revisions", "wrong_revisions"]

_Row = Mapping[str, Any]
_Place = tuple[UUID, UUID]
"""Ids of the commit and the project."""


async def wrong_revisions(
    connection: ReadConnection, projects: Mapping[_Place, ProjectFacts | None]
) -> dict[_Place, list[str]]:
    """Return the revisions that do not say what the version of their commit says.

    Parameters
    ----------
    projects
        What was recorded of projects; None for what was deleted.
    """
    if not projects:
        return {}
    columns = actuals.c
    rows = await connection.execute(
        select(actuals).where(
            columns.project_id.in_({project for _, project in projects}),
            columns.commit_id.in_({commit for commit, _ in projects}),
        )
    )
    by_place: dict[_Place, list[_Row]] = {}
    for row in rows.mappings():
        by_place.setdefault((row["commit_id"], row["project_id"]), []).append(dict(row))
    return {
        place: [*_wrong(projects[place], revisions)]
        for place, revisions in by_place.items()
        if place in projects
    }


def _wrong(project: ProjectFacts | None, revisions: Sequence[_Row]) -> Iterator[str]:
    reported = {
        (indicator.code, actual.period): actual
        for indicator in (project.indicators if project else ())
        for actual in indicator.actuals
    }
    for row in revisions:
        indicator, period = row["indicator"], row["period"]
        actual = reported.get((indicator, period))
        told = actual_values(indicator, actual or Actual(period=period))
        expected = told | {"withdrawn": actual is None}
        if any(row[name] != value for name, value in expected.items()):
            yield f"actuals of {indicator}/{period} revision {row['revision']}"


async def stray_revisions(connection: ReadConnection, most: int) -> list[Stray]:
    """Return what has rows of no version of its commit, or lacks a revision, by project."""
    columns = actuals.c
    of_version = and_(
        versions.c.entity_id == columns.project_id, versions.c.commit_id == columns.commit_id
    )
    without_version = ~select(versions.c.entity_id).where(of_version).exists()
    counted = (
        select(columns.project_id)
        .group_by(columns.project_id, columns.indicator, columns.period)
        .having(func.count() != func.max(columns.revision))
        .subquery()
    )
    return [
        *await _by_project(connection, "actuals", columns.project_id, without_version, most),
        *await _by_project(connection, "actuals (a revision is missing)", counted.c[0], None, most),
    ]


async def _by_project(
    connection: ReadConnection,
    what: str,
    project: ColumnElement[Any],
    where: ColumnElement[bool] | None,
    most: int,
) -> list[Stray]:
    query = select(project, func.count()).group_by(project).limit(most)
    rows = await connection.execute(query if where is None else query.where(where))
    return [Stray(what, *row) for row in rows]
