"""Alerts built a second time: from rebuilt scores, and the record of what rates were before.

They are of the day up to which the service has looked, never of the clock, so the same scores give
the same alerts. Nobody is told of them.
"""

from collections.abc import Collection, Iterable
from datetime import date

from pledge_shared.database.connections import WriteConnection

from ...storage.alert_watching import ProjectKey, hold_place, look_at
from ...storage.alerts import save_alerts
from .checking import check_plan
from .edition import current_edition
from .settling import rows_of, settle_some

__all__ = ["rebuild_alerts", "settle_alerts"]

_AT_ONCE = 200


async def settle_alerts(connection: WriteConnection, again: Collection[ProjectKey] = ()) -> None:
    """Do all that is to be done on the day that was reached, and look at some projects again."""
    place = await hold_place(connection)
    await look_at(connection, again, place.day)
    while await settle_some(connection, current_edition(), date.min):
        pass


async def rebuild_alerts(
    built: WriteConnection, there: WriteConnection, scores: Iterable[ProjectKey]
) -> None:
    """Find the alerts of rebuilt scores.

    Parameters
    ----------
    there
        The service's own database: its history of scores, and the day that it has reached.
    """
    place, rules = await hold_place(there), current_edition().rules
    by_plan: dict[str, list[str]] = {}
    for plan, code in scores:
        by_plan.setdefault(plan, []).append(code)
    for plan, codes in by_plan.items():
        for first in range(0, len(codes), _AT_ONCE):
            some = codes[first : first + _AT_ONCE]
            found = await check_plan(built, plan, some, day=place.day, rules=rules, history=there)
            await save_alerts(built, rows_of(plan, found, rules=rules.name, day=place.day))
