"""Rules for what is imported: of a document as a whole, and of the changes it makes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pledge_shared.contracts.imports import ImportIssue
from pledge_shared.errors import FieldError, InvalidInputError

from ..domain.project_rules import size_errors
from ..domain.resolutions import may_need_resolution, resolution_errors
from ..domain.rules import Surroundings, document_errors, document_warnings
from ..storage.changes import ProjectChange
from .preparing import PreparedPlan

__all__ = ["check_changes", "check_document"]


def check_document(document: PreparedPlan, around: Surroundings, pointer: str) -> list[ImportIssue]:
    """Refuse a document that breaks rules; return what is odd about it.

    Raises
    ------
    InvalidInputError
        422, naming each rule; pointers begin with ``pointer``.
    """
    inside = [
        _moved(f"/projects/{place}", error)
        for place, project in enumerate(document.projects)
        for error in project.broken
    ]
    errors = [*inside, *document_errors(document, around)]
    _refuse([_moved(pointer, error) for error in errors])
    return _warnings(_moved(pointer, each) for each in document_warnings(document, around))


def check_changes(changes: Sequence[ProjectChange], places: Mapping[str, str]) -> list[ImportIssue]:
    """Hold what is written to rules that what is stored already need not keep.

    Parameters
    ----------
    places
        Where each project stands in what was sent, by code.

    Raises
    ------
    InvalidInputError
        422, naming each rule.
    """
    written = [
        (places[change.after.code], change, change.after)
        for change in changes
        if change.after is not None
    ]
    _refuse([error for at, _, after in written for error in size_errors(at, after)])
    lacking = [(change, error) for at, change, _ in written for error in _lacking(at, change)]
    _refuse([error for change, error in lacking if change.before is not None])
    return _warnings(error for _, error in lacking)


def _lacking(at: str, change: ProjectChange) -> Iterator[FieldError]:
    if change.after is not None and may_need_resolution(change.after.summary["status"]):
        yield from resolution_errors(at, change.old, change.after.project)


def _refuse(errors: Sequence[FieldError]) -> None:
    if errors:
        raise InvalidInputError(
            f"{len(errors)} rule(s) broken; see errors. Nothing was imported.", errors=tuple(errors)
        )


def _warnings(found: Iterable[FieldError]) -> list[ImportIssue]:
    return [
        ImportIssue(severity="warning", pointer=item.pointer, code=item.code, message=item.message)
        for item in found
    ]


def _moved(pointer: str, error: FieldError) -> FieldError:
    return FieldError(pointer + error.pointer, error.code, error.message)
