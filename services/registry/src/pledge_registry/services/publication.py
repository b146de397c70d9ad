"""The published documents that a write adds beside its versions."""

from collections.abc import Sequence
from uuid import UUID

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import WriteConnection
from pledge_shared.publication import all_approved, published_facts

from ..domain.publication import Published, published_form
from ..storage.projects import ProjectChange
from ..storage.publication import find_published

__all__ = ["published_forms"]


async def published_forms(
    connection: WriteConnection, changes: Sequence[ProjectChange]
) -> dict[UUID, Published]:
    """Return the published form of each change that is not published as a whole.

    A tombstone keeps the last facts, so it keeps the last published form as well.
    """
    partly = [(change, facts) for change in changes if (facts := _unapproved(change)) is not None]
    if not partly:
        return {}
    keys = [(change.id, change.version - 1) for change, _ in partly]
    before = await find_published(connection, keys)
    found = {
        change.id: published_form(facts, _previous(change, before.get(key)))
        for (change, facts), key in zip(partly, keys, strict=True)
    }
    return {project_id: form for project_id, form in found.items() if form is not None}


def _unapproved(change: ProjectChange) -> ProjectFacts | None:
    """Return what a change records if readers of the published form must not see all of it."""
    facts = change.new or change.old
    return None if facts is None or all_approved(facts) else facts


def _previous(change: ProjectChange, stored: Published | None) -> ProjectFacts | None:
    """Return the published form of the version before: the stored one, or all of it."""
    if stored is not None:
        return ProjectFacts.model_validate_json(stored[0])
    return None if change.old is None else published_facts(change.old, None)
