"""Rows of adjustments and of their steps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, lateral, select, true

from pledge_shared.contracts.codes import AdjustmentState
from pledge_shared.contracts.project import AdjustedField
from pledge_shared.database.connections import ReadConnection, WriteConnection

from ..domain.cases import Case, CaseStep, NewStep
from .adjustment_tables import adjustment_steps, adjustments
from .ledger import EVERYTHING
from .ledger_tables import commits
from .tables import plans, projects

__all__ = ["AdjustmentStore", "find_case", "list_cases"]

_STATES = {state.value: state for state in AdjustmentState}


class AdjustmentStore:
    """Writes adjustments inside one transaction."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection

    async def next_number(self, plan: str) -> int:
        """Return the number of a plan's next adjustment; hold the plan's lock when you ask."""
        found = await self._connection.scalar(
            select(func.max(adjustments.c.number)).join(plans).where(plans.c.code == plan)
        )
        return (found or 0) + 1

    async def add(self, case: Case, plan_id: UUID, project_id: UUID) -> None:
        """Add an adjustment, without its first step."""
        await self._connection.execute(
            insert(adjustments).values(
                id=case.id,
                plan_id=plan_id,
                number=case.number,
                project_id=project_id,
                reason=case.reason,
                fields=[field.model_dump(mode="json") for field in case.fields],
            )
        )

    async def take(self, case: Case, step: NewStep, commit_id: UUID) -> None:
        """Add the next step of an adjustment."""
        await self._connection.execute(
            insert(adjustment_steps).values(
                adjustment_id=case.id,
                ordinal=len(case.steps) + 1,
                state=step.state,
                owner=step.owner,
                detail=step.detail,
                commit_id=commit_id,
            )
        )


async def find_case(
    connection: ReadConnection, plan: str, number: int, as_of: int = EVERYTHING
) -> Case | None:
    """Return an adjustment as it stood at a point of the record, or None."""
    rows = await connection.execute(_proposed(plan, as_of).where(adjustments.c.number == number))
    return next(iter(await _with_steps(connection, rows.all(), as_of)), None)


async def list_cases(
    connection: ReadConnection,
    plan: str,
    *,
    state: AdjustmentState | None,
    project: str | None,
    after: int,
    limit: int,
    as_of: int,
) -> list[Case]:
    """Return a plan's adjustments by number, in one state or of one project if asked for."""
    query = _proposed(plan, as_of, state).where(adjustments.c.number > after)
    if project is not None:
        query = query.where(projects.c.code == project)
    rows = await connection.execute(query.order_by(adjustments.c.number).limit(limit))
    return await _with_steps(connection, rows.all(), as_of)


def _proposed(plan: str, as_of: int, state: AdjustmentState | None = None) -> Select[Any]:
    """Return the query of a plan's adjustments that there were at some point."""
    last = lateral(
        select(adjustment_steps.c.state)
        .join(commits)
        .where(adjustment_steps.c.adjustment_id == adjustments.c.id, commits.c.sequence <= as_of)
        .order_by(adjustment_steps.c.ordinal.desc())
        .limit(1)
    )
    query = (
        select(adjustments, plans.c.code.label("plan"), projects.c.code.label("project"))
        .join(plans, plans.c.id == adjustments.c.plan_id)
        .join(projects, projects.c.id == adjustments.c.project_id)
        .join(last, true())
        .where(plans.c.code == plan)
    )
    return query if state is None else query.where(last.c.state == state)


async def _with_steps(
    connection: ReadConnection, rows: Sequence[Row[Any]], as_of: int
) -> list[Case]:
    steps: dict[UUID, list[CaseStep]] = {row.id: [] for row in rows}
    columns = adjustment_steps.c
    found = await connection.execute(
        select(
            columns.adjustment_id, columns.state, columns.owner, columns.detail,
            commits.c.actor, commits.c.at, commits.c.sequence,
        )
        .join(commits)
        .where(columns.adjustment_id.in_(steps), commits.c.sequence <= as_of)
        .order_by(columns.adjustment_id, columns.ordinal)
    )  # fmt: skip
    for row in found.mappings():
        values = dict(row)
        state = _STATES[values.pop("state")]
        steps[values.pop("adjustment_id")].append(CaseStep(state=state, **values))
    return [
        Case(
            id=row.id,
            plan=row.plan,
            number=row.number,
            project=row.project,
            reason=row.reason,
            fields=[AdjustedField.model_validate(field) for field in row.fields],
            steps=steps[row.id],
        )
        for row in rows
    ]
