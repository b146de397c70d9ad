"""Published documents, where they differ from the version they belong to."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid, and_, func, literal, select

from pledge_shared.database.connections import ReadConnection

from ..domain.publication import Published
from .ledger_tables import published_documents

__all__ = ["VersionKey", "find_published"]

VersionKey = tuple[UUID, int]
"""An entity and the number of one of its versions."""


async def find_published(
    connection: ReadConnection, versions: Collection[VersionKey]
) -> dict[VersionKey, Published]:
    """Return the published forms of those of some versions that have one of their own."""
    columns = published_documents.c
    wanted = (
        func.unnest(
            literal([entity_id for entity_id, _ in versions], ARRAY(Uuid)),
            literal([number for _, number in versions], ARRAY(Integer)),
        )
        .table_valued("entity_id", "version")
        .render_derived()
    )
    rows = await connection.execute(
        select(columns.entity_id, columns.version, columns.facts, columns.digest).join_from(
            published_documents,
            wanted,
            and_(columns.entity_id == wanted.c.entity_id, columns.version == wanted.c.version),
        )
    )
    return {(row.entity_id, row.version): (row.facts, row.digest) for row in rows}
