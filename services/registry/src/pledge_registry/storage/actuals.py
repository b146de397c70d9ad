"""실적 rows: append-only, one revision for each time what was reported changed."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from pledge_shared.contracts.indicator import Actual
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import WriteConnection

from .tables import actuals

__all__ = ["append_revisions"]

_Key = tuple[UUID, str, str]
_COLUMNS = {"value", "numerator", "denominator", "text", "stage", "reported_rate", "approval"}


async def append_revisions(
    connection: WriteConnection,
    changes: Sequence[tuple[UUID, ProjectFacts | None, ProjectFacts | None]],
    commit_id: UUID,
) -> None:
    """Append what changed between the old and new documents of some projects."""
    differing = dict(_differences(changes))
    if not differing:
        return
    projects = {project_id for project_id, _, _ in differing}
    latest = await connection.execute(
        select(
            actuals.c.project_id,
            actuals.c.indicator,
            actuals.c.period,
            func.max(actuals.c.revision),
        )
        .where(actuals.c.project_id.in_(projects))
        .group_by(actuals.c.project_id, actuals.c.indicator, actuals.c.period)
    )
    revisions = {(row[0], row[1], row[2]): row[3] for row in latest}
    rows = [
        _row(key, actual) | {"revision": revisions.get(key, 0) + 1, "commit_id": commit_id}
        for key, actual in differing.items()
    ]
    await connection.execute(insert(actuals), rows)


def _by_key(project_id: UUID, project: ProjectFacts | None) -> dict[_Key, Actual]:
    return {
        (project_id, indicator.code, actual.period): actual
        for indicator in (project.indicators if project else ())
        for actual in indicator.actuals
    }


def _differences(
    changes: Sequence[tuple[UUID, ProjectFacts | None, ProjectFacts | None]],
) -> Iterator[tuple[_Key, Actual | None]]:
    for project_id, old, new in changes:
        before, after = _by_key(project_id, old), _by_key(project_id, new)
        for key in sorted(before.keys() | after.keys(), key=lambda key: key[1:]):
            if before.get(key) != after.get(key):
                yield key, after.get(key)


def _row(key: _Key, actual: Actual | None) -> dict[str, Any]:
    project_id, indicator, period = key
    place = {"project_id": project_id, "indicator": indicator, "period": period}
    if actual is None:
        nothing = dict.fromkeys(_COLUMNS)
        return place | nothing | {"approval": "approved", "withdrawn": True, "evidence": []}
    evidence = [item.model_dump(mode="json") for item in actual.evidence]
    return place | actual.model_dump(include=_COLUMNS) | {"withdrawn": False, "evidence": evidence}
