"""The record of scores read as a series: at which commits, and what stood then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CompoundSelect,
    Row,
    cast,
    false,
    func,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.elements import ColumnElement

from pledge_shared.database.connections import ReadConnection

from ..engine.aggregate import ProjectRow
from .scores import row_from_facts
from .tables import score_events, score_history

__all__ = ["KnownPoint", "KnownScore", "known_points", "known_scores"]


@dataclass(frozen=True, slots=True)
class KnownPoint:
    """A commit of scores that changed something, and the reporting date in force at it."""

    sequence: int
    on: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownScore:
    """What a project's score came to be by the ``part``-th of some commits.

    Attributes
    ----------
    gone
        It ended there: everything below is None.
    row
        None also where the first release kept none.
    """

    part: int
    code: str
    gone: bool
    row: ProjectRow | None
    rate: Fraction | None
    reason: str | None
    coverage: Fraction | None
    version: int
    plan_version: int
    part_versions: dict[str, int]
    input: str
    scheme: str
    scheme_digest: str
    engine_version: str
    registry_sequence: int
    digest: str


async def known_points(connection: ReadConnection, plan: str, code: str | None) -> list[KnownPoint]:
    """Return every commit that changed a score of a plan, or a project's, oldest first."""
    changes = union_all(
        select(
            score_history.c.event_sequence.label("sequence"),
            score_history.c.scored_on,
            null().label("ended_on"),
        ).where(*_of(score_history, plan, code)),
        select(score_events.c.sequence, null(), score_events.c.scored_on).where(
            *_ended(plan, code)
        ),
    ).subquery()
    # The end of a score tells the date it was of, not the one in force.
    on = func.coalesce(func.max(changes.c.scored_on), func.max(changes.c.ended_on))
    commits = select(changes.c.sequence, on.label("on")).group_by(changes.c.sequence).subquery()
    query = (
        select(commits.c.sequence, commits.c.on, score_events.c.at)
        .join(
            score_events,
            (score_events.c.sequence == commits.c.sequence) & (score_events.c.ordinal == 0),
        )
        .order_by(commits.c.sequence)
    )
    return [KnownPoint(*row) for row in await connection.execute(query)]


async def known_scores(
    connection: ReadConnection, plan: str, code: str | None, sequences: Sequence[int]
) -> list[KnownScore]:
    """Return the last change of each project before each of some commits, since the one before.

    Added up in their order they are the plan as it stood at each.
    """
    changes = _changes(plan, code).subquery()
    points = cast(list(sequences), ARRAY(BigInteger))
    part = func.width_bucket(changes.c.sequence - 1, points).label("part")
    query = (
        select(part, *(column for column in changes.c if column.name != "sequence"))
        .where(changes.c.sequence <= sequences[-1])
        .order_by(part, changes.c.code, changes.c.sequence.desc())
        .ext(distinct_on(part, changes.c.code))
    )
    return [_score(row) for row in await connection.execute(query)]


def _changes(plan: str, code: str | None) -> CompoundSelect[Any]:
    kept = score_history.c
    names = (
        "facts",
        "rate_exact",
        "reason",
        "coverage_numerator",
        "coverage_denominator",
        "version",
        "plan_version",
        "part_versions",
        "input",
        "scheme",
        "scheme_digest",
        "engine_version",
        "digest",
    )
    stood = select(
        kept.event_sequence.label("sequence"),
        kept.code,
        false().label("gone"),
        kept.sequence.label("registry_sequence"),
        *(kept[name] for name in names),
    ).where(*_of(score_history, plan, code))
    ended = select(
        score_events.c.sequence,
        score_events.c.code,
        true().label("gone"),
        score_events.c.registry_sequence,
        *(cast(null(), kept[name].type).label(name) for name in names),
    ).where(*_ended(plan, code))
    return union_all(stood, ended)


def _of(table: Any, plan: str, code: str | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [table.c.plan == plan]
    return wanted if code is None else [*wanted, table.c.code == code]


def _ended(plan: str, code: str | None) -> list[ColumnElement[bool]]:
    return [*_of(score_events, plan, code), score_events.c.change == "deleted"]


def _score(row: Row[*tuple[Any, ...]]) -> KnownScore:
    fields = row._asdict()
    above, below = fields.pop("coverage_numerator"), fields.pop("coverage_denominator")
    facts, rate = fields.pop("facts"), fields.pop("rate_exact")
    return KnownScore(
        row=None if facts is None else row_from_facts(facts),
        rate=None if rate is None else Fraction(rate),
        coverage=None if above is None else Fraction(above) / Fraction(below),
        **fields,
    )
