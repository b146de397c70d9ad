"""What rankings stand on: plans with a stamp of their scores, and rows to add up."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import LargeBinary, Row, cast, func, null, select
from sqlalchemy.dialects.postgresql import JSONB

from pledge_shared.database.connections import ReadConnection

from ..engine.aggregate import ProjectRow
from ..engine.funding import Funding, Sums
from ..engine.measures import Range
from .scores import row_from_facts
from .tables import feed_position, inputs, plans, score_feed, scores

__all__ = [
    "PlanStanding",
    "ProjectStanding",
    "StateMark",
    "plan_standings",
    "project_standings",
    "rows_by_plan",
    "state_mark",
]

_FUNDING = TypeAdapter(Funding)
_NO_MONEY = Funding(Sums(), Sums(), Sums(), approximate=False)

StateMark = tuple[int, int]
"""The registry's commit and the commit of scores: no answer changes while neither does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    """A plan's head, and ``digest`` over the digests of its scores, which seals what it adds up.

    ``schemes`` are those its scores were made by.
    """

    code: str
    version: int
    organization: str
    kind: str
    term: str | None
    title: str
    title_en: str | None
    reporting_date: date
    digest: str
    schemes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectStanding:
    """A project's rate with what stands beside it; its money only where that was asked for."""

    plan: str
    code: str
    version: int
    digest: str
    scored_on: date
    rate: Fraction | None
    reason: str | None
    coverage: Fraction | None
    range: Range | None
    funding: Funding


async def state_mark(connection: ReadConnection) -> StateMark:
    """Return what moves whenever anything that is ranked does."""
    both = select(feed_position.c.sequence, score_feed.c.sequence).join(
        score_feed, score_feed.c.sole == feed_position.c.sole
    )
    row = (await connection.execute(both)).one()
    return row[0], row[1]


async def plan_standings(connection: ReadConnection) -> list[PlanStanding]:
    """Return every plan that was scored, by code."""
    head = cast(func.convert_from(inputs.c.document, "UTF8"), JSONB)
    sealed = _seals().subquery()
    query = (
        select(
            plans.c.code,
            plans.c.version,
            plans.c.organization,
            head["kind"].astext.label("kind"),
            head["term"]["code"].astext.label("term"),
            head["title"].astext.label("title"),
            head["title_en"].astext.label("title_en"),
            head["reporting_date"].astext.label("reporting_date"),
            sealed.c.digest,
            sealed.c.schemes,
        )
        .join(inputs, inputs.c.digest == plans.c.input)
        .join(sealed, sealed.c.plan == plans.c.code)
        .order_by(plans.c.code)
    )
    return [_plan(row) for row in await connection.execute(query)]


def _seals() -> Any:
    """Select a digest over each plan's scores, and the schemes they were made by."""
    in_order = func.string_agg(scores.c.digest, "").aggregate_order_by(scores.c.code)
    joined = func.convert_to(in_order, "UTF8")
    return (
        select(
            scores.c.plan,
            func.encode(func.sha256(joined, type_=LargeBinary), "hex").label("digest"),
            func.array_agg(scores.c.scheme.distinct()).label("schemes"),
        )
        .where(scores.c.view == "head")
        .group_by(scores.c.plan)
    )


def _plan(row: Row[*tuple[Any, ...]]) -> PlanStanding:
    fields = row._asdict()
    fields["reporting_date"] = date.fromisoformat(fields["reporting_date"])
    fields["schemes"] = tuple(fields["schemes"])
    return PlanStanding(**fields)


async def rows_by_plan(
    connection: ReadConnection, codes: Collection[str]
) -> dict[str, list[ProjectRow]]:
    """Return all rows of some plans, by plan."""
    query = select(scores.c.plan, scores.c.facts).where(
        scores.c.view == "head", scores.c.plan.in_(codes)
    )
    answer = await connection.execute(query)

    def read() -> dict[str, list[ProjectRow]]:
        found: dict[str, list[ProjectRow]] = {code: [] for code in codes}
        for plan, facts in answer:
            found[plan].append(row_from_facts(facts))
        return found

    return await asyncio.to_thread(read)


async def project_standings(
    connection: ReadConnection, codes: Collection[str], *, status: str | None, money: bool
) -> list[ProjectStanding]:
    """Return the projects of some plans that count: top-level, pending ones (현안) apart."""
    query = select(
        scores.c.plan,
        scores.c.code,
        scores.c.version,
        scores.c.digest,
        scores.c.scored_on,
        scores.c.rate_exact,
        scores.c.reason,
        scores.c.coverage_numerator,
        scores.c.coverage_denominator,
        scores.c.facts["range"]["low"].astext.label("low"),
        scores.c.facts["range"]["high"].astext.label("high"),
        (scores.c.facts["funding"] if money else null()).label("funding"),
    ).where(
        scores.c.view == "head",
        scores.c.plan.in_(codes),
        scores.c.parent.is_(None),
        scores.c.kind != "pending",
    )
    if status is not None:
        query = query.where(scores.c.status == status)
    answer = await connection.execute(query)
    return await asyncio.to_thread(lambda: [_project(row) for row in answer])


def _project(row: Row[*tuple[Any, ...]]) -> ProjectStanding:
    above, below = row.coverage_numerator, row.coverage_denominator
    return ProjectStanding(
        plan=row.plan,
        code=row.code,
        version=row.version,
        digest=row.digest,
        scored_on=row.scored_on,
        rate=None if row.rate_exact is None else Fraction(row.rate_exact),
        reason=row.reason,
        coverage=None if above is None else Fraction(int(above), int(below)),
        range=None if row.low is None else Range(Fraction(row.low), Fraction(row.high)),
        funding=_NO_MONEY if row.funding is None else _FUNDING.validate_python(row.funding),
    )
