"""Goals that a plan had once: their codes are taken."""

from uuid import UUID

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from pledge_shared.database.connections import ReadConnection

from .ledger_tables import versions

__all__ = ["ever_had_goal"]


async def ever_had_goal(connection: ReadConnection, plan_id: UUID, code: str) -> bool:
    """Tell whether any version of a plan has a goal of this code."""
    goals = cast(func.convert_from(versions.c.facts, "UTF8"), JSONB)["goals"]
    found = await connection.scalar(
        select(versions.c.version)
        .where(versions.c.entity_id == plan_id, goals.contains([{"code": code}]))
        .limit(1)
    )
    return found is not None
