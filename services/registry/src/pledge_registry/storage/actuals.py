"""실적 rows: append-only, one revision for each time what was reported changed."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select

from pledge_shared.contracts.indicator import Actual
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import WriteConnection

from ..domain.reporting import touched
from .parts import actual_values
from .tables import actuals

__all__ = ["append_revisions"]

_Key = tuple[UUID, str, str]


async def append_revisions(
    connection: WriteConnection,
    changes: Sequence[tuple[UUID, ProjectFacts | None, ProjectFacts | None]],
    commit_id: UUID,
) -> None:
    """Append what changed between the old and new documents of some projects."""
    rows = [_row(key, actual) | {"commit_id": commit_id} for key, actual in _differences(changes)]
    if rows:
        await connection.execute(_APPEND, rows)


_before = actuals.alias("before")
_REVISION = (
    select(func.coalesce(func.max(_before.c.revision), 0) + 1)
    .where(
        _before.c.project_id == bindparam("of_project"),
        _before.c.indicator == bindparam("of_indicator"),
        _before.c.period == bindparam("of_period"),
    )
    .scalar_subquery()
)
_APPEND = insert(actuals).values(revision=_REVISION)


def _differences(
    changes: Sequence[tuple[UUID, ProjectFacts | None, ProjectFacts | None]],
) -> Iterator[tuple[_Key, Actual | None]]:
    for project_id, old, new in changes:
        for item in touched(old, new, ["actuals"]):
            after = item.after if isinstance(item.after, Actual) else None
            yield (project_id, item.indicator, item.period), after


def _row(key: _Key, actual: Actual | None) -> dict[str, Any]:
    project_id, indicator, period = key
    reported = actual or Actual(period=period)
    return actual_values(indicator, reported) | {
        "project_id": project_id,
        "withdrawn": actual is None,
        "of_project": project_id,
        "of_indicator": indicator,
        "of_period": period,
    }
