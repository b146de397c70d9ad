"""The present state built a second time, in a schema of its own, and held beside what is there.

What is compared are the rows of `organizations`, `plans`, `scores` and `alerts`, every column, and
of all copies in `inputs` whether they are what their digest says. Left out are a plan's ``synced``,
which tells up to where the feed was read when the plan last changed, the feed's own position, when
an alert was raised (``since``, ``sequence``), and the record of the past (`score_events`,
`score_history`, `alert_events`): a replay reads many commits at once, so it meets fewer states. An
alert whose project has no score is not compared: it ends by the next day.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.schema import CreateSchema, DropSchema

from pledge_shared.database.connections import Database, ReadConnection, WriteConnection

from .feed import Position
from .tables import feed_position, metadata, score_feed

__all__ = [
    "SCHEMA",
    "Comparison",
    "Difference",
    "compare",
    "create_schema",
    "drop_schema",
    "hold_position",
    "take_turn",
]

SCHEMA = "rebuilt"
_LOCK = 0x72656275
_ROWS = text(
    """
    WITH was AS (
        SELECT 'organizations/' || code AS key, to_jsonb(t)::text AS content FROM organizations t
        UNION ALL
        SELECT 'plans/' || code, (to_jsonb(t) - 'synced')::text FROM plans t
        UNION ALL
        SELECT 'scores/' || concat_ws('/', plan, code, view), to_jsonb(t)::text FROM scores t
        UNION ALL
        SELECT 'alerts/' || concat_ws('/', plan, project, code, subject),
            (to_jsonb(t) - '{since,sequence}'::text[])::text FROM alerts t
        WHERE (plan, project) IN (SELECT plan, code FROM scores)
    ), now AS (
        SELECT 'organizations/' || code AS key, to_jsonb(t)::text AS content
        FROM rebuilt.organizations t
        UNION ALL
        SELECT 'plans/' || code, (to_jsonb(t) - 'synced')::text FROM rebuilt.plans t
        UNION ALL
        SELECT 'scores/' || concat_ws('/', plan, code, view), to_jsonb(t)::text
        FROM rebuilt.scores t
        UNION ALL
        SELECT 'alerts/' || concat_ws('/', plan, project, code, subject),
            (to_jsonb(t) - '{since,sequence}'::text[])::text FROM rebuilt.alerts t
        WHERE (plan, project) IN (SELECT plan, code FROM scores)
    )
    SELECT
        key,
        sha256(convert_to(key || was.content, 'UTF8')),
        sha256(convert_to(key || now.content, 'UTF8')),
        CASE WHEN was.content IS DISTINCT FROM now.content THEN was.content END,
        CASE WHEN was.content IS DISTINCT FROM now.content THEN now.content END
    FROM was FULL JOIN now USING (key) ORDER BY key
    """
)
_UNSOUND_COPIES = text(
    "SELECT digest, encode(sha256(document), 'hex') FROM inputs "
    "WHERE digest <> encode(sha256(document), 'hex') ORDER BY digest"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the record leads to.

    Attributes
    ----------
    key
        Table and primary key: ``scores/gb-7/bigdata/head``.
    fields
        By column what stood there and what should; the whole row when one side has none.
    """

    key: str
    fields: dict[str, tuple[Any, Any]]

    @property
    def table(self) -> str:
        """Table of the row."""
        return self.key.split("/")[0]

    @property
    def plan(self) -> str | None:
        """Code of the plan it belongs to; None for a copy of a document or an organization."""
        return self.key.split("/")[1] if self.table in {"plans", "scores"} else None

    @property
    def alerted(self) -> tuple[str, str] | None:
        """Plan and project whose alert it is; None for anything else."""
        if self.table != "alerts":
            return None
        _, plan, project, *_ = self.key.split("/")
        return plan, project

    @property
    def project(self) -> str | None:
        """Code of the project whose score it is; None for anything else."""
        return self.key.split("/")[2] if self.table == "scores" else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states: what identifies each, and every row in which they differ, by key."""

    there: str
    rebuilt: str
    differences: tuple[Difference, ...]


async def take_turn(connection: ReadConnection) -> bool:
    """Return whether nobody else rebuilds; the turn ends with the connection's session."""
    taken = await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK})
    return bool(taken)


async def create_schema(owner: Database, rebuilt: Database) -> None:
    """Make the schema with every table empty, at the beginning of the registry's feed."""
    async with owner.write() as connection:
        await connection.execute(DropSchema(SCHEMA, cascade=True, if_exists=True))
        await connection.execute(CreateSchema(SCHEMA))
    async with rebuilt.write() as connection:
        await connection.run_sync(metadata.create_all, checkfirst=False)
        for table in (feed_position, score_feed):
            await connection.execute(insert(table).values(sequence=0))


async def drop_schema(owner: Database) -> None:
    """Take the schema away with everything in it."""
    async with owner.write() as connection:
        await connection.execute(DropSchema(SCHEMA, cascade=True, if_exists=True))


async def hold_position(connection: WriteConnection) -> Position:
    """Return how far the feed was read, and let nobody go further until the transaction ends."""
    row = (await connection.execute(select(feed_position).with_for_update())).one()
    return Position(row.cursor, row.sequence)


async def compare(connection: ReadConnection) -> Comparison:
    """Hold both states beside each other, byte for byte."""
    there, rebuilt, found = sha256(), sha256(), []
    for key, was, now, before, after in await connection.execute(_ROWS):
        there.update(was or b"")
        rebuilt.update(now or b"")
        if before is not None or after is not None:
            found.append(Difference(key, _fields(before, after)))
    for key, now in await connection.execute(_UNSOUND_COPIES):
        found.append(Difference(f"inputs/{key}", {"document": (now, key)}))
    return Comparison(there.hexdigest(), rebuilt.hexdigest(), tuple(found))


def _fields(was: str | None, now: str | None) -> dict[str, tuple[Any, Any]]:
    if was is None or now is None:
        return {"row": (was and "there", now and "there")}
    before, after = json.loads(was), json.loads(now)
    return {name: (before[name], after[name]) for name in after if before[name] != after[name]}
