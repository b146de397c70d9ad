"""A new epoch of the feed: what an operator begins after restoring a backup.

The restored record is shorter than the one that readers know, and will give the same numbers again
to other commits. In a new epoch every cursor of before is refused (410), so that each reader
notices and begins anew. Webhooks go on from where the restored record itself says they stood.
"""

from uuid import UUID

from pledge_shared.database.connections import Database

from ..domain.chain import REGISTRY_ITSELF, Action
from ..domain.versions import Author
from ..storage.feed import renew_epoch
from .work import unit_of_work

__all__ = ["begin_epoch"]


async def begin_epoch(database: Database, reason: str | None = None) -> UUID:
    """Begin a new epoch, seal that it began in the audit chain, and return it."""
    async with unit_of_work(database, Author(REGISTRY_ITSELF, reason)) as work:
        before, after = await renew_epoch(work.connection)
        detail = {"before": str(before), "after": str(after)}
        work.recording.actions.append(
            Action(action="epoch_began", subject="/v1/events", detail=detail)
        )
    return after
