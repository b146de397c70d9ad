"""What routes are given: services, and the parameters many routes share."""

import re
from typing import Annotated

from fastapi import Depends, Query, Request

from pledge_shared.contracts.scalars import Day
from pledge_shared.errors import InvalidParameterError
from pledge_shared.publication import View
from pledge_shared.web.parameters import AsOf, from_state
from pledge_shared.web.view import ViewDep

from ..services.achievements import Achievements
from ..services.asking import Asked
from ..services.audit_heads import AuditHeads
from ..services.progress import Progress, Standing
from ..services.ranking import Ranking
from ..services.reconciling import Reconciliations
from ..services.score_feed import ScoreFeed
from ..services.sets import SetAchievements

__all__ = [
    "AchievementsDep",
    "AskedDep",
    "AuditHeadsDep",
    "ProgressDep",
    "RankingDep",
    "ReconciliationsDep",
    "ScoreFeedDep",
    "SetsDep",
    "StandingDep",
]

_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}(\.[0-9]{1,6})?(Z|[+ -][0-9]{2}:[0-9]{2})"
_POINT = re.compile(rf"[0-9]{{1,18}}|{_TIME}")
_LONGEST_WAIT = 1.0


AuditHeadsDep = Annotated[AuditHeads, from_state("audit_heads")]
AchievementsDep = Annotated[Achievements, from_state("achievements")]
SetsDep = Annotated[SetAchievements, from_state("sets")]
RankingDep = Annotated[Ranking, from_state("ranking")]
ReconciliationsDep = Annotated[Reconciliations, from_state("reconciliations")]
ScoreFeedDep = Annotated[ScoreFeed, from_state("score_feed")]
ProgressDep = Annotated[Progress, from_state("progress")]


async def _asked(
    request: Request,
    progress: ProgressDep,
    view: ViewDep,
    on: Annotated[
        Day | None, Query(description="scoring date; the plan's reporting date without")
    ] = None,
    as_of: AsOf = None,
    at_least: Annotated[
        int, Query(ge=0, le=10**18, description="registry sequence the answer should know of")
    ] = 0,
    wait: Annotated[
        float, Query(ge=0, le=_LONGEST_WAIT, description="seconds to wait for `at_least`")
    ] = 0,
) -> Asked:
    if as_of is not None and _POINT.fullmatch(as_of) is None:
        raise InvalidParameterError(
            "Write as_of as a sequence number or as a time with offset, 2026-11-22T09:00:00+09:00."
        )
    await progress.reached(at_least, wait)
    # A plus sign that was not escaped arrives as a space.
    point = as_of.replace(" ", "+") if as_of else None
    if view is View.HEAD:  # of the state that is known here, so that it can be waited for
        return Asked(on, point or str(progress.sequence), request.headers["authorization"])
    return Asked(on, point)


AskedDep = Annotated[Asked, Depends(_asked)]


async def _standing(progress: ProgressDep, _: AskedDep) -> Standing:
    """Return how far scoring had come after the waiting and before the answer was made."""
    return progress.standing()


StandingDep = Annotated[Standing, Depends(_standing)]
