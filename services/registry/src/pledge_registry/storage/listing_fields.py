"""The fields that lists of projects filter and sort by, as SQL.

The present is read from the rows and summaries; a past point from the documents as they were then.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    Table,
    and_,
    cast,
    exists,
    func,
    lateral,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH, array

from pledge_shared.contracts.codes import Publication, Status
from pledge_shared.contracts.filters import Condition, Operator

from . import tables
from .keyset import SortColumn
from .ledger import EVERYTHING, newest_version, stored_versions
from .ledger_tables import commits, published_documents, versions

__all__ = ["ProjectFields", "document"]

_PARTS: dict[str, tuple[Table, str]] = {
    "actuals": (tables.actuals, "$.indicators[*].actuals[0]"),
    "budget": (tables.budget_lines, "$.budget.lines[0]"),
    "challenges": (tables.challenges, "$.challenges.items[0]"),
    "indicators": (tables.indicators, "$.indicators[0]"),
    "milestones": (tables.milestones, "$.milestones[0]"),
    "ordinances": (tables.ordinances, "$.ordinances.items[0]"),
    "targets": (tables.targets, "$.indicators[*].targets[0]"),
}

_TEXTS = ("title", "status", "kind", "goal", "parent", "lead_department")
_AMOUNTS = ("planned_krw", "secured_krw")
_OF_PLAN = ("organization", "publication")

Fields = dict[str, ColumnElement[Any]]


def document() -> ColumnElement[Any]:
    """Return the facts of a version as JSON that PostgreSQL can look into."""
    return _json(versions.c.facts).label("document")


def _json(facts: ColumnElement[bytes]) -> ColumnElement[Any]:
    return cast(func.convert_from(facts, "UTF8"), JSONB)


def _plans_then(as_of: int) -> CTE:
    """Return what a project's plan said at a point; each plan is looked into once."""
    found = lateral(newest_version(tables.plans.c.id, as_of).add_columns(document()))
    said = (found.c.document[name].astext.label(name) for name in _OF_PLAN)
    return (
        select(tables.plans.c.id, *said)
        .select_from(tables.plans.join(found, true()))
        .cte("plans_then")
        .prefix_with("MATERIALIZED")
    )


class ProjectFields:
    """Projects with their newest version at a point, and each field of them."""

    def __init__(self, as_of: int) -> None:
        self._past = as_of != EVERYTHING
        projects, plans, organizations = tables.projects, tables.plans, tables.organizations
        found = newest_version(projects.c.id, as_of) if self._past else stored_versions()
        found = found.add_columns(versions.c.summary, commits.c.at, document())
        if self._past:
            self.version: FromClause = lateral(found)
            plan = _plans_then(as_of)
            source = projects.join(plans).join(self.version, true())
            source = source.join(plan, plan.c.id == plans.c.id)
            self._plan: Fields = {name: plan.c[name] for name in _OF_PLAN}
        else:
            self.version = found.subquery()
            newest = self.version.c.entity_id == projects.c.id
            source = projects.join(plans).join(
                self.version, and_(newest, self.version.c.version == projects.c.version)
            )
            source = source.join(organizations, organizations.c.id == plans.c.organization_id)
            self._plan = {
                "organization": organizations.c.code,
                "publication": plans.c.publication,
            }
        self.source = source
        self._values = self._always() | (self._then() if self._past else self._now())

    @property
    def organization(self) -> ColumnElement[str]:
        """The code of the organization whose plan it is, or was then."""
        return self._plan["organization"]

    def _always(self) -> Fields:
        version, summary = self.version, self.version.c.summary
        return {
            "plan": tables.plans.c.code,
            "organization": self.organization,
            "updated_at": version.c.at,
            "version": cast(version.c.version, BigInteger),  # compared with any whole number
            **{name: summary[name].astext for name in _TEXTS},
            **{name: cast(summary[name].astext, BigInteger) for name in _AMOUNTS},
        }

    def _now(self) -> Fields:
        columns = tables.projects.c
        return {
            **{name: columns[name] for name in _TEXTS if name in columns},
            "term_scope": columns.term_scope,
            "novelty": columns.novelty,
            "budgeted": columns.budgeted,
            "period.start": columns.period_start,
            "period.end": columns.period_end,
            "regions": columns.details["regions"],
        }

    def _then(self) -> Fields:
        json = self.version.c.document
        return {
            "term_scope": json["term_scope"].astext,
            "novelty": json["novelty"].astext,
            "budgeted": cast(json["budgeted"].astext, Boolean),
            "period.start": cast(json["period", "start"].astext, Date),
            "period.end": cast(json["period", "end"].astext, Date),
            "regions": json["regions"],
        }

    def sort(self, name: str) -> list[SortColumn]:
        """Return the columns that a key of an order stands for."""
        if name == "code":
            return [SortColumn(tables.plans.c.code), SortColumn(tables.projects.c.code)]
        field = self._values[name]
        if name == "status":
            return [SortColumn(func.array_position(array([*Status]), field), int)]
        if name == "updated_at":
            return [SortColumn(field, datetime.fromisoformat)]
        return [SortColumn(field, int if name in _AMOUNTS else str)]

    def condition(self, asked: Condition) -> ColumnElement[bool]:
        """Return a condition as SQL; ``under`` has been resolved to codes before."""
        match asked.name:
            case "region":
                named: ColumnElement[bool] = self._values["regions"].has_any(array(asked.value))
                return named
            case "indicator_kind":
                return self._counts(asked.value)
            case "has":
                return or_(*(self._has(part) for part in asked.value))
            case "lacks":
                return not_(or_(*(self._has(part) for part in asked.value)))
            case "top_level":
                part = self._values["parent"].is_not(None)
                return not_(part) if asked.value else part
            case _:
                return _compared(self._values[asked.name], asked)

    def _counts(self, kinds: tuple[str, ...]) -> ColumnElement[bool]:
        if self._past:
            wanted = " || ".join(f'@ == "{kind}"' for kind in kinds)
            return _path_exists(self.version.c.document, f"$.indicators[*].kind ? ({wanted})")
        columns = tables.indicators.c
        return exists().where(columns.project_id == tables.projects.c.id, columns.kind.in_(kinds))

    def _has(self, part: str) -> ColumnElement[bool]:
        table, path = _PARTS[part]
        there: ColumnElement[bool] = exists().where(table.c.project_id == tables.projects.c.id)
        if self._past:
            there = _path_exists(self.version.c.document, path)
        elif table is tables.actuals:
            there = exists().where(table.c.project_id == tables.projects.c.id, _still_said())
        return self._as_published(there, path) if table is tables.actuals else there

    def _as_published(self, found: ColumnElement[bool], path: str) -> ColumnElement[bool]:
        """Ask the published document in a plan that is reviewed: drafts do not show in lists."""
        published = (
            select(_json(published_documents.c.facts))
            .where(
                published_documents.c.entity_id == tables.projects.c.id,
                published_documents.c.version == self.version.c.version,
            )
            .scalar_subquery()
        )
        shown = func.coalesce(published, self.version.c.document)
        reviewed = self._plan["publication"] == Publication.REVIEWED
        return or_(and_(~reviewed, found), and_(reviewed, _path_exists(shown, path)))


def _compared(field: ColumnElement[Any], asked: Condition) -> ColumnElement[bool]:
    if asked.operator is Operator.GTE:
        return field.__ge__(asked.value)
    if asked.operator is Operator.LTE:
        return field.__le__(asked.value)
    if asked.operator is Operator.LT:
        return field.__lt__(asked.value)
    return field.in_(asked.value) if isinstance(asked.value, tuple) else field == asked.value


def _path_exists(json: ColumnElement[Any], path: str) -> ColumnElement[bool]:
    there: ColumnElement[bool] = func.jsonb_path_exists(json, cast(path, JSONPATH))
    return there


def _still_said() -> ColumnElement[bool]:
    """Return the condition that a revision of an actual is the newest, and not a withdrawal."""
    columns, later = tables.actuals.c, tables.actuals.alias("later")
    newer = exists().where(
        later.c.project_id == columns.project_id,
        later.c.indicator == columns.indicator,
        later.c.period == columns.period,
        later.c.revision > columns.revision,
    )
    return and_(~columns.withdrawn, ~newer)
