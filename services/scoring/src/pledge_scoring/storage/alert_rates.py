"""Rates as they stood at the reporting date before, from the history of scores."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from pledge_shared.database.connections import ReadConnection

from .scores import Score
from .tables import score_history

__all__ = ["earlier_rates"]


async def earlier_rates(
    connection: ReadConnection, scores: Sequence[Score]
) -> dict[str, tuple[date, Fraction]]:
    """Return by code the last rate of the reporting date before, and that date.

    Only of the same project by the rules of the same scheme; a project that had no rate then is
    left out. The scores are of one plan.
    """
    past = score_history.c
    rows = await connection.execute(
        select(past.code, past.project_id, past.scheme_digest, past.scored_on, past.rate_exact)
        .ext(distinct_on(past.code, past.scheme_digest, past.scored_on))
        .where(past.plan == scores[0].row.plan, past.code.in_([score.row.code for score in scores]))
        .order_by(past.code, past.scheme_digest, past.scored_on.desc(), past.event_sequence.desc())
    )
    wanted = {(each.row.code, each.project_id, each.scheme_digest): each for each in scores}
    found: dict[str, tuple[date, Fraction | None]] = {}
    for code, project, digest, on, rate in rows:
        score = wanted.get((code, project, digest))
        if score is not None and on < score.scored_on and code not in found:
            found[code] = (on, None if rate is None else Fraction(rate))
    return {code: (on, rate) for code, (on, rate) in found.items() if rate is not None}
