"""Lists of organizations, plans and terms, and organizations as a tree, at any point."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date

from pledge_shared.contracts.organizations import OrganizationNode
from pledge_shared.contracts.plan import OrganizationFacts
from pledge_shared.database.connections import Database
from pledge_shared.pagination import Page, cut_page, decode_cursor
from pledge_shared.publication import View

from ..domain.entity_filters import OrganizationFilter, PlanFilter
from ..domain.presence import present
from ..domain.versions import Stored
from ..errors import UnknownOrganizationError
from ..storage.entity_lists import EntityLists, TermRow
from ..storage.reading import DocumentReader
from .points import resolve

__all__ = ["EntityPages"]


class EntityPages:
    """Answers lists of what is not a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def _at(
        self, as_of: str | None, organization: str | None = None
    ) -> AsyncIterator[EntityLists]:
        """Open the lists of a point; an organization that is named must be there then."""
        async with self._database.read() as connection:
            reader = DocumentReader(connection, View.PUBLISHED)
            point = await resolve(reader, as_of)
            if organization is not None:
                present(await reader.organization(organization, point), UnknownOrganizationError)
            yield EntityLists(connection, point)

    async def plans(
        self, wanted: PlanFilter, *, cursor: str | None, limit: int, as_of: str | None = None
    ) -> Page[Stored]:
        """Return a page of plans by code."""
        scope = f"plans:{wanted}:{as_of}"
        after = decode_cursor(scope, cursor, 1)[0] if cursor else ""
        async with self._at(as_of) as lists:
            found = await lists.plans(wanted, after=after, limit=limit + 1)
        return cut_page(found, limit, scope, lambda item: (item.code,))

    async def organizations(
        self,
        wanted: OrganizationFilter,
        *,
        cursor: str | None,
        limit: int,
        as_of: str | None = None,
    ) -> Page[Stored]:
        """Return a page of organizations by code."""
        scope = f"organizations:{wanted}:{as_of}"
        after = decode_cursor(scope, cursor, 1)[0] if cursor else ""
        async with self._at(as_of) as lists:
            found = await lists.organizations(wanted, after=after, limit=limit + 1)
        return cut_page(found, limit, scope, lambda item: (item.code,))

    async def terms(
        self,
        organization: str | None,
        *,
        cursor: str | None,
        limit: int,
        as_of: str | None = None,
    ) -> Page[TermRow]:
        """Return a page of terms, of one organization or of all."""
        scope = f"terms:{organization}:{as_of}"
        place = decode_cursor(scope, cursor, 2) if cursor else None
        after = (place[0], place[1]) if place else None
        async with self._at(as_of, organization) as lists:
            found = await lists.terms(organization=organization, after=after, limit=limit + 1)
        return cut_page(found, limit, scope, lambda item: (item.organization, item.code))

    async def tree(self, root: str, on: date | None, as_of: str | None = None) -> OrganizationNode:
        """Return an organization with everything below it.

        Parameters
        ----------
        on
            Leave out what was not valid on this day, with everything below it.
        """
        async with self._at(as_of, root) as lists:
            found = await lists.organizations(OrganizationFilter(on=on), after="", limit=None)
        listed = [OrganizationFacts.model_validate_json(item.facts) for item in found]
        top = next((facts for facts in listed if facts.code == root), None)
        if top is None:
            raise UnknownOrganizationError
        return _branch(top, listed)


def _branch(top: OrganizationFacts, listed: Sequence[OrganizationFacts]) -> OrganizationNode:
    below: dict[str | None, list[OrganizationFacts]] = defaultdict(list)
    for facts in listed:
        below[facts.parent].append(facts)

    def node(facts: OrganizationFacts) -> OrganizationNode:
        own = facts.model_dump(include={*OrganizationNode.model_fields} - {"organizations"})
        return OrganizationNode(**own, organizations=[node(each) for each in below[facts.code]])

    return node(top)
