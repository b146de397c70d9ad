"""The list of scores."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from pledge_shared.contracts.achievements import AchievementPage
from pledge_shared.contracts.codes import ProjectKind, Status
from pledge_shared.errors import InvalidParameterError
from pledge_shared.web.routing import router as strict_router

from ..services.ranking import item_of
from ..storage.ranking import ScoreFilter, Sort
from .dependencies import Cursor, Limit, ProgressDep, RankingDep

__all__ = ["router"]

router = strict_router("achievements")

_MOST_IDS = 200
_CodeFilter = Annotated[str | None, Query(max_length=63)]


def _ids(
    ids: Annotated[
        str | None,
        Query(alias="id", max_length=8_000, description="project ids, separated by commas"),
    ] = None,
) -> tuple[UUID, ...] | None:
    if ids is None:
        return None
    try:
        found = tuple(UUID(each) for each in ids.split(","))
    except ValueError:
        raise InvalidParameterError("Write ids as UUIDs, separated by commas.") from None
    if len(found) > _MOST_IDS:
        raise InvalidParameterError(f"Ask for at most {_MOST_IDS} ids at once.")
    return found


def _wanted(
    ids: Annotated[tuple[UUID, ...] | None, Depends(_ids)],
    plan: _CodeFilter = None,
    organization: _CodeFilter = None,
    status: Status | None = None,
    kind: ProjectKind | None = None,
    parent: _CodeFilter = None,
    top_level: Annotated[
        bool | None, Query(description="true: no sub-projects; false: only them")
    ] = None,
) -> ScoreFilter:
    return ScoreFilter(
        plan=plan,
        organization=organization,
        status=status.value if status else None,
        kind=kind.value if kind else None,
        parent=parent,
        top_level=top_level,
        ids=ids,
    )


@router.get("/achievements", summary="Scores, filtered by facts and sorted by code or rate")
async def list_achievements(
    response: Response,
    ranking: RankingDep,
    progress: ProgressDep,
    wanted: Annotated[ScoreFilter, Depends(_wanted)],
    limit: Limit,
    sort: Sort = "code",
    cursor: Cursor = None,
) -> AchievementPage:
    response.headers["Pledge-Position"] = str(progress.standing().position)
    page = await ranking.page(wanted, sort=sort, cursor=cursor, limit=limit)
    return AchievementPage(items=tuple(item_of(score) for score in page.items), next=page.next)
