"""Many changes of one plan's projects in one commit, each row answered for itself."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import NoReturn

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.bulk import BulkResult, RowError, RowResult
from pledge_shared.database.connections import Database
from pledge_shared.errors import FieldError, InvalidInputError, ServiceError, json_pointer

from ..domain.bulk import BulkRow, Errors, Head, Outcome, outcome_of
from ..domain.documents import ProjectDocument
from ..domain.project_rules import broken_rules
from ..domain.versions import Author, Commit, etag_of
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.projects import ProjectChange, ProjectRow
from .work import Reply, UnitOfWork, once, unit_of_work

__all__ = ["Bulk", "BulkRequest", "RowsRefusedError"]


class RowsRefusedError(InvalidInputError):
    """Rows were refused, and so nothing was written."""

    code = "rows_refused"
    title = "Rows were refused"
    title_ko = "일부 행이 거부되었습니다"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRequest:
    """Rows to write; ``refused`` are those that are wrong in themselves, by their number.

    With ``partial`` the others are written all the same.
    """

    plan: str
    rows: Sequence[BulkRow]
    refused: Mapping[int, Errors]
    partial: bool
    author: Author


class _TakeBack(Exception):  # noqa: N818 - not an error: it ends what was only tried
    """Takes back what was done to see whether it can be."""


def _take_back() -> NoReturn:
    raise _TakeBack


class Bulk:
    """Writes many rows at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def validate(self, request: BulkRequest) -> BulkResult:
        """Do everything a write does, then take it back: the same verdict, no effect."""
        result = BulkResult(sequence=None, rows=[])
        try:
            async with unit_of_work(self._database, request.author) as work:
                result.rows = await _Writing(work, request).run()
                _take_back()
        except _TakeBack:
            return result

    async def write(self, request: BulkRequest, key: IdempotencyKey) -> KeptAnswer:
        """Write the rows in one commit; a repeated request gets the first answer.

        Raises
        ------
        RowsRefusedError
            422: rows were refused and the rest is not wanted, or there is no rest.
        """

        async def do(work: UnitOfWork) -> Reply:
            rows = await _Writing(work, request).run()

            def reply(commit: Commit | None) -> KeptAnswer:
                sequence = commit.sequence if commit else None
                return KeptAnswer(200, canonical_bytes(BulkResult(sequence=sequence, rows=rows)))

            return reply

        return await once(self._database, key, request.author, do)


class _Writing:
    """One bulk write while its transaction runs."""

    def __init__(self, work: UnitOfWork, request: BulkRequest) -> None:
        self._work = work
        self._request = request
        self._projects: dict[str, ProjectRow] = {}
        self._heads: dict[str, Head] = {}

    async def run(self) -> list[RowResult]:
        """Write what can be written, and return what became of each row."""
        request = self._request
        codes = {row.project for row in request.rows}
        self._projects = await self._work.projects(request.plan, codes)
        self._heads = {
            code: Head(row.version, etag_of(row.version, row.document.digest), row.document.project)
            for code, row in self._projects.items()
        }
        outcome = await self._written(outcome_of(request.rows, self._heads, request.refused))
        count, total = len(outcome.refused), len(request.rows) + len(request.refused)
        if count and (count == total or not request.partial):
            errors = (error for _, found in sorted(outcome.refused.items()) for error in found)
            raise RowsRefusedError(
                f"{count} of {total} rows are refused; nothing was written.", errors=tuple(errors)
            )
        return self._results(outcome)

    async def _written(self, outcome: Outcome) -> Outcome:
        """Write the projects, or those that are left when the rows to blame are refused."""
        request = self._request
        while found := await self._refusals(outcome.after):
            refused = dict(outcome.refused)
            for project, errors in found.items():
                refused |= await self._to_blame(project, errors, outcome.refused)
            outcome = outcome_of(request.rows, self._heads, refused)
        if outcome.after:
            await self._work.change_projects(request.plan, self._changes(outcome.after))
        return outcome

    async def _refusals(self, after: Mapping[str, ProjectDocument]) -> dict[str, Errors]:
        """Return why projects are not to be written like this, by code."""
        broken = {code: tuple(broken_rules("", document)) for code, document in after.items()}
        found = {code: errors for code, errors in broken.items() if errors}
        sound = {code: document for code, document in after.items() if code not in found}
        places = {code: f"/{code}" for code in sound}
        try:
            await self._work.check_projects(self._request.plan, self._changes(sound), places)
        except ServiceError as error:
            if not error.errors:
                raise
            for item in error.errors:
                _, code, *rest = item.pointer.split("/")
                named = FieldError(json_pointer(rest), item.code, item.message)
                found[code] = (*found.get(code, ()), named)
        return found

    async def _to_blame(
        self, project: str, errors: Errors, refused: Container[int]
    ) -> dict[int, Errors]:
        """Return the rows for which a project is refused: those refused alone, or all of them."""
        head = self._heads[project].facts
        rows = [r for r in self._request.rows if r.project == project and r.number not in refused]
        alone: dict[int, Errors] = {}
        for row in rows if len(rows) > 1 else ():
            # Only to be looked at, so its bytes are not made.
            tried = ProjectDocument.known(b"", "", row.change(head))
            found = await self._refusals({project: tried})
            if project in found:
                alone[row.number] = row.refused(found[project])
        return alone or {row.number: row.refused(errors) for row in rows}

    def _changes(self, after: Mapping[str, ProjectDocument]) -> list[ProjectChange]:
        rows = ((self._projects[code], document) for code, document in after.items())
        return [
            ProjectChange(id=row.id, version=row.version + 1, before=row.document, after=document)
            for row, document in rows
        ]

    def _results(self, outcome: Outcome) -> list[RowResult]:
        written = [
            RowResult(
                row=row.number,
                state="written" if row.number in outcome.changing else "unchanged",
                project_version=self._heads[row.project].version + (row.project in outcome.after),
                errors=[],
            )
            for row in self._request.rows
            if row.number not in outcome.refused
        ]
        refused = [
            RowResult(
                row=number,
                state="refused",
                project_version=None,
                errors=[RowError(**asdict(error)) for error in errors],
            )
            for number, errors in outcome.refused.items()
        ]
        return sorted([*written, *refused], key=attrgetter("row"))
