"""What is told of alerts: events in commits of the feed of scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import func, insert, select, tuple_

from pledge_shared.database.connections import ReadConnection, WriteConnection

from .alert_tables import alert_events
from .alerts import AlertRow

__all__ = ["AlertChange", "AlertEvent", "alert_events_after", "append_alert_events"]


@dataclass(frozen=True, slots=True)
class AlertChange:
    """An alert that began or ended."""

    change: Literal["raised", "cleared"]
    alert: AlertRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """One event of an alert."""

    sequence: int
    ordinal: int
    at: datetime
    change: Literal["raised", "cleared"]
    plan: str
    project: str
    code: str
    subject: str
    project_id: UUID
    severity: str
    rules: str
    computed: str | None
    difference: str | None
    values: dict[str, str]
    day: date


_TOLD = (
    "plan",
    "project",
    "code",
    "subject",
    "project_id",
    "severity",
    "rules",
    "computed",
    "difference",
    "values",
)


async def append_alert_events(
    connection: WriteConnection, sequence: int, changes: Sequence[AlertChange], day: date
) -> None:
    """Write the events of one commit of the feed, which the caller has numbered."""
    rows = []
    for ordinal, each in enumerate(changes):
        told = {name: getattr(each.alert, name) for name in _TOLD}
        numbers = {"sequence": sequence, "ordinal": ordinal, "change": each.change, "day": day}
        rows.append({**numbers, **told})
    await connection.execute(insert(alert_events).values(at=func.clock_timestamp()), rows)


async def alert_events_after(
    connection: ReadConnection, sequence: int, ordinal: int, limit: int
) -> list[AlertEvent]:
    """Return the next events behind a place in the feed."""
    table = alert_events.c
    rows = await connection.execute(
        select(alert_events)
        .where(tuple_(table.sequence, table.ordinal) > tuple_(sequence, ordinal))
        .order_by(table.sequence, table.ordinal)
        .limit(limit)
    )
    return [AlertEvent(**row) for row in rows.mappings()]
