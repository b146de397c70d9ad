"""status/1: the declared status by the scheme's table of points; only where a scheme names it."""

from types import MappingProxyType

from ..numbers import plain
from ..reasons import Reason
from .method import Method, Observation, Outcome, failed, scored

__all__ = ["STATUS"]


def _applies(seen: Observation) -> bool:
    return bool(seen.status_points)


def _score(seen: Observation) -> Outcome:
    if seen.status is None:
        return failed(Reason.NOT_REPORTED)
    for status, points in seen.status_points:
        if status is seen.status:
            return scored(points, f"{status} = {plain(points) or points}")
    return failed(Reason.EXCLUDED_STATUS)


STATUS = Method(
    name="status/1",
    label_ko="사업이행도 환산",
    label_en="points for the declared status",
    formula="p(status), from the scheme's table",
    tex=r"P = p(\mathrm{status})",
    source="사업이행도 six states of a pledge card; the points are data of the scheme",
    authority="unconfirmed",
    parameters=MappingProxyType(
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "string", "description": "points, 0 to 100"},
            "description": "status code to points; a status that is not listed has no rate",
        }
    ),
    null_reasons=(Reason.NOT_REPORTED, Reason.EXCLUDED_STATUS),
    applies=_applies,
    score=_score,
)
