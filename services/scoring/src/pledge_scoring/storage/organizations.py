"""What the registry says of organizations now, as far as comparing them asks."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from pledge_shared.database.connections import ReadConnection, WriteConnection

from .tables import organizations

__all__ = [
    "KnownOrganization",
    "OrganizationUpdate",
    "forget_organizations",
    "known_organizations",
    "save_organizations",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrganization:
    """An organization: what it is, what it is called, and above it whom."""

    code: str
    version: int
    kind: str
    name: str
    name_en: str | None
    parent: str | None
    district_code: str | None


@dataclass(frozen=True, slots=True)
class OrganizationUpdate:
    """Organizations as they are now, and the codes of those that are gone."""

    changed: tuple[KnownOrganization, ...] = ()
    removed: frozenset[str] = frozenset()


async def known_organizations(connection: ReadConnection) -> dict[str, KnownOrganization]:
    """Return every organization by code."""
    rows = await connection.execute(select(organizations).order_by(organizations.c.code))
    return {row["code"]: KnownOrganization(**row) for row in rows.mappings()}


async def save_organizations(connection: WriteConnection, update: OrganizationUpdate) -> None:
    """Make this what is known of some organizations."""
    await forget_organizations(connection, update.removed)
    rows = [asdict(each) for each in update.changed]
    if rows:
        statement = insert(organizations)
        rest = {column.name: statement.excluded[column.name] for column in organizations.columns}
        await connection.execute(
            statement.on_conflict_do_update(index_elements=[organizations.c.code], set_=rest), rows
        )


async def forget_organizations(
    connection: WriteConnection, codes: Collection[str] | None = None
) -> None:
    """Drop what is known of some organizations, or of all."""
    statement = delete(organizations)
    if codes is None:
        await connection.execute(statement)
    elif codes:
        await connection.execute(statement.where(organizations.c.code.in_(codes)))
