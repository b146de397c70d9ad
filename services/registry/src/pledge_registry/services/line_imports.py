"""Importing the stored lines of a queued import into one transaction."""

from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from pledge_shared.database.connections import WriteConnection
from pledge_shared.errors import ServiceError

from ..storage.import_lines import ImportedLine, Line, LineStore, known_lines, remember_lines
from ..storage.imports import ImportRow
from .plan_imports import ImportOutcome, PlanImports, Taken, changed_meanwhile
from .preparers import PreparedLine
from .preparing import PreparedPlan, placed

__all__ = ["LineImport"]


class _Prepare(Protocol):
    def in_order(self, lines: AsyncIterable[Line]) -> AsyncIterator[PreparedLine]: ...


class LineImport:
    """One queued import while its transaction runs."""

    def __init__(self, connection: WriteConnection, row: ImportRow) -> None:
        self._connection = connection
        self._row = row
        self._lines = LineStore(connection, row.id)
        self._imported: list[tuple[bytes, int, Taken]] = []

    async def size(self) -> tuple[int, int]:
        """Return how many lines there are, and how many bytes they hold."""
        return await self._lines.size()

    async def run(
        self, prepare: _Prepare, total: int, show: Callable[[int], Awaitable[None]]
    ) -> ImportOutcome:
        """Import all lines; what was only to be validated is taken back.

        Parameters
        ----------
        show
            Told how many lines are done.

        Raises
        ------
        ServiceError
            A line is wrong, or contradicts what is stored; its pointers begin with its number.
        """
        async with _kept(self._connection, keep=not self._row.validate_only):
            work = await PlanImports.begin(
                self._connection, self._row.author, prune=self._row.prune
            )
            async for line, prepared in prepare.in_order(self._lines):
                await self._take(work, line, prepared, f"/{line.number}" if total > 1 else "")
                await show(line.number + 1)
            outcome = await work.end()
            await self._remember(work)
        if self._row.validate_only:
            outcome.sequence = None
        return outcome

    async def _take(
        self,
        work: PlanImports,
        line: Line,
        prepared: PreparedPlan | ServiceError | None,
        pointer: str,
    ) -> None:
        if prepared is None:
            await self._pass_over(work, line, pointer)
        elif isinstance(prepared, ServiceError):
            raise placed(prepared, pointer)
        else:
            await work.lock(prepared.plan.code)
            taken = await work.take(prepared, pointer)
            if not taken.odd:
                self._imported.append((line.digest, len(prepared.projects), taken))

    async def _pass_over(self, work: PlanImports, line: Line, pointer: str) -> None:
        known = await known_lines(self._connection, [line.digest], prune=self._row.prune)
        if line.digest not in known:
            raise placed(changed_meanwhile(), pointer)
        work.outcome.pass_over(known[line.digest])

    async def _remember(self, work: PlanImports) -> None:
        """Note the lines that say what is stored now, so that they are recognised next time.

        Not those whose plan or organizations another line of the import made something else.
        """
        plans = Counter(taken.plan_id for _, _, taken in self._imported)
        said = {each for _, _, taken in self._imported for each in taken.organizations.items()}
        organizations = Counter(code for code, _ in said)
        lines = [
            ImportedLine(
                digest,
                taken.plan_id,
                projects,
                [work.organizations.ids[code] for code in taken.organizations],
            )
            for digest, projects, taken in self._imported
            if plans[taken.plan_id] == 1
            and all(organizations[code] == 1 for code in taken.organizations)
        ]
        await remember_lines(self._connection, lines)


@asynccontextmanager
async def _kept(connection: WriteConnection, *, keep: bool) -> AsyncIterator[None]:
    """Take back what the block does, unless it shall be kept."""
    if keep:
        yield
        return
    async with connection.begin_nested() as tried:
        yield
        await tried.rollback()
