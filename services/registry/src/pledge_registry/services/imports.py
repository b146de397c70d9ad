"""Importing plan documents: write only what differs from what is stored, all or nothing."""

from collections.abc import Sequence
from typing import NoReturn

from pledge_shared.database.connections import Database, WriteConnection

from ..domain.versions import Author
from .plan_imports import ImportOutcome, PlanImports
from .preparing import PreparedPlan

__all__ = ["Importer"]


class _DryRun(Exception):  # noqa: N818 - not an error: it rolls back what was only tried
    """Ends a validating import without keeping anything."""


class Importer:
    """Imports plan documents that arrive all at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def validate(
        self, plans: Sequence[PreparedPlan], *, author: Author, prune: bool
    ) -> ImportOutcome:
        """Do everything an import does, then take it back: the same verdict, no effect."""
        outcome = ImportOutcome()
        try:
            async with self._database.write() as connection:
                outcome = await self.run(connection, plans, author=author, prune=prune)
                _take_back()
        except _DryRun:
            outcome.sequence = None
        return outcome

    async def run(
        self,
        connection: WriteConnection,
        plans: Sequence[PreparedPlan],
        *,
        author: Author,
        prune: bool,
    ) -> ImportOutcome:
        """Import into an open transaction.

        Raises
        ------
        InvalidInputError
            A document breaks rules; nothing is written.
        ConflictError
            A project was changed by somebody else meanwhile, or a term exists with other days.
        """
        work = await PlanImports.begin(connection, author, prune=prune)
        await work.lock(*(prepared.plan.code for prepared in plans))
        for index, prepared in enumerate(plans):
            await work.take(prepared, f"/{index}" if len(plans) > 1 else "")
        return await work.end()


def _take_back() -> NoReturn:
    raise _DryRun
