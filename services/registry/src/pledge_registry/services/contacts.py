"""Contacts (담당자): personal data that is masked, logged when read, and erased for good."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.contacts import AccessKind, ContactFields, ContactReference
from pledge_shared.database.connections import Database, WriteConnection
from pledge_shared.errors import (
    FieldError,
    InvalidInputError,
    InvalidParameterError,
    NotFoundError,
)
from pledge_shared.pagination import Page, cut_page, decode_cursor

from ..domain.chain import Action
from ..domain.documents import read_project
from ..domain.masking import masked_name, masked_telephone
from ..domain.versions import Author, Stored
from ..storage.contacts import ContactRow, ContactStore, accesses, contact_exists, find_contact
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from .work import Reply, UnitOfWork, once, unit_of_work

__all__ = ["Contacts", "SeenContact", "Visitor"]


class UnknownContactError(NotFoundError):
    """No contact has this id, or it was erased."""

    code = "unknown_contact"
    title = "There is no such contact"
    title_ko = "그런 담당자가 없습니다"

    def __init__(self) -> None:
        super().__init__("No contact has this id, or it was erased; contacts leave no trace.")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who handles personal data: a key, and the address its request came from."""

    account: UUID
    source: str
    request_id: str

    @property
    def author(self) -> Author:
        """The same as the author of a commit, which never says more than that."""
        return Author(self.account, request_id=self.request_id)


@dataclass(frozen=True, slots=True)
class SeenContact:
    """A contact as one reader may see it."""

    row: ContactRow
    masked: bool = False

    @property
    def etag(self) -> str:
        """The strong entity tag; a digest of so little text could be guessed, so it is none."""
        return f'"{self.row.revision}{"-masked" if self.masked else ""}"'


CheckSeen = Callable[[SeenContact], None]
"""Raises unless the caller has seen this revision (If-Match)."""

CheckVersion = Callable[[Stored], None]
"""The same of a project."""


class Contacts:
    """Keeps contacts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self, fields: ContactFields, visitor: Visitor, *, key: IdempotencyKey
    ) -> KeptAnswer:
        """Add a contact; the answer, which is kept, holds its id and nothing else."""

        async def do(work: UnitOfWork) -> Reply:
            new_id = await ContactStore(work.connection).add(fields.name, fields.telephone)
            await _note(work, new_id, "created", visitor)
            body = canonical_bytes(ContactReference(contact_ref=new_id))
            return lambda _: KeptAnswer(201, body, _location(new_id), '"1"')

        return await once(self._database, key, visitor.author, do)

    async def read(self, contact_id: UUID, visitor: Visitor, *, masked: bool) -> SeenContact:
        """Return a contact; who sees it whole is logged before the answer leaves.

        Raises
        ------
        UnknownContactError
            404: there is none, or it was erased.
        """
        if masked:
            async with self._database.read() as connection:
                row = _known(await find_contact(connection, contact_id))
            name, telephone = masked_name(row.name), masked_telephone(row.telephone)
            return SeenContact(replace(row, name=name, telephone=telephone), masked=True)
        async with self._database.write() as connection:
            row = _known(await find_contact(connection, contact_id))
            await _log(connection, contact_id, "read", visitor)
        return SeenContact(row)

    async def change(
        self,
        contact_id: UUID,
        change: Callable[[ContactFields], ContactFields],
        visitor: Visitor,
        *,
        seen: CheckSeen,
    ) -> SeenContact:
        """Change a contact; what it held before is not kept."""
        async with unit_of_work(self._database, visitor.author) as work:
            row = await _locked(work, contact_id, seen)
            fields = change(ContactFields(name=row.name, telephone=row.telephone))
            after = replace(row, name=fields.name, telephone=fields.telephone)
            if after != row:
                after = replace(after, revision=row.revision + 1)
                await ContactStore(work.connection).change(after)
                await _note(work, contact_id, "changed", visitor)
        return SeenContact(after)

    async def erase(self, contact_id: UUID, visitor: Visitor, *, seen: CheckSeen) -> None:
        """Remove a contact; that it was there, and who removed it when, stays on record."""
        async with unit_of_work(self._database, visitor.author) as work:
            await _locked(work, contact_id, seen)
            await ContactStore(work.connection).erase(contact_id, _location(contact_id))
            await _note(work, contact_id, "erased", visitor)

    async def refer(
        self,
        project: tuple[str, str],
        wanted: Callable[[], UUID | None],
        author: Author,
        *,
        seen: CheckVersion,
    ) -> Stored:
        """Let a project, given by plan and code, name a contact, or none.

        Raises
        ------
        InvalidInputError
            422, also from ``wanted``: there is no such contact.
        """
        async with unit_of_work(self._database, author) as work:
            old = await work.project(*project)
            seen(old)
            contact_id = wanted()
            if contact_id and not await contact_exists(work.connection, contact_id):
                raise _unknown_reference()
            before = read_project(old)
            if before.contact_ref == contact_id:
                return old
            await work.change_project(old, before.model_copy(update={"contact_ref": contact_id}))
        return work.written(old.entity_id)

    async def accesses(
        self, *, contact: UUID | None, account: UUID | None, cursor: str | None, limit: int
    ) -> Page[dict[str, Any]]:
        """Return a page of who handled contacts, newest first."""
        scope = f"access:{contact}:{account}"
        before = _id(decode_cursor(scope, cursor, 1)[0]) if cursor else None
        async with self._database.read() as connection:
            rows = await accesses(
                connection, contact=contact, account=account, before=before, limit=limit + 1
            )
        return cut_page(rows, limit, scope, lambda row: (str(row["id"]),))


def _location(contact_id: UUID) -> str:
    return f"/v1/contacts/{contact_id}"


def _known(row: ContactRow | None) -> ContactRow:
    if row is None:
        raise UnknownContactError
    return row


async def _locked(work: UnitOfWork, contact_id: UUID, seen: CheckSeen) -> ContactRow:
    row = _known(await find_contact(work.connection, contact_id, lock=True))
    seen(SeenContact(row))
    return row


async def _note(work: UnitOfWork, contact_id: UUID, kind: AccessKind, visitor: Visitor) -> None:
    """Seal in the chain that a contact was written, and log by whom."""
    subject = _location(contact_id)
    work.recording.actions.append(Action(action=f"contact_{kind}", subject=subject, detail={}))
    await _log(work.connection, contact_id, kind, visitor)


async def _log(
    connection: WriteConnection, contact_id: UUID, kind: AccessKind, visitor: Visitor
) -> None:
    await ContactStore(connection).log(
        contact_id, kind, account=visitor.account, source=visitor.source
    )


def _unknown_reference() -> InvalidInputError:
    message = "There is no such contact."
    return InvalidInputError(
        message, errors=(FieldError("/contact_ref", "unknown_reference", message),)
    )


def _id(text: str) -> UUID:
    """Read an id that a cursor carries."""
    try:
        return UUID(text)
    except ValueError:
        raise InvalidParameterError(
            "The cursor was not handed out here; start without one."
        ) from None
