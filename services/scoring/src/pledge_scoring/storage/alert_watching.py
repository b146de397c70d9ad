"""Which projects' alerts are to be looked at: after a new score, on a day, by other rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import SelectBase, and_, delete, exists, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import Insert, insert

from pledge_shared.database.connections import ReadConnection, WriteConnection

from .alert_tables import alert_place, alert_watch, alerts
from .tables import score_events, score_feed, scores

__all__ = [
    "AlertPlace",
    "ProjectKey",
    "due_projects",
    "hold_place",
    "is_waiting",
    "look_at",
    "look_at_all",
    "look_at_changed",
    "look_at_gone",
    "move_place",
    "watch",
]

ProjectKey = tuple[str, str]
"""Plan and project."""


@dataclass(frozen=True, slots=True)
class AlertPlace:
    """How far the feed of scores was looked at, up to which day, by the rules of which digest."""

    sequence: int
    day: date
    rules: str


async def is_waiting(connection: ReadConnection, today: date, rules: str) -> bool:
    """Tell whether there is anything to look at, without holding up anybody."""
    due = exists().where(alert_watch.c.recheck_on <= today)
    place, head = alert_place.c, select(score_feed.c.sequence).scalar_subquery()
    behind = or_(place.sequence < head, place.day < today, place.rules != rules, due)
    return bool(await connection.scalar(select(behind)))


async def hold_place(connection: WriteConnection) -> AlertPlace:
    """Lock the place until the transaction ends, and return it."""
    place = alert_place.c
    query = select(place.sequence, place.day, place.rules).with_for_update()
    return AlertPlace(*(await connection.execute(query)).one())


async def move_place(connection: WriteConnection, place: AlertPlace) -> None:
    """Write how far it came."""
    await connection.execute(
        update(alert_place).values(sequence=place.sequence, day=place.day, rules=place.rules)
    )


async def look_at_changed(connection: WriteConnection, after: int, day: date) -> int:
    """Note every project with a newer event than ``after``; return the newest commit."""
    head: int = (await connection.execute(select(score_feed.c.sequence))).scalar_one()
    events = score_events.c
    changed = (
        select(events.plan, events.code, literal(day))
        .where(events.sequence > after, events.sequence <= head)
        .distinct()
    )
    await _note(connection, changed)
    return head


async def look_at_all(connection: WriteConnection, day: date) -> None:
    """Note every project with a score or an alert."""
    scored = select(scores.c.plan, scores.c.code, literal(day))
    await _note(connection, scored.union(select(alerts.c.plan, alerts.c.project, literal(day))))


async def look_at_gone(connection: WriteConnection, day: date) -> None:
    """Note projects with an alert and without a score: after a restore nobody told of their end."""
    scored = exists().where(and_(scores.c.plan == alerts.c.plan, scores.c.code == alerts.c.project))
    gone = select(alerts.c.plan, alerts.c.project, literal(day)).where(~scored).distinct()
    await _note(connection, gone)


async def look_at(connection: WriteConnection, keys: Collection[ProjectKey], day: date) -> None:
    """Note some projects."""
    await watch(connection, dict.fromkeys(keys, day))


async def _note(connection: WriteConnection, found: SelectBase) -> None:
    statement = insert(alert_watch).from_select(["plan", "project", "recheck_on"], found)
    await connection.execute(_over(statement))


def _over(statement: Insert) -> Insert:
    """Write over the day that stands there."""
    day = statement.excluded.recheck_on
    key = ["plan", "project"]
    return statement.on_conflict_do_update(index_elements=key, set_={"recheck_on": day})


async def due_projects(connection: ReadConnection, day: date, limit: int) -> list[ProjectKey]:
    """Return some of the projects to be looked at, plan by plan."""
    table = alert_watch.c
    rows = await connection.execute(
        select(table.plan, table.project)
        .where(table.recheck_on <= day)
        .order_by(table.recheck_on, table.plan, table.project)
        .limit(limit)
    )
    return [(row.plan, row.project) for row in rows]


async def watch(connection: WriteConnection, days: Mapping[ProjectKey, date | None]) -> None:
    """Note the next day of each of these projects; None takes it off."""
    off = [key for key, day in days.items() if day is None]
    table = alert_watch.c
    if off:
        await connection.execute(
            delete(alert_watch).where(tuple_(table.plan, table.project).in_(off))
        )
    rows = [
        {"plan": plan, "project": project, "recheck_on": day}
        for (plan, project), day in days.items()
        if day is not None
    ]
    if rows:
        await connection.execute(_over(insert(alert_watch)), rows)
