"""Rows of projects that were never there before: nothing to compare, so they are copied."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import WriteConnection

from ..domain.documents import ProjectDocument
from . import tables
from .changes import FreshRows, ProjectChange
from .copying import copy_text, prefixed, text_of
from .parts import ACTUALS, PARTS, PROJECT_COLUMNS, Row, project_row

__all__ = ["create_projects", "fresh_rows"]

_LISTS = (*reversed(PARTS), ACTUALS)
"""In the order in which their rows may be inserted."""

_REVISION, _FIRST_REVISION = ("commit_id", "revision", "withdrawn"), 1


def fresh_rows(project: ProjectFacts) -> FreshRows:
    """Return all rows of a project; they can be made before it has an id, in any process."""
    lists = {part.table.name: text_of(part.rows(project)) for part in _LISTS}
    own = {tables.projects.name: text_of([project_row(project)])}
    return own | {name: text for name, text in lists.items() if text}


async def create_projects(
    connection: WriteConnection,
    plan_id: UUID,
    created: Sequence[ProjectChange],
    departments: Mapping[str, UUID],
    commit_id: UUID,
) -> None:
    """Insert projects and everything in them."""
    rows = [(each, each.rows or fresh_rows(_document(each).project)) for each in created]
    own = [
        prefixed(_place(plan_id, each, departments), text[tables.projects.name])
        for each, text in rows
    ]
    if own:
        await copy_text(connection, tables.projects, (*_PLACE, *PROJECT_COLUMNS), own)
    for part in _LISTS:
        name, reported = part.table.name, part is ACTUALS
        known = (commit_id, _FIRST_REVISION, False) if reported else ()
        texts = [prefixed((each.id, *known), text[name]) for each, text in rows if name in text]
        if texts:
            columns = ("project_id", *(_REVISION if reported else ()), *part.columns)
            await copy_text(connection, part.table, columns, texts)


_PLACE = ("id", "plan_id", "lead_department_id", "version", "digest")


def _place(plan_id: UUID, created: ProjectChange, departments: Mapping[str, UUID]) -> Row:
    document = _document(created)
    department = document.summary["lead_department"]
    led_by = departments[department] if department else None
    return (created.id, plan_id, led_by, created.version, document.digest)


def _document(created: ProjectChange) -> ProjectDocument:
    assert created.after is not None  # noqa: S101 - what is created has facts
    return created.after
