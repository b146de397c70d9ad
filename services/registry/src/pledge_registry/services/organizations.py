"""Creating, changing, deleting and restoring organizations, and declaring their terms."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from pledge_shared.contracts.plan import OrganizationFacts, Term, TermFields
from pledge_shared.database.connections import Database
from pledge_shared.errors import NotFoundError
from pledge_shared.validation import validated

from ..domain.organizations import patched_organization, with_term, without_term
from ..domain.versions import Author, Stored
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.neighbours import organization_users, some
from ..storage.terms import TermStore
from .entities import CheckVersion, EntityWriter, kept, refuse_if_used
from .work import Reply, UnitOfWork, once, unit_of_work

__all__ = ["OrganizationEditor", "UnknownTermError", "find_term"]

_Check = Callable[[UnitOfWork, UUID, OrganizationFacts], Awaitable[None]]


class UnknownTermError(NotFoundError):
    """The organization declares no term of this code."""

    code = "unknown_term"
    title = "There is no such term"
    title_ko = "그런 임기가 없습니다"

    def __init__(self) -> None:
        super().__init__("The organization declares no such term; its /terms lists all of them.")


def find_term(facts: OrganizationFacts, code: str) -> Term:
    """Return a term an organization declares."""
    for term in facts.terms:
        if term.code == code:
            return term
    raise UnknownTermError


class OrganizationEditor:
    """Edits organizations, each time in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, body: Any, *, key: IdempotencyKey, author: Author) -> KeptAnswer:
        """Add an organization; a repeated request gets the first answer."""
        facts = validated(OrganizationFacts, body)

        async def create(work: UnitOfWork) -> Reply:
            made = await EntityWriter(work).create_organization(facts)
            return lambda _: kept(work.written(made), 201, f"/v1/organizations/{facts.code}")

        return await once(self._database, key, author, create)

    async def patch(self, code: str, patch: Any, *, seen: CheckVersion, author: Author) -> Stored:
        """Merge a patch; a changed name or code is remembered."""
        return await self._change(
            code, lambda facts: patched_organization(facts, patch), seen, author
        )

    async def delete(self, code: str, *, seen: CheckVersion, author: Author) -> Stored:
        """Delete an organization that nothing needs any more."""
        async with unit_of_work(self._database, author) as work:
            writer = EntityWriter(work)
            old = await writer.organization(code)
            seen(old)
            refuse_if_used(await organization_users(work.connection, old.entity_id))
            await writer.delete(old)
        return work.written(old.entity_id)

    async def restore(self, code: str, *, key: IdempotencyKey, author: Author) -> KeptAnswer:
        """Bring a deleted organization back, with the facts it had."""

        async def restore(work: UnitOfWork) -> Reply:
            writer = EntityWriter(work)
            tombstone = await writer.deleted_organization(code)
            await writer.restore(tombstone)
            return lambda _: kept(work.written(tombstone.entity_id), 200)

        return await once(self._database, key, author, restore)

    async def put_term(
        self, code: str, term: str, body: Any, *, seen: CheckVersion, author: Author
    ) -> tuple[Term, Stored]:
        """Declare a term of an organization, or declare it anew."""

        def declared(facts: OrganizationFacts) -> OrganizationFacts:
            return with_term(facts, _term(term, body))

        written = await self._change(code, declared, seen, author)
        return _term(term, body), written

    async def delete_term(
        self, code: str, term: str, *, seen: CheckVersion, author: Author
    ) -> Stored:
        """Take a term out that no plan names."""

        async def unused(work: UnitOfWork, organization: UUID, facts: OrganizationFacts) -> None:
            find_term(facts, term)
            users = await TermStore(work.connection, organization).users(term)
            refuse_if_used({"plans": some(users)})

        return await self._change(
            code, lambda facts: without_term(facts, term), seen, author, check=unused
        )

    async def _change(
        self,
        code: str,
        change: Callable[[OrganizationFacts], OrganizationFacts],
        seen: CheckVersion,
        author: Author,
        check: _Check | None = None,
    ) -> Stored:
        async with unit_of_work(self._database, author) as work:
            writer = EntityWriter(work)
            old = await writer.organization(code)
            seen(old)
            before = OrganizationFacts.model_validate_json(old.facts)
            if check is not None:
                await check(work, old.entity_id, before)
            after = change(before)
            if after == before:
                return old
            await writer.change_organization(old, after)
        return work.written(old.entity_id)


def _term(code: str, body: Any) -> Term:
    return validated(Term, dict(validated(TermFields, body)) | {"code": code})
