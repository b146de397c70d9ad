"""Follows what organizations are, so that like is compared with like."""

from collections.abc import Sequence

from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.events import CloudEvent
from pledge_shared.contracts.plan import Organization
from pledge_shared.database.connections import Database
from pledge_shared.errors import NotFoundError

from ..storage.organizations import KnownOrganization, OrganizationUpdate, known_organizations

__all__ = ["Organizations"]


class Organizations:
    """Asks the registry what its events are about."""

    def __init__(self, database: Database, registry: RegistryClient) -> None:
        self._database = database
        self._registry = registry

    async def after_events(self, events: Sequence[CloudEvent]) -> OrganizationUpdate | None:
        """Return what a page of events leads to; None when it tells of no organization."""
        codes = sorted({each.data.code for each in events if each.data.kind == "organization"})
        if not codes:
            return None
        as_of = str(events[-1].data.sequence)
        changed, removed = [], set()
        for code in codes:
            try:
                changed.append(_known(await self._registry.organization(code, as_of=as_of)))
            except NotFoundError:
                removed.add(code)
        return OrganizationUpdate(tuple(changed), frozenset(removed))

    async def of_earlier_release(self, *, as_of: int) -> OrganizationUpdate | None:
        """Return every organization when the feed was read and none of them kept."""
        async with self._database.read() as connection:
            if as_of == 0 or await known_organizations(connection):
                return None
        found = await self._registry.organizations(as_of=str(as_of))
        return OrganizationUpdate(tuple(_known(each) for each in found)) if found else None


def _known(organization: Organization) -> KnownOrganization:
    return KnownOrganization(
        code=organization.code,
        version=organization.version,
        kind=organization.kind.value,
        name=organization.name,
        name_en=organization.name_en,
        parent=organization.parent,
        district_code=organization.district_code,
    )
