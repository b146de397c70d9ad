"""Writes updates, events and the place in the registry's feed, all or nothing."""

from collections.abc import Sequence

from pledge_shared.database.connections import Database, WriteConnection
from pledge_shared.heads import Head

from ..storage.audit_heads import hold_head
from ..storage.feed import Position, append_changes, move_position
from ..storage.inputs import forget_plans, save_documents, save_plan
from ..storage.organizations import OrganizationUpdate, forget_organizations, save_organizations
from ..storage.scores import delete_scores, save_scores
from .judging import PlanUpdate

__all__ = ["record", "record_plan", "start_over"]


async def record(
    database: Database,
    updates: Sequence[PlanUpdate],
    *,
    expected: Position,
    reached: Position,
    head: Head | None = None,
    organizations: OrganizationUpdate | None = None,
) -> bool:
    """Store what some events led to, once; False when another process has stored it already.

    Parameters
    ----------
    head
        Of the registry's audit chain, to be held.
    """
    async with database.write() as connection:
        if not await move_position(connection, expected, reached):
            return False
        if organizations is not None:
            await save_organizations(connection, organizations)
        for update in updates:
            await record_plan(connection, update)
        if head is not None:
            await hold_head(connection, head)
        await append_changes(connection, [each for update in updates for each in update.changes])
    return True


async def record_plan(connection: WriteConnection, update: PlanUpdate) -> None:
    """Write a plan's present state; the changes are not told of yet."""
    if update.plan is None:
        await forget_plans(connection, [update.code])
        return
    await save_documents(connection, update.documents)
    await save_plan(connection, update.plan)
    gone = [each.score.row.code for each in update.changes if each.change == "deleted"]
    await delete_scores(connection, update.code, gone)
    await save_scores(
        connection, [each.score for each in update.changes if each.change != "deleted"]
    )


async def start_over(database: Database, expected: Position) -> bool:
    """Forget everything present and begin the registry's feed again; history stays."""
    async with database.write() as connection:
        if not await move_position(connection, expected, Position(None, 0)):
            return False
        await forget_plans(connection)
        await forget_organizations(connection)
    return True
