"""Alerts that stand: found out anew, kept with the day they were raised on, and listed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from pledge_shared.database.connections import ReadConnection, WriteConnection

from .alert_tables import alerts

__all__ = [
    "AlertFilter",
    "AlertKey",
    "AlertRow",
    "alerts_of",
    "delete_alerts",
    "page_of_alerts",
    "save_alerts",
]

AlertKey = tuple[str, str, str, str]
"""Plan, project, code and subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """An alert as it stands; ``hints`` are codes with their values.

    ``since`` is the day on which it was raised, ``sequence`` the commit of the feed of scores that
    told of it.
    """

    plan: str
    project: str
    code: str
    subject: str
    organization: str
    project_id: UUID
    severity: str
    rules: str
    computed: str | None
    difference: str | None
    values: Mapping[str, str]
    hints: Sequence[Mapping[str, Any]]
    since: date
    sequence: int

    @property
    def key(self) -> AlertKey:
        """What it is told from all others by."""
        return self.plan, self.project, self.code, self.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilter:
    """Conditions that must all hold; None asks nothing."""

    plan: str | None = None
    project: str | None = None
    code: str | None = None
    severity: str | None = None
    organization: str | None = None


_COLUMNS = tuple(alerts.c[field.name] for field in fields(AlertRow))
_KEY = tuple(alerts.primary_key.columns)


async def alerts_of(
    connection: ReadConnection, plan: str, projects: Collection[str]
) -> list[AlertRow]:
    """Return the alerts of some projects of a plan."""
    query = select(*_COLUMNS).where(alerts.c.plan == plan, alerts.c.project.in_(projects))
    return [_row(row) for row in (await connection.execute(query)).mappings()]


async def save_alerts(connection: WriteConnection, rows: Iterable[AlertRow]) -> None:
    """Write alerts, over those of the same key; when they were raised stays."""
    values = [{column.name: getattr(row, column.name) for column in _COLUMNS} for row in rows]
    if values:
        statement = insert(alerts)
        rest = {
            column.name: statement.excluded[column.name]
            for column in _COLUMNS
            if column.name not in {"since", "sequence"}
        }
        await connection.execute(
            statement.on_conflict_do_update(index_elements=_KEY, set_=rest), values
        )


async def delete_alerts(connection: WriteConnection, keys: Collection[AlertKey]) -> None:
    """Drop alerts that stand no more."""
    if keys:
        await connection.execute(delete(alerts).where(tuple_(*_KEY).in_(keys)))


async def page_of_alerts(
    connection: ReadConnection, wanted: AlertFilter, *, after: AlertKey | None, limit: int
) -> list[AlertRow]:
    """Return the alerts that match, behind a place, by their key."""
    query = select(*_COLUMNS).where(*_conditions(wanted)).order_by(*_KEY).limit(limit)
    if after is not None:
        query = query.where(tuple_(*_KEY) > tuple_(*after))
    return [_row(row) for row in (await connection.execute(query)).mappings()]


def _conditions(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    asked = asdict(wanted)
    return [alerts.c[name] == value for name, value in asked.items() if value is not None]


def _row(row: RowMapping) -> AlertRow:
    return AlertRow(**row)
