"""The rows a project's document becomes: one list a table, replaced as a whole when they change."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from pledge_shared.contracts.project import ProjectFacts

from . import tables

__all__ = ["PART_TABLES", "details_of", "part_rows", "project_columns"]

Rows = dict[Table, list[dict[str, Any]]]

PART_TABLES: Sequence[Table] = (
    tables.targets,
    tables.indicators,
    tables.budget_lines,
    tables.declared_totals,
    tables.milestones,
    tables.challenges,
    tables.ordinances,
    tables.reported_values,
)
"""In the order in which rows may be removed; insert in the reverse order."""

_DETAILS = ("target_group", "goal_text", "contents", "partners", "regions", "facts")


def details_of(project: ProjectFacts) -> dict[str, Any]:
    """Return what no query filters by, as one JSON value."""
    return project.model_dump(mode="json", include=set(_DETAILS))


def project_columns(project: ProjectFacts, departments: Mapping[str, UUID]) -> dict[str, Any]:
    """Return the columns of the project's own row."""
    scalars = project.model_dump(
        include={
            "code", "parent", "kind", "title", "status", "goal", "executor", "term_scope",
            "novelty", "budgeted", "central_support", "weight", "contact_ref",
        }
    )  # fmt: skip
    period = project.period
    return {
        **scalars,
        "lead_department_id": departments[project.lead_department]
        if project.lead_department
        else None,
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "details": details_of(project),
    }


def part_rows(project_id: UUID, project: ProjectFacts) -> Rows:
    """Return every part's rows."""
    rows: Rows = {
        tables.indicators: [
            _pick(tables.indicators, indicator.model_dump(), ordinal=ordinal)
            | {"term_target": indicator.term_target.value if indicator.term_target else None}
            for ordinal, indicator in enumerate(project.indicators)
        ],
        tables.targets: [
            _pick(tables.targets, target.model_dump(), indicator=indicator.code)
            for indicator in project.indicators
            for target in indicator.targets
        ],
        tables.budget_lines: [
            _pick(tables.budget_lines, line.model_dump()) for line in project.budget.lines
        ],
        tables.declared_totals: [
            _pick(tables.declared_totals, total.model_dump())
            for total in project.budget.declared_totals
        ],
        tables.milestones: [
            _pick(
                tables.milestones, item.model_dump(mode="python"), ordinal=ordinal,
                start_day=item.start, end_day=item.end,
                quantities=[quantity.model_dump(mode="json") for quantity in item.quantities],
            )
            for ordinal, item in enumerate(project.milestones)
        ],
        tables.challenges: _numbered(tables.challenges, project.challenges.items),
        tables.ordinances: _numbered(tables.ordinances, project.ordinances.items),
        tables.reported_values: _numbered(tables.reported_values, project.reported_values),
    }  # fmt: skip
    for table_rows in rows.values():
        for row in table_rows:
            row["project_id"] = project_id
    return rows


def _numbered(table: Table, items: Sequence[Any]) -> list[dict[str, Any]]:
    return [_pick(table, item.model_dump(), ordinal=n) for n, item in enumerate(items)]


def _pick(table: Table, values: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Keep what the table has a column for."""
    merged = {**values, **more}
    return {name: merged[name] for name in table.columns.keys() & merged.keys()}
