"""Brings the alerts that stand in line with what was found, and tells of each beginning and end."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pledge_shared.database.connections import WriteConnection

from ...storage.alert_feed import AlertChange, append_alert_events
from ...storage.alert_watching import (
    AlertPlace,
    ProjectKey,
    due_projects,
    hold_place,
    look_at_all,
    look_at_changed,
    look_at_gone,
    move_place,
    watch,
)
from ...storage.alerts import AlertKey, AlertRow, alerts_of, delete_alerts, save_alerts
from ...storage.feed import next_commit
from .checking import Checked, check_plan
from .edition import AlertEdition

__all__ = ["rows_of", "settle_some"]

_AT_ONCE = 200
"""Projects of one transaction: fewer than a second's work."""


async def settle_some(connection: WriteConnection, edition: AlertEdition, today: date) -> bool:
    """Look at some of the projects that have to be looked at; tell whether there were any.

    One transaction, which holds the place: whoever else comes waits, and finds nothing left to
    tell. A day before the last one that was looked at is taken for that one.
    """
    place = await _move(connection, await hold_place(connection), edition, today)
    keys = await due_projects(connection, place.day, _AT_ONCE)
    if not keys:
        return False
    changes: list[AlertChange] = []
    for plan, codes in _by_plan(keys).items():
        found = await check_plan(connection, plan, codes, day=place.day, rules=edition.rules)
        now = rows_of(plan, found, rules=edition.rules.name, day=place.day)
        changes += await _settle(connection, await alerts_of(connection, plan, codes), now)
        days = {code: found[code].recheck_on if code in found else None for code in codes}
        await watch(connection, {(plan, code): day for code, day in days.items()})
    await _tell(connection, changes, place.day)
    return True


async def _move(
    connection: WriteConnection, place: AlertPlace, edition: AlertEdition, today: date
) -> AlertPlace:
    """Note whom new scores, a new day or other rules concern."""
    day = max(today, place.day)
    head = await look_at_changed(connection, place.sequence, day)
    if place.rules != edition.digest:
        await look_at_all(connection, day)
    if day > place.day:
        await look_at_gone(connection, day)
    moved = AlertPlace(head, day, edition.digest)
    if moved != place:
        await move_place(connection, moved)
    return moved


def _by_plan(keys: Collection[ProjectKey]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for plan, code in keys:
        grouped.setdefault(plan, []).append(code)
    return grouped


async def _settle(
    connection: WriteConnection, standing: Iterable[AlertRow], found: Iterable[AlertRow]
) -> list[AlertChange]:
    """Drop what stands no more and write what stands on; return what began and what ended."""
    before = {row.key: row for row in standing}
    now = {row.key: row for row in found}
    await delete_alerts(connection, before.keys() - now.keys())
    await save_alerts(connection, [row for key, row in now.items() if _differs(before, row, key)])
    cleared = [AlertChange("cleared", before[key]) for key in sorted(before.keys() - now.keys())]
    return cleared + [AlertChange("raised", now[key]) for key in sorted(now.keys() - before.keys())]


def _differs(before: Mapping[AlertKey, AlertRow], row: AlertRow, key: AlertKey) -> bool:
    """Tell whether an alert that stood already has other values now."""
    stood = before.get(key)
    if stood is None:
        return False
    return replace(row, since=stood.since, sequence=stood.sequence) != stood


async def _tell(connection: WriteConnection, changes: Sequence[AlertChange], day: date) -> None:
    """Write a commit of the feed, last in the transaction, and what it tells the beginning of."""
    if not changes:
        return
    sequence = await next_commit(connection)
    await append_alert_events(connection, sequence, changes, day)
    begun = [each.alert for each in changes if each.change == "raised"]
    await save_alerts(connection, [replace(alert, sequence=sequence) for alert in begun])


def rows_of(
    plan: str, found: Mapping[str, Checked], *, rules: str, day: date
) -> Iterator[AlertRow]:
    """Yield what was found as rows raised on a day, in a commit that has no number yet."""
    for code, checked in found.items():
        for alert in checked.alerts:
            yield AlertRow(
                plan=plan,
                project=code,
                code=alert.code.value,
                subject=alert.subject,
                organization=checked.organization,
                project_id=checked.project_id,
                severity=alert.severity.value,
                rules=rules,
                computed=alert.computed,
                difference=alert.difference,
                values=dict(alert.values),
                hints=[{"code": hint.code, "values": dict(hint.values)} for hint in alert.hints],
                since=day,
                sequence=0,
            )
