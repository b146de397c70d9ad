"""Where actuals stand in their review, as their revisions tell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from pledge_shared.contracts.codes import Approval
from pledge_shared.database.connections import ReadConnection

from ..domain.reporting import ActualPlace
from .ledger_tables import api_keys, commits
from .tables import actuals, projects

__all__ = ["Reviewed", "page_of_reviews", "submitters"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An actual with its newest revision, by whom and when that was made."""

    project: str
    indicator: str
    period: str
    approval: str
    value: Decimal | None
    text: str | None
    reported_rate: Decimal | None
    revision: int
    sequence: int
    at: datetime
    actor: UUID
    owner: str | None

    @property
    def key(self) -> tuple[str, str, str]:
        """Its place in the list."""
        return self.project, self.indicator, self.period


async def submitters(
    connection: ReadConnection, project_ids: Collection[UUID]
) -> dict[ActualPlace, str]:
    """Return the owners of the keys that last submitted the actuals of some projects."""
    columns = actuals.c
    rows = await connection.execute(
        select(columns.project_id, columns.indicator, columns.period, api_keys.c.owner)
        .join(commits, commits.c.id == columns.commit_id)
        .join(api_keys, api_keys.c.id == commits.c.actor)
        .where(columns.project_id.in_(project_ids), columns.approval == Approval.SUBMITTED)
        .ext(distinct_on(columns.project_id, columns.indicator, columns.period))
        .order_by(columns.project_id, columns.indicator, columns.period, columns.revision.desc())
    )
    return {(row.project_id, row.indicator, row.period): row.owner for row in rows}


async def page_of_reviews(
    connection: ReadConnection,
    plan_id: UUID,
    state: Approval,
    *,
    as_of: int,
    after: tuple[str, str, str] | None,
    limit: int,
) -> Sequence[Reviewed]:
    """Return the actuals of a plan that were in some state at a point of the record."""
    newest = (
        select(
            actuals,
            projects.c.code.label("project"),
            commits.c.sequence,
            commits.c.at,
            commits.c.actor,
        )
        .join_from(projects, actuals, actuals.c.project_id == projects.c.id)
        .join(commits, commits.c.id == actuals.c.commit_id)
        .where(projects.c.plan_id == plan_id, commits.c.sequence <= as_of)
        .ext(distinct_on(projects.c.code, actuals.c.indicator, actuals.c.period))
        .order_by(projects.c.code, actuals.c.indicator, actuals.c.period, actuals.c.revision.desc())
        .subquery()
    )
    place = tuple_(newest.c.project, newest.c.indicator, newest.c.period)
    shown = [newest.c[name] for name in Reviewed.__dataclass_fields__ if name != "owner"]
    query = (
        select(*shown, api_keys.c.owner)
        .outerjoin(api_keys, api_keys.c.id == newest.c.actor)
        .where(newest.c.approval == state, ~newest.c.withdrawn)
        .order_by(newest.c.project, newest.c.indicator, newest.c.period)
        .limit(limit)
    )
    if after is not None:
        query = query.where(place > tuple_(*after))
    rows = await connection.execute(query)
    return [Reviewed(**row) for row in rows.mappings()]
