"""Rows of terms (임기): those organizations declare, and those that only plans name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, insert, select, update

from pledge_shared.contracts.plan import Term
from pledge_shared.database.connections import WriteConnection
from pledge_shared.errors import ConflictError

from .tables import plans, terms

__all__ = ["TermStore"]

_USED = exists().where(plans.c.term_id == terms.c.id)


class TermStore:
    """Writes one organization's terms inside one transaction."""

    def __init__(self, connection: WriteConnection, organization_id: UUID) -> None:
        self._connection = connection
        self._organization_id = organization_id
        self._ours = terms.c.organization_id == organization_id

    async def id_for(self, term: Term, plan_id: UUID) -> UUID:
        """Return the id of the term a plan names, adding it when it is new.

        Raises
        ------
        ConflictError
            409: the organization or another plan has a term of this code with other days.
        """
        row = await self._find(term.code)
        if row is None:
            return await self._add(term, declared=False)
        if (row.start_day, row.end_day) != (term.start, term.end):
            if row.declared or await self._users(row.id, plan_id):
                raise _other_days()
            await self._set(row.id, term, declared=False)
        found: UUID = row.id
        return found

    async def declare(self, declared: Sequence[Term]) -> None:
        """Make the rows those of the organization's document, and of the plans that name others.

        Raises
        ------
        ConflictError
            409: a plan names a term of one of the codes with other days.
        """
        for term in declared:
            row = await self._find(term.code)
            if row is None:
                await self._add(term, declared=True)
                continue
            same_days = (row.start_day, row.end_day) == (term.start, term.end)
            if not same_days and await self._users(row.id, None):
                raise _other_days()
            await self._set(row.id, term, declared=True)
        others = self._ours & terms.c.code.not_in([term.code for term in declared])
        await self._connection.execute(update(terms).where(others).values(declared=False))
        unused = self._ours & ~terms.c.declared & ~_USED
        await self._connection.execute(delete(terms).where(unused))

    async def users(self, code: str) -> Sequence[str]:
        """Return the codes of the plans that name a term."""
        found = select(plans.c.code).join(terms, plans.c.term_id == terms.c.id)
        rows = await self._connection.scalars(
            found.where(self._ours, terms.c.code == code).order_by(plans.c.code)
        )
        return rows.all()

    async def _find(self, code: str) -> Any:
        rows = await self._connection.execute(select(terms).where(self._ours, terms.c.code == code))
        return rows.one_or_none()

    async def _users(self, term_id: UUID, but: UUID | None) -> bool:
        used = select(plans.c.id).where(plans.c.term_id == term_id, plans.c.id != but)
        return await self._connection.scalar(used.limit(1)) is not None

    async def _add(self, term: Term, *, declared: bool) -> UUID:
        added = insert(terms).values(
            organization_id=self._organization_id, **_columns(term), declared=declared
        )
        new_id: UUID = (await self._connection.execute(added.returning(terms.c.id))).scalar_one()
        return new_id

    async def _set(self, term_id: UUID, term: Term, *, declared: bool) -> None:
        await self._connection.execute(
            update(terms).where(terms.c.id == term_id).values(**_columns(term), declared=declared)
        )


def _columns(term: Term) -> dict[str, Any]:
    return {
        "code": term.code,
        "name": term.name,
        "start_day": term.start,
        "end_day": term.end,
    }


def _other_days() -> ConflictError:
    return ConflictError("The term exists with other days; give it a code of its own.")
