"""The organizations that an import's documents list, compared and written level by level."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pledge_shared.contracts.plan import OrganizationFacts
from pledge_shared.database.connections import WriteConnection
from pledge_shared.publication import View

from ..domain.organizations import with_lists_of
from ..domain.versions import facts_of
from ..storage.entities import EntityRow, EntityStore
from ..storage.ledger import Ledger
from ..storage.reading import DocumentReader
from .recording import Recording

__all__ = ["ListedOrganizations"]


class ListedOrganizations:
    """All organizations as one import leaves them; read once, for nobody else writes any.

    Attributes
    ----------
    ids
        By code, once they were read.
    """

    def __init__(self, connection: WriteConnection, ledger: Ledger, recording: Recording) -> None:
        self._entities = EntityStore(connection)
        self._reader = DocumentReader(connection, View.HEAD)
        self._ledger = ledger
        self._recording = recording
        self._rows: dict[str, EntityRow] = {}
        self.ids: dict[str, UUID] = {}
        self._parents: dict[str, str | None] | None = None
        self._deleted: frozenset[str] = frozenset()

    async def parents(self) -> Mapping[str, str | None]:
        """Return every organization's code and that of the one above it."""
        if self._parents is None:
            self._parents = await self._entities.organization_parents()
            self._rows = await self._entities.organizations()
            self.ids = {code: row.id for code, row in self._rows.items()}
            self._deleted = await self._entities.deleted_organizations()
        return self._parents

    async def deleted(self) -> frozenset[str]:
        """Return the codes of deleted organizations."""
        await self.parents()
        return self._deleted

    async def write(self, organizations: Sequence[OrganizationFacts]) -> dict[str, str]:
        """Write those that differ from what is stored, each after the one above it.

        Returns
        -------
            Their digests now.
        """
        parents = {**await self.parents(), **{item.code: item.parent for item in organizations}}
        waiting = {item.code: item for item in organizations}
        while waiting:
            ready = [item for item in waiting.values() if item.parent not in waiting]
            for item in ready:
                del waiting[item.code]
            await self._write_level(ready)
        self._parents = parents
        return {item.code: self._rows[item.code].digest for item in organizations}

    async def _write_level(self, organizations: Sequence[OrganizationFacts]) -> None:
        differing = []
        for item in organizations:
            if self._differs(item):
                completed = await self._with_lists(item)
                if self._differs(completed):
                    differing.append(completed)
        new = [item.code for item in differing if item.code not in self._rows]
        self.ids |= zip(new, await self._ledger.new_ids(len(new)), strict=True)
        rows = [(self._next(item), item, self._parent_id(item)) for item in differing]
        await self._entities.write_organizations(rows)
        for row, item, _ in rows:
            self._recording.add_organization(row.id, row.version, item)
            self._rows[item.code] = row

    def _next(self, organization: OrganizationFacts) -> EntityRow:
        old = self._rows.get(organization.code)
        version = old.version + 1 if old else 1
        return EntityRow(self.ids[organization.code], version, facts_of(organization)[1])

    def _parent_id(self, organization: OrganizationFacts) -> UUID | None:
        return self.ids[organization.parent] if organization.parent else None

    def _differs(self, organization: OrganizationFacts) -> bool:
        row = self._rows.get(organization.code)
        return row is None or row.digest != facts_of(organization)[1]

    async def _with_lists(self, organization: OrganizationFacts) -> OrganizationFacts:
        """Add what the registry knows of an organization and a plan document seldom says."""
        if organization.code not in self._rows:
            return organization
        stored = await self._reader.organization(organization.code)
        if stored is None:
            return organization
        return with_lists_of(OrganizationFacts.model_validate_json(stored.facts), organization)
