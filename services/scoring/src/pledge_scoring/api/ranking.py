"""The list of scores."""

from typing import Annotated

from fastapi import Depends, Query, Response

from pledge_shared.contracts.achievements import AchievementPage
from pledge_shared.contracts.codes import ProjectKind, Status
from pledge_shared.web.parameters import Cursor, Ids, Limit, Switch
from pledge_shared.web.routing import router as strict_router

from ..services.ranking import item_of
from ..storage.ranking import ScoreFilter, Sort
from .dependencies import ProgressDep, RankingDep

__all__ = ["router"]

router = strict_router("achievements")

_CodeFilter = Annotated[str | None, Query(max_length=63)]


async def _wanted(
    ids: Ids,
    plan: _CodeFilter = None,
    organization: _CodeFilter = None,
    status: Status | None = None,
    kind: ProjectKind | None = None,
    parent: _CodeFilter = None,
    top_level: Annotated[
        Switch | None, Query(description="true: no sub-projects; false: only them")
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
