"""Projects around others in a plan: who has their codes, their parents, and who is in the way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import WriteConnection

from .tables import organizations, plans, projects

__all__ = [
    "Around",
    "InTheWay",
    "NeighbourStore",
    "indicators_ever",
    "organization_users",
    "parts_of",
    "some",
    "sub_projects",
]

_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Around:
    """Projects of a plan that some others name, by their codes."""

    known: Collection[str]
    """Every code that some project has or had."""
    parents: Mapping[str, str | None]
    """Of those that are there: the code of the project above."""
    wholes: Collection[str]
    """Those that have parts."""


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What still needs something: how much of it, and the first few by code."""

    count: int
    codes: list[str]


_INDICATORS_EVER = text(
    """SELECT DISTINCT indicator #>> '{}' FROM versions, jsonb_path_query(
           convert_from(facts, 'UTF8')::jsonb, '$.indicators[*].code') AS indicator
       WHERE entity_id = :project"""
)


async def indicators_ever(connection: WriteConnection, project_id: UUID) -> frozenset[str]:
    """Return the codes of all indicators that a project has or had; reads every version."""
    return frozenset(await connection.scalars(_INDICATORS_EVER, {"project": project_id}))


def some(codes: Sequence[str]) -> InTheWay:
    """Return what is in the way, given all of it."""
    return InTheWay(len(codes), [*codes[:_MOST_NAMED]])


class NeighbourStore:
    """Looks at projects of one plan inside a transaction."""

    def __init__(self, connection: WriteConnection, plan_id: UUID) -> None:
        self._connection = connection
        self._plan = projects.c.plan_id == plan_id

    async def around(self, named: Iterable[ProjectFacts]) -> Around:
        """Return what stands around some projects; nobody deletes it until this ends."""
        codes = {code for each in named for code in (each.code, each.parent) if code is not None}
        rows = await self._connection.execute(
            select(projects.c.code, projects.c.parent, projects.c.deleted)
            .where(self._plan, projects.c.code.in_(codes))
            .order_by(projects.c.id)
            .with_for_update(read=True)
        )
        found = rows.all()
        parts = await self._connection.scalars(
            select(projects.c.parent)
            .where(self._plan, projects.c.parent.in_(codes), ~projects.c.deleted)
            .distinct()
        )
        return Around(
            known={row.code for row in found},
            parents={row.code: row.parent for row in found if not row.deleted},
            wholes={code for code in parts if code is not None},
        )

    async def present(self) -> InTheWay:
        """Return the plan's projects that were not deleted."""
        return await _in_the_way(self._connection, self._plan)

    async def of_goal(self, code: str) -> InTheWay:
        """Return the projects of a goal."""
        return await _in_the_way(self._connection, self._plan & (projects.c.goal == code))


async def parts_of(connection: WriteConnection, project_id: UUID) -> InTheWay:
    """Return the parts of a project."""
    whole = projects.alias("whole")
    of_whole = (whole.c.plan_id == projects.c.plan_id) & (whole.c.code == projects.c.parent)
    return await _in_the_way(connection, of_whole & (whole.c.id == project_id))


async def sub_projects(connection: WriteConnection, project_id: UUID) -> list[str]:
    """Return the codes of all parts of a project."""
    whole = projects.alias("whole")
    of_whole = (whole.c.plan_id == projects.c.plan_id) & (whole.c.code == projects.c.parent)
    found = await connection.scalars(
        select(projects.c.code)
        .where(of_whole, whole.c.id == project_id, ~projects.c.deleted)
        .order_by(projects.c.code)
    )
    return [*found]


async def organization_users(
    connection: WriteConnection, organization_id: UUID
) -> Mapping[str, InTheWay]:
    """Return the organizations below one, its plans, and the projects it leads."""
    below = (organizations.c.parent_id == organization_id) & ~organizations.c.deleted
    ours = (plans.c.organization_id == organization_id) & ~plans.c.deleted
    led = projects.c.lead_department_id == organization_id
    return {
        "organizations": await _named(connection, organizations.c.code, below),
        "plans": await _named(connection, plans.c.code, ours),
        "projects": await _in_the_way(connection, led),
    }


async def _in_the_way(connection: WriteConnection, where: ColumnElement[bool]) -> InTheWay:
    place = plans.c.code + "/" + projects.c.code
    here = (plans.c.id == projects.c.plan_id) & where & ~projects.c.deleted
    return await _named(connection, place, here)


async def _named(
    connection: WriteConnection, code: ColumnElement[str], where: ColumnElement[bool]
) -> InTheWay:
    rows = await connection.execute(
        select(code, func.count().over()).where(where).order_by(code).limit(_MOST_NAMED)
    )
    found = rows.all()
    return InTheWay(found[0][1] if found else 0, [row[0] for row in found])
