"""Stored rates beside the documents they were made from, to be worked out again."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import and_, select

from pledge_shared.database.connections import ReadConnection

from .tables import inputs, scores

__all__ = ["MadeBy", "StoredRate", "stored_rates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBy:
    """What, beside its input, a score of a plan would be made by now."""

    organization: str
    on: date
    scheme: str
    scheme_digest: str
    engine_version: str


class StoredRate(NamedTuple):
    """A project's stored rate; ``document`` is None where it was made by something else."""

    code: str
    rate: Decimal | None
    covered: Decimal | None
    whole: Decimal | None
    with_value: int
    due: int
    document: bytes | None


async def stored_rates(connection: ReadConnection, plan: str, made_by: MadeBy) -> list[StoredRate]:
    """Return the present rates of a plan, by code."""
    is_current = and_(
        inputs.c.digest == scores.c.input,
        scores.c.organization == made_by.organization,
        scores.c.scored_on == made_by.on,
        scores.c.scheme == made_by.scheme,
        scores.c.scheme_digest == made_by.scheme_digest,
        scores.c.engine_version == made_by.engine_version,
    )
    rows = await connection.execute(
        select(
            scores.c.code,
            scores.c.rate_exact,
            scores.c.coverage_numerator,
            scores.c.coverage_denominator,
            scores.c.periods_with_value,
            scores.c.periods_due,
            inputs.c.document,
        )
        .select_from(scores.outerjoin(inputs, is_current))
        .where(scores.c.plan == plan, scores.c.view == "head")
        .order_by(scores.c.code)
    )
    return [StoredRate(*row) for row in rows]
