"""Writing organizations and plans inside a unit of work."""

from collections.abc import Callable, Mapping
from uuid import UUID

from pledge_shared.contracts.plan import OrganizationFacts, PlanFacts
from pledge_shared.errors import ConflictError, FieldError, InvalidInputError
from pledge_shared.publication import View

from ..domain.presence import ever, present
from ..domain.rules import organization_errors, plan_errors
from ..domain.versions import Change, Stored, facts_of
from ..errors import UnknownOrganizationError, UnknownPlanError
from ..storage.entities import EntityRow, EntityStore
from ..storage.idempotency import KeptAnswer
from ..storage.neighbours import InTheWay
from ..storage.reading import DocumentReader
from .references import CodeTakenError
from .work import UnitOfWork

__all__ = ["CheckVersion", "EntityWriter", "deleted", "kept", "refuse_if_used"]

CheckVersion = Callable[[Stored], None]
"""Raises unless the caller has seen this version (If-Match)."""

_ORGANIZATIONS = "organizations"


class InUseError(ConflictError):
    """Something else refers to what was to be deleted."""

    code = "in_use"
    title = "Something else still needs it"
    title_ko = "다른 것이 아직 쓰고 있습니다"


class NotDeletedError(ConflictError):
    """What was to be restored is there."""

    code = "not_deleted"
    title = "It is there"
    title_ko = "삭제되지 않았습니다"

    def __init__(self) -> None:
        super().__init__("Only what was deleted can be restored; read it at its own address.")


def refuse_if_used(users: Mapping[str, InTheWay]) -> None:
    """Refuse a deletion while there are users.

    Raises
    ------
    InUseError
        409, with the number of each kind and their first codes.
    """
    found = {kind: each for kind, each in users.items() if each.count}
    if found:
        listed = ", ".join(f"{each.count} {kind}" for kind, each in found.items())
        raise InUseError(
            f"Delete or change first what needs it: {listed}; `in_use` names them.",
            extra={
                "in_use": {
                    kind: {"count": each.count, "codes": each.codes} for kind, each in found.items()
                }
            },
        )


def deleted(found: Stored) -> Stored:
    """Return what is to be restored.

    Raises
    ------
    NotDeletedError
        409: it is there.
    """
    if not found.tombstone:
        raise NotDeletedError
    return found


def kept(document: Stored, status: int, location: str | None = None) -> KeptAnswer:
    """Return the answer with a document that a POST made."""
    return KeptAnswer(status, document.body, location, document.etag)


class EntityWriter:
    """Reads, changes, deletes and restores organizations and plans for one unit of work.

    Imports take the same locks: one for all organizations and terms, one for each plan.
    """

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._store = EntityStore(work.connection)
        self._reader = DocumentReader(work.connection, View.HEAD)

    async def organization(self, code: str) -> Stored:
        """Return an organization's document; nobody else writes or newly names it meanwhile."""
        return present(await self._organization(code), UnknownOrganizationError)

    async def deleted_organization(self, code: str) -> Stored:
        """Return the tombstone of an organization that is to be restored."""
        return deleted(ever(await self._organization(code), UnknownOrganizationError))

    async def _organization(self, code: str) -> Stored | None:
        await self._store.lock(_ORGANIZATIONS)
        await self._store.lock_organization(code)
        return await self._reader.organization(code)

    async def plan(self, code: str, *, with_term: bool = False) -> Stored:
        """Return a plan's document; nobody else writes it or newly names its goals meanwhile.

        Parameters
        ----------
        with_term
            Its organization or term may change: keep others from writing any organization's.
        """
        return present(await self._plan(code, with_term=with_term), UnknownPlanError)

    async def deleted_plan(self, code: str) -> Stored:
        """Return the tombstone of a plan that is to be restored."""
        return deleted(ever(await self._plan(code, with_term=True), UnknownPlanError))

    async def _plan(self, code: str, *, with_term: bool) -> Stored | None:
        await self._store.lock(*([_ORGANIZATIONS] if with_term else []), f"plan:{code}")
        await self._store.lock_plan(code)
        return await self._reader.plan(code)

    async def create_organization(self, facts: OrganizationFacts) -> UUID:
        """Add an organization.

        Raises
        ------
        CodeTakenError
            409: there is one of this code, or was.
        """
        if await self._organization(facts.code) is not None:
            raise CodeTakenError
        (new_id,) = await self._work.ledger.new_ids(1)
        await self._write_organization(new_id, 1, facts, "created")
        return new_id

    async def create_plan(self, facts: PlanFacts) -> UUID:
        """Add a plan without projects.

        Raises
        ------
        CodeTakenError
            409: there is one of this code, or was.
        """
        if await self._plan(facts.code, with_term=True) is not None:
            raise CodeTakenError
        (new_id,) = await self._work.ledger.new_ids(1)
        await self._write_plan(new_id, 1, facts, "created")
        return new_id

    async def change_organization(self, old: Stored, facts: OrganizationFacts) -> None:
        """Give an organization its next version."""
        await self._write_organization(old.entity_id, old.version + 1, facts, "changed")

    async def change_plan(self, old: Stored, facts: PlanFacts) -> None:
        """Give a plan its next version."""
        await self._write_plan(old.entity_id, old.version + 1, facts, "changed")

    async def delete(self, old: Stored) -> None:
        """Give an organization or plan that nothing needs a tombstone."""
        await self._again(old, "deleted")

    async def restore(self, tombstone: Stored) -> None:
        """Give a deleted organization or plan a next version with the facts it had."""
        await self._again(tombstone, "created")

    async def _again(self, old: Stored, change: Change) -> None:
        number = old.version + 1
        if old.kind == "organization":
            organization = OrganizationFacts.model_validate_json(old.facts)
            await self._write_organization(old.entity_id, number, organization, change)
        else:
            plan = PlanFacts.model_validate_json(old.facts)
            await self._write_plan(old.entity_id, number, plan, change)

    async def _write_organization(
        self, entity_id: UUID, number: int, facts: OrganizationFacts, change: Change
    ) -> None:
        parents = await self._store.organization_parents()
        _refuse(*organization_errors(facts.code, facts.parent, parents))
        above = await self._store.organizations({facts.parent} if facts.parent else set())
        parent_id = above[facts.parent].id if facts.parent else None
        row = EntityRow(entity_id, number, facts_of(facts)[1], deleted=change == "deleted")
        await self._store.write_organizations([(row, facts, parent_id)])
        self._work.recording.add_organization(entity_id, number, facts, change)

    async def _write_plan(
        self, entity_id: UUID, number: int, facts: PlanFacts, change: Change
    ) -> None:
        found = await self._store.organizations({facts.organization}, kept=True)
        _refuse(*plan_errors("", facts, found.keys()))
        row = EntityRow(entity_id, number, facts_of(facts)[1], deleted=change == "deleted")
        await self._store.write_plan(row, facts, found[facts.organization].id)
        self._work.recording.add_plan(entity_id, number, facts, change)


def _refuse(*errors: FieldError) -> None:
    if errors:
        raise InvalidInputError(f"{len(errors)} rule(s) broken; see errors.", errors=errors)
