"""Telling what is there from what was deleted and from what never was."""

from collections.abc import Callable

from pledge_shared.errors import NotFoundError

from ..errors import DeletedError
from .genealogy import successors
from .versions import Stored

__all__ = ["ever", "present"]


def ever(found: Stored | None, unknown: Callable[[], NotFoundError]) -> Stored:
    """Return a document, a tombstone's too; refuse one that never was.

    Raises
    ------
    NotFoundError
        404, as given: there never was one.
    """
    if found is None:
        raise unknown()
    return found


def present(found: Stored | None, unknown: Callable[[], NotFoundError]) -> Stored:
    """Return a document that is there.

    Raises
    ------
    NotFoundError
        404, as given: there never was one.
    DeletedError
        404: it was.
    """
    stored = ever(found, unknown)
    if stored.tombstone:
        raise DeletedError(
            sequence=stored.sequence, version=stored.version, successors=successors(stored)
        )
    return stored
