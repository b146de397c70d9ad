"""The published documents that a write adds beside its versions."""

from collections.abc import Sequence
from uuid import UUID

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import WriteConnection
from pledge_shared.publication import published_facts

from ..domain.publication import Published, has_unapproved, published_form
from ..storage.projects import ProjectChange
from ..storage.publication import find_published

__all__ = ["published_forms"]


async def published_forms(
    connection: WriteConnection, changes: Sequence[ProjectChange]
) -> dict[UUID, Published]:
    """Return the published form of each change that is not published as a whole.

    A tombstone keeps the last facts, so it keeps the last published form as well.
    """
    partly = [change for change in changes if has_unapproved(change.document.facts)]
    if not partly:
        return {}
    keys = [(change.id, change.version - 1) for change in partly]
    before = await find_published(connection, keys)
    found = {
        change.id: published_form(change.document.project, _previous(change, before.get(key)))
        for change, key in zip(partly, keys, strict=True)
    }
    return {project_id: form for project_id, form in found.items() if form is not None}


def _previous(change: ProjectChange, stored: Published | None) -> ProjectFacts | None:
    """Return the published form of the version before: the stored one, or all of it."""
    if stored is not None:
        return ProjectFacts.model_validate_json(stored[0])
    return None if change.old is None else published_facts(change.old, None)
