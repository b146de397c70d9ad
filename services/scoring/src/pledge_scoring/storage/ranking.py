"""Pages of scores, filtered by facts and sorted by code or rate, from columns alone."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, tuple_

from pledge_shared.database.connections import ReadConnection

from .scores import Score, score_from
from .tables import scores

__all__ = ["RankPlace", "ScoreFilter", "Sort", "page_of_scores"]

Sort = Literal["code", "rate", "-rate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFilter:
    """Conditions that must all hold; None asks nothing."""

    plan: str | None = None
    organization: str | None = None
    status: str | None = None
    kind: str | None = None
    parent: str | None = None
    top_level: bool | None = None
    ids: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True)
class RankPlace:
    """Where the last row of a page stands; scores without a rate come last."""

    rate: Decimal | None
    plan: str
    code: str


async def page_of_scores(
    connection: ReadConnection,
    wanted: ScoreFilter,
    *,
    sort: Sort,
    after: RankPlace | None,
    limit: int,
) -> list[Score]:
    """Return the scores that match, behind a place; equal rates by plan and code."""
    rate = scores.c.rate_exact
    order = {"code": (), "rate": (rate.asc().nulls_last(),), "-rate": (rate.desc().nulls_last(),)}
    query = (
        select(scores)
        .where(scores.c.view == "head", *_conditions(wanted))
        .order_by(*order[sort], scores.c.plan, scores.c.code)
        .limit(limit)
    )
    if after is not None:
        query = query.where(_behind(after, sort))
    rows = await connection.execute(query)
    return [score_from(row) for row in rows.mappings()]


def _behind(place: RankPlace, sort: Sort) -> ColumnElement[bool]:
    rate = scores.c.rate_exact
    code_behind = tuple_(scores.c.plan, scores.c.code) > tuple_(place.plan, place.code)
    if sort == "code":
        return code_behind
    if place.rate is None:
        return and_(rate.is_(None), code_behind)
    further = rate > place.rate if sort == "rate" else rate < place.rate
    return or_(further, and_(rate == place.rate, code_behind), rate.is_(None))


def _conditions(wanted: ScoreFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for field in ("plan", "organization", "status", "kind", "parent"):
        value = getattr(wanted, field)
        if value is not None:
            conditions.append(scores.c[field] == value)
    if wanted.top_level is not None:
        parent = scores.c.parent
        conditions.append(parent.is_(None) if wanted.top_level else parent.is_not(None))
    if wanted.ids is not None:
        conditions.append(scores.c.project_id.in_(wanted.ids))
    return conditions
