"""How far the registry's feed was read, and this service's own feed of scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.dialects.postgresql import Insert

from pledge_shared.database.connections import ReadConnection, WriteConnection

from .many_rows import insert_of_rows, json_of_rows
from .scores import Score, coverage_columns, facts_column, rate_column
from .tables import feed_position, score_events, score_feed, score_history

__all__ = [
    "Position",
    "ScoreChange",
    "ScoreEvent",
    "append_changes",
    "events_after",
    "head_of_feed",
    "move_position",
    "next_commit",
    "position",
]

Change = Literal["created", "changed", "deleted"]

_NEXT = (
    update(score_feed).values(sequence=score_feed.c.sequence + 1).returning(score_feed.c.sequence)
)


def _appending() -> Insert:
    """Return the one statement that takes the next number and writes what it stands for."""
    number = _NEXT.cte("number")
    sequence = select(number.c.sequence).scalar_subquery()
    events = insert_of_rows(
        score_events, given="events", sequence=sequence, at=func.clock_timestamp()
    )
    history = insert_of_rows(score_history, given="history", event_sequence=sequence)
    return history.add_cte(events.cte("events"))


_APPEND = _appending()


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the registry's feed; every commit up to ``sequence`` has been taken in."""

    cursor: str | None
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreChange:
    """A score that came, changed or went, with the versions of everything it stands on."""

    change: Change
    score: Score
    plan_version: int
    plan_input: str
    part_versions: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEvent:
    """One event of the feed of scores."""

    sequence: int
    ordinal: int
    at: datetime
    change: Change
    plan: str
    code: str
    project_id: UUID
    version: int
    registry_sequence: int
    scored_on: date
    rate: Fraction | None
    reason: str | None
    digest: str


async def position(connection: ReadConnection) -> Position:
    """Return how far the registry's feed was read."""
    row = (await connection.execute(select(feed_position))).one()
    return Position(row.cursor, row.sequence)


async def move_position(connection: WriteConnection, expected: Position, reached: Position) -> bool:
    """Move on from where the caller believes to be; False when somebody else has moved already.

    The row stays locked until the transaction ends: of two writers one goes first.
    """
    moved = await connection.execute(
        update(feed_position)
        .where(
            feed_position.c.cursor.is_not_distinct_from(expected.cursor),
            feed_position.c.sequence == expected.sequence,
        )
        .values(cursor=reached.cursor, sequence=reached.sequence)
    )
    return moved.rowcount == 1


async def next_commit(connection: WriteConnection) -> int:
    """Return the number of a new commit of the feed; take it last in a transaction."""
    sequence: int = (await connection.execute(_NEXT)).scalar_one()
    return sequence


async def append_changes(connection: WriteConnection, changes: Sequence[ScoreChange]) -> None:
    """Write one commit of the feed, last in its transaction, and the history it tells of."""
    if not changes:
        return
    numbered = list(enumerate(changes))
    events = [_event(ordinal, change) for ordinal, change in numbered]
    kept = [_history(ordinal, change) for ordinal, change in numbered if change.change != "deleted"]
    await connection.execute(
        _APPEND, {"events": json_of_rows(events), "history": json_of_rows(kept)}
    )


def _event(ordinal: int, change: ScoreChange) -> dict[str, object]:
    score = change.score
    return {
        "ordinal": ordinal,
        "change": change.change,
        "plan": score.row.plan,
        "code": score.row.code,
        "project_id": score.project_id,
        "version": score.version,
        "registry_sequence": score.sequence,
        "scored_on": score.scored_on,
        "rate_exact": rate_column(score.row.rate),
        "reason": score.reason,
        "digest": score.digest,
    }


def _history(ordinal: int, change: ScoreChange) -> dict[str, object]:
    score = change.score
    return {
        "event_ordinal": ordinal,
        "plan": score.row.plan,
        "code": score.row.code,
        "view": "head",
        "project_id": score.project_id,
        "version": score.version,
        "plan_version": change.plan_version,
        "part_versions": change.part_versions,
        "input": score.input,
        "plan_input": change.plan_input,
        "sequence": score.sequence,
        "scored_on": score.scored_on,
        "scheme": score.scheme,
        "scheme_digest": score.scheme_digest,
        "engine_version": score.engine_version,
        "rate_exact": rate_column(score.row.rate),
        "reason": score.reason,
        **coverage_columns(score.coverage),
        "facts": facts_column(score.row),
        "digest": score.digest,
    }


async def head_of_feed(connection: ReadConnection) -> tuple[UUID, int]:
    """Return the epoch that stands in every cursor of this feed, and its newest number."""
    row = (await connection.execute(select(score_feed.c.epoch, score_feed.c.sequence))).one()
    return row.epoch, row.sequence


async def events_after(
    connection: ReadConnection, sequence: int, ordinal: int, limit: int
) -> list[ScoreEvent]:
    """Return the next events behind a place in the feed."""
    table = score_events.c
    rows = await connection.execute(
        select(score_events)
        .where(tuple_(table.sequence, table.ordinal) > tuple_(sequence, ordinal))
        .order_by(table.sequence, table.ordinal)
        .limit(limit)
    )
    found = []
    for row in rows.mappings():
        fields = dict(row)
        rate = fields.pop("rate_exact")
        found.append(ScoreEvent(**fields, rate=None if rate is None else Fraction(rate)))
    return found
