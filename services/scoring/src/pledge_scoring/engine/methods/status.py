"""status/1: the declared status by the scheme's table of points; only where a scheme names it."""

from fractions import Fraction
from functools import partial

from ..facts import Status
from ..numbers import exact_text
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import POINTS, Given, object_of

__all__ = ["STATUS"]


_Table = tuple[tuple[Status, Fraction], ...]


def _applies(table: _Table, seen: Observation) -> bool:
    return bool(seen.status_points or table)


def _score(table: _Table, seen: Observation) -> Outcome:
    if seen.status is None:
        return failed(Reason.NOT_REPORTED)
    for status, points in seen.status_points or table:
        if status is seen.status:
            return scored(points, f"{status} = {exact_text(points)}")
    return failed(Reason.EXCLUDED_STATUS)


def _rule(given: Given) -> Rule:
    table = tuple((Status(code), Fraction(points)) for code, points in sorted(given.items()))
    return Rule(partial(_applies, table), partial(_score, table))


STATUS = Method(
    name="status/1",
    label_ko="사업이행도 환산",
    label_en="points for the declared status",
    formula="p(status), from the scheme's table",
    tex=r"P = p(\mathrm{status})",
    source="사업이행도 six states of a pledge card; the points are data of the scheme",
    authority="unconfirmed",
    parameters={
        **object_of({status.value: POINTS for status in Status}),
        "minProperties": 1,
        "description": "status code to points; a status that is not listed has no rate",
    },
    null_reasons=(Reason.NOT_REPORTED, Reason.EXCLUDED_STATUS),
    inputs=("status",),
    rule=_rule,
)
