"""Every revision of what was reported for one indicator and period."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from pledge_shared.contracts.codes import Approval
from pledge_shared.database.connections import ReadConnection

from .ledger_tables import commits
from .tables import actuals

__all__ = ["revisions_of"]

_SHOWN = (
    actuals.c.revision,
    actuals.c.withdrawn,
    actuals.c.value,
    actuals.c.numerator,
    actuals.c.denominator,
    actuals.c.text,
    actuals.c.stage,
    actuals.c.reported_rate,
    actuals.c.approval,
    actuals.c.evidence,
    commits.c.sequence,
    commits.c.at,
    commits.c.actor,
    commits.c.reason,
)


async def revisions_of(
    connection: ReadConnection,
    project: UUID,
    indicator: str,
    period: str,
    *,
    as_of: int,
    below: int,
    limit: int,
    approved_only: bool,
) -> list[dict[str, Any]]:
    """Return revisions with their commits, newest first.

    Parameters
    ----------
    below
        Only revisions of a smaller number.
    """
    query = (
        select(*_SHOWN)
        .join(commits, commits.c.id == actuals.c.commit_id)
        .where(
            actuals.c.project_id == project,
            actuals.c.indicator == indicator,
            actuals.c.period == period,
            actuals.c.revision < below,
            commits.c.sequence <= as_of,
        )
        .order_by(actuals.c.revision.desc())
        .limit(limit)
    )
    if approved_only:
        query = query.where(actuals.c.approval == Approval.APPROVED)
    rows = await connection.execute(query)
    return [{name: _shortest(value) for name, value in row.items()} for row in rows.mappings()]


def _shortest(value: Any) -> Any:
    """Leave out the zeros that a column of fixed scale adds behind a number."""
    return value.normalize() if isinstance(value, Decimal) else value
