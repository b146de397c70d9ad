"""Many changes at once: which of them can be made, and what the projects are after them."""

from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.errors import (
    FieldError,
    InvalidInputError,
    PreconditionFailedError,
    ServiceError,
)

from ..errors import UnknownProjectError
from .documents import ProjectDocument

__all__ = ["BulkRow", "Errors", "Head", "Outcome", "outcome_of"]

Errors = tuple[FieldError, ...]

_REPEATED = FieldError("", "duplicate", "A row before this one is about the same.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRow:
    """One change of one project.

    ``at`` points at it in what was sent and ``within`` from there at what is changed; ``subject``
    is what no other row may be about.
    """

    number: int
    at: str
    within: str = ""
    project: str
    if_match: str | None
    subject: Hashable
    change: Callable[[ProjectFacts], ProjectFacts]

    def errors(self, error: ServiceError) -> Errors:
        """Return what refused the row, pointing into what was sent."""
        if not error.errors:
            return (FieldError(self.at, error.code, str(error)),)
        return tuple(
            FieldError(self.at + self.within + item.pointer, item.code, item.message)
            for item in error.errors
        )

    def refused(self, errors: Errors) -> Errors:
        """Return why the project is not written with this row, pointing into what was sent."""
        return tuple(
            FieldError(
                self.at + self.within + item.pointer if self.within else self.at,
                item.code,
                item.message,
            )
            for item in errors
        )


@dataclass(frozen=True, slots=True)
class Head:
    """Where a project stands before the rows are applied."""

    version: int
    etag: str
    facts: ProjectFacts


@dataclass(frozen=True, slots=True)
class Outcome:
    """What rows lead to: the projects they change, and by number which rows do, or are refused."""

    after: Mapping[str, ProjectDocument]
    changing: Container[int]
    refused: Mapping[int, Errors]


def outcome_of(
    rows: Iterable[BulkRow], heads: Mapping[str, Head], refused: Mapping[int, Errors]
) -> Outcome:
    """Apply rows in their order, each to what those before it left; leave out what is refused.

    Parameters
    ----------
    heads
        The projects by code, as far as they exist.
    refused
        Rows that are known to be refused already.
    """
    refusals, changing = dict(refused), set[int]()
    after, subjects = dict[str, ProjectFacts](), set[Hashable]()
    for row in rows:
        if row.number in refusals:
            continue
        try:
            head = _head_for(row, heads, subjects)
            before = after.get(row.project, head.facts)
            after[row.project] = row.change(before)
        except ServiceError as error:
            refusals[row.number] = row.errors(error)
        else:
            if after[row.project] != before:
                changing.add(row.number)
    changed = {
        code: ProjectDocument.of(facts)
        for code, facts in after.items()
        if facts != heads[code].facts
    }
    return Outcome(changed, changing, refusals)


def _head_for(row: BulkRow, heads: Mapping[str, Head], subjects: set[Hashable]) -> Head:
    head = heads.get(row.project)
    if head is None:
        raise UnknownProjectError
    if row.if_match not in {None, head.etag}:
        raise PreconditionFailedError(
            f"The project is at version {head.version} now; read it again, then write."
        )
    if row.subject in subjects:
        raise InvalidInputError(_REPEATED.message, errors=(_REPEATED,))
    subjects.add(row.subject)
    return head
