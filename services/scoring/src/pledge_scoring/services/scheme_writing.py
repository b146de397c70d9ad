"""The life of a scheme version: a draft that may change, then released and final.

Repeating a write has no further effect and gets the same answer: a draft is known by its name, and
what a release moves is known by its digest.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.schemes import SchemeEdition
from pledge_shared.database.connections import Database, WriteConnection
from pledge_shared.errors import ConflictError, FieldError, InvalidInputError

from ..storage.schemes import (
    StoredScheme,
    add_draft,
    change_draft,
    find_draft,
    find_released,
    release_draft,
)
from .scheme_catalogue import FoundScheme, is_shipped, stored_scheme, unknown_scheme
from .scheme_checking import check_edition, check_scheme

__all__ = ["SchemeWriting"]

Seen = Callable[[FoundScheme], None]
"""Refuses a write that was made for another state of the draft."""


class SchemeTakenError(ConflictError):
    """Another scheme version has the name."""

    code = "scheme_taken"
    title = "Another scheme version has this name"
    title_ko = "다른 편람 판이 이미 쓰는 이름입니다"

    def __init__(self) -> None:
        super().__init__("Choose the next version number: of one version there is one content.")


class SchemeReleasedError(ConflictError):
    """The version is a draft no more."""

    code = "scheme_released"
    title = "A released scheme version never changes"
    title_ko = "확정된 편람 판은 바꿀 수 없습니다"

    def __init__(self) -> None:
        super().__init__("Make a new version with the next number; this one stays as it is.")


class SchemeWriting:
    """Stores drafts and releases them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, value: Any, actor: UUID) -> FoundScheme:
        """Store a new draft.

        Raises
        ------
        InvalidInputError
            422: it could not be used.
        SchemeTakenError
            409: another scheme has this name.
        """
        draft = _draft(check_scheme(value), actor)
        async with self._database.write() as connection:
            added = await add_draft(connection, draft)
            there = draft if added else await find_draft(connection, draft.name)
            released = await find_released(connection, draft.name)
            if released or is_shipped(draft.name) or there is None or not _same(there, draft):
                raise SchemeTakenError
        return stored_scheme(there)

    async def replace(self, name: str, value: Any, actor: UUID, *, seen: Seen) -> FoundScheme:
        """Write over a draft; the same content again changes nothing.

        Raises
        ------
        SchemeReleasedError
            409: it is a draft no more.
        InvalidInputError
            422: it could not be used, or has another name than its address.
        """
        async with self._database.write() as connection:
            held = await _held(connection, name, seen)
            edition = check_scheme(value)
            if edition.name != name:
                raise _other_name()
            changed = _draft(edition, actor, revision=held.revision + 1)
            if changed.digest == held.digest:
                return stored_scheme(held)
            await change_draft(connection, changed)
        return stored_scheme(changed)

    async def release(self, name: str, actor: UUID, *, seen: Seen) -> FoundScheme:
        """Make a draft final; one that was released as it is now stays as it is.

        Raises
        ------
        InvalidInputError
            422: it could not be used any more.
        """
        async with self._database.write() as connection:
            done = await find_released(connection, name)
            if done is not None:
                seen(stored_scheme(done))
                return stored_scheme(done)
            held = await _held(connection, name, seen)
            check_edition(SchemeEdition.model_validate_json(held.document))
            await release_draft(connection, held, actor)
        return replace(stored_scheme(held), state="released")


def _draft(edition: SchemeEdition, actor: UUID, revision: int = 1) -> StoredScheme:
    document = canonical_bytes(edition)
    digest = digest_of(document)
    return StoredScheme(edition.name, document, digest, revision, actor, released=False)


def _same(one: StoredScheme, other: StoredScheme) -> bool:
    """Tell whether two drafts are one, written twice by the same key."""
    return (one.digest, one.revision, one.actor) == (other.digest, other.revision, other.actor)


async def _held(connection: WriteConnection, name: str, seen: Seen) -> StoredScheme:
    """Return a draft that nobody else can write until this transaction ends."""
    held = await find_draft(connection, name, lock=True)
    if held is None:
        if is_shipped(name) or await find_released(connection, name):
            raise SchemeReleasedError
        raise unknown_scheme()
    seen(stored_scheme(held))
    return held


def _other_name() -> InvalidInputError:
    message = "Write the name that stands in the address; a new version is made with POST."
    return InvalidInputError(
        "1 rule(s) broken; see errors.", errors=(FieldError("/name", "other_name", message),)
    )
