"""Reading what was reported before, revision by revision."""

from dataclasses import dataclass
from typing import Any

from pledge_shared.database.connections import Database
from pledge_shared.pagination import Page, cut_page, decode_number
from pledge_shared.publication import View

from ..domain.presence import ever, present
from ..domain.publication import is_reviewed
from ..errors import UnknownPartError, UnknownPlanError, UnknownProjectError
from ..storage.actual_history import revisions_of
from ..storage.reading import DocumentReader
from .points import resolve

__all__ = ["OfActual", "Revisions"]

_NEWEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class OfActual:
    """What was reported: for which project of which plan, indicator and period."""

    plan: str
    code: str
    indicator: str
    period: str


class Revisions:
    """Answers what was reported for a period, when, by which key and why."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(
        self, of: OfActual, *, cursor: str | None, limit: int, as_of: str | None, view: View
    ) -> Page[dict[str, Any]]:
        """Return a page of an actual's revisions, newest first.

        Readers of the published view of a reviewed plan get the approved ones only.

        Raises
        ------
        UnknownPartError
            404: nothing was ever reported there.
        """
        scope = f"revisions:{of}:{as_of}:{view}"
        below = decode_number(scope, cursor) if cursor else _NEWEST
        async with self._database.read() as connection:
            reader = DocumentReader(connection, view)
            point = await resolve(reader, as_of)
            plan = present(await reader.plan(of.plan, point), UnknownPlanError)
            project = ever(await reader.project(of.plan, of.code, point), UnknownProjectError)
            rows = await revisions_of(
                connection, project.entity_id, of.indicator, of.period,
                as_of=point, below=below, limit=limit + 1,
                approved_only=view is View.PUBLISHED and is_reviewed(plan),
            )  # fmt: skip
        if not rows:
            raise UnknownPartError
        return cut_page(rows, limit, scope, lambda row: (str(row["revision"]),))
