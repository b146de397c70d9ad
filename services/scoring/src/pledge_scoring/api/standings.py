"""Rankings (순위) of plans, organizations and projects by a named rate."""

import re
from fractions import Fraction
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from pledge_shared.contracts.codes import PlanKind, Status
from pledge_shared.contracts.rankings import RankingPage
from pledge_shared.errors import InvalidParameterError
from pledge_shared.web.parameters import Cursor, Limit, from_state
from pledge_shared.web.routing import router as strict_router

from ..engine.peer_groups import PeerGroup
from ..services.standings.entries import Of, RankingAsked
from ..services.standings.rankings import Rankings
from .dependencies import ProgressDep
from .responses import scored_response

__all__ = ["router"]

router = strict_router("rankings")

RankingsDep = Annotated[Rankings, from_state("rankings")]

_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,12})?")
_WHOLE = 100
_Code = Annotated[str | None, Query(max_length=63)]


def _percent(text: str | None, name: str) -> Fraction | None:
    if text is None:
        return None
    if _PERCENT.fullmatch(text) is None or Fraction(text) > _WHOLE:
        raise InvalidParameterError(f"Write {name} as a percentage from 0 to 100, such as 20.")
    return Fraction(text)


def _groups(text: str | None) -> tuple[PeerGroup, ...] | None:
    if text is None:
        return None
    try:
        return tuple(sorted({PeerGroup(part) for part in text.split(",")}))
    except ValueError:
        names = ", ".join(PeerGroup)
        raise InvalidParameterError(f"Write group as one or several of: {names}.") from None


async def _asked(
    of: Annotated[Of, Query(description="who is ranked")] = "plans",
    rate: Annotated[
        str | None,
        Query(
            max_length=40, description="a named rate; `mean_progress`, of projects `project_rate`"
        ),
    ] = None,
    group: Annotated[
        str | None,
        Query(
            max_length=200, description="comparable groups, separated by commas", examples=["city"]
        ),
    ] = None,
    under: Annotated[
        str | None, Query(max_length=63, description="an organization with those right below it")
    ] = None,
    organization: _Code = None,
    plan: _Code = None,
    plan_kind: PlanKind | None = None,
    term: _Code = None,
    status: Annotated[Status | None, Query(description="of projects only")] = None,
    minimum_coverage: Annotated[
        str, Query(max_length=16, description="percent; less is listed without a rank")
    ] = "50",
    top: Annotated[
        str | None, Query(max_length=16, description="상위 몇 %: only ranks up to this percentage")
    ] = None,
) -> RankingAsked:
    if status is not None and of != "projects":
        raise InvalidParameterError("Only projects have a status; ask for of=projects.")
    return RankingAsked(
        of=of,
        rate=rate or ("project_rate" if of == "projects" else "mean_progress"),
        minimum_coverage=_percent(minimum_coverage, "minimum_coverage") or Fraction(0),
        groups=_groups(group),
        under=under,
        organization=organization,
        plan=plan,
        plan_kind=plan_kind.value if plan_kind else None,
        term=term,
        status=status.value if status else None,
        top=_percent(top, "top"),
    )


@router.get(
    "/rankings",
    response_model=RankingPage,
    summary="Ranks by a named rate, with ties, comparable groups, coverage and range (순위)",
)
async def list_rankings(
    request: Request,
    rankings: RankingsDep,
    progress: ProgressDep,
    asked: Annotated[RankingAsked, Depends(_asked)],
    limit: Limit,
    cursor: Cursor = None,
) -> Response:
    standing = progress.standing()
    answer = await rankings.page(asked, cursor=cursor, limit=limit)
    return scored_response(request, answer, standing)
