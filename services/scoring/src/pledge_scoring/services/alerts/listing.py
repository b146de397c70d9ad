"""Lists of the alerts that stand, and the rules they were found by."""

from dataclasses import asdict

from pledge_shared.canonical import dump_json
from pledge_shared.contracts.alerts import AlertPage
from pledge_shared.database.connections import Database
from pledge_shared.pagination import cut_page, decode_cursor

from ...storage.alerts import AlertFilter, page_of_alerts
from ..rendering import render_alert
from ..wording import Language
from .edition import AlertEdition, current_edition

__all__ = ["Alerts"]

_KEY_PARTS = 4


class Alerts:
    """Answers for alerts from their rows alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def edition(self) -> AlertEdition:
        """The rules in force."""
        return current_edition()

    async def page(
        self, wanted: AlertFilter, *, cursor: str | None, limit: int, language: Language
    ) -> AlertPage:
        """Return a page of alerts.

        Raises
        ------
        InvalidParameterError
            400: the cursor belongs to another list or filter.
        """
        scope = f"alerts:{dump_json(asdict(wanted)).decode()}"
        after = None
        if cursor is not None:
            plan, project, code, subject = decode_cursor(scope, cursor, _KEY_PARTS)
            after = (plan, project, code, subject)
        async with self._database.ask() as connection:
            found = await page_of_alerts(connection, wanted, after=after, limit=limit + 1)
        page = cut_page(found, limit, scope, lambda alert: alert.key)
        items = tuple(render_alert(alert, language) for alert in page.items)
        return AlertPage(items=items, next=page.next)
