"""What projects refer to, checked when it is newly referred to and held until the write ends."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import WriteConnection
from pledge_shared.errors import ConflictError, InvalidInputError

from ..domain.rules import Neighbours, project_errors
from ..errors import UnknownPlanError
from ..storage.entities import EntityRow, EntityStore, find_plan
from ..storage.neighbours import NeighbourStore, indicators_ever
from ..storage.projects import ProjectChange

__all__ = ["CodeTakenError", "check_references"]


class CodeTakenError(ConflictError):
    """Something has the code, or had it: codes are never used again."""

    code = "code_taken"
    title = "The code is taken"
    title_ko = "이미 쓰인 코드입니다"

    def __init__(self) -> None:
        super().__init__("Choose another code: one is never used again, not even when it is free.")


async def check_references(
    connection: WriteConnection,
    plan: str,
    changes: Sequence[ProjectChange],
    at: Mapping[str, str] | None = None,
) -> tuple[UUID, Mapping[str, UUID]]:
    """Check some changes of a plan's projects; return the ids of plan and departments.

    Parameters
    ----------
    at
        Where each project stands in the request, by code, for the pointers of errors.

    Raises
    ------
    UnknownPlanError
        404: there is no such plan.
    CodeTakenError
        409: the code of a new project, or of an indicator that is added to one, is not new.
    InvalidInputError
        422: a goal, parent or department is not there.
    """
    fresh = [change for change in changes if _refers_anew(change)]
    store = EntityStore(connection)
    row = await (store.share_plan(plan) if fresh else find_plan(connection, plan))
    if row is None or row.deleted:
        raise UnknownPlanError
    named = {change.new.lead_department for change in changes if change.new is not None} - {None}
    departments = await store.organizations({*filter(None, named)}, kept=bool(fresh))
    if fresh:
        await _check(connection, row, plan, fresh, departments=departments, at=at)
    for change in changes:
        await _check_indicators(connection, change)
    return row.id, {code: found.id for code, found in departments.items()}


async def _check_indicators(connection: WriteConnection, change: ProjectChange) -> None:
    """Refuse the code of an indicator that was taken out before: its past would be another's."""
    if change.old is None or change.new is None:
        return
    before, after = ({each.code for each in side.indicators} for side in (change.old, change.new))
    added = after - before
    if added and added & await indicators_ever(connection, change.id):
        raise CodeTakenError


def _refers_anew(change: ProjectChange) -> bool:
    """Tell whether a change refers to something that the project did not refer to before."""
    if change.new is None:
        return False
    return change.old is None or _references(change.new) != _references(change.old)


def _references(project: ProjectFacts) -> tuple[str | None, ...]:
    return project.goal, project.parent, project.lead_department


async def _check(
    connection: WriteConnection,
    plan: EntityRow,
    code: str,
    changes: Sequence[ProjectChange],
    *,
    departments: Mapping[str, EntityRow],
    at: Mapping[str, str] | None,
) -> None:
    projects = [change.new for change in changes if change.new is not None]
    around = await NeighbourStore(connection, plan.id).around(projects)
    created = [change.new.code for change in changes if change.new and change.version == 1]
    if len({*created} - {*around.known}) < len(created):
        raise CodeTakenError
    neighbours = Neighbours(
        organizations=departments.keys(),
        goals=await EntityStore(connection).goals(code),
        parents={**around.parents, **{project.code: project.parent for project in projects}},
        wholes=around.wholes,
    )
    places = at or {
        project.code: f"/projects/{index}" if len(projects) > 1 else ""
        for index, project in enumerate(projects)
    }
    errors = [
        error
        for project in projects
        for error in project_errors(places[project.code], project, neighbours)
    ]
    if errors:
        raise InvalidInputError(
            f"{len(errors)} reference(s) lead nowhere; see errors.", errors=tuple(errors)
        )
