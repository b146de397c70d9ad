"""Tables of the scoring service: what was scored, what came out, and how far the feed was read."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    desc,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from pledge_shared.database.naming import new_metadata

__all__ = [
    "audit_heads",
    "feed_position",
    "inputs",
    "metadata",
    "organizations",
    "plans",
    "released_schemes",
    "scheme_drafts",
    "score_events",
    "score_feed",
    "score_history",
    "scores",
]

metadata = new_metadata()


def _rate() -> tuple[Column[object], ...]:
    """Return a project's rate in percent, or the reason there is none."""
    return (Column("rate_exact", Numeric(27, 12)), Column("reason", Text))


def _coverage() -> tuple[Column[object], ...]:
    """Return weight with a value over weight due, in lowest terms."""
    return (Column("coverage_numerator", Numeric), Column("coverage_denominator", Numeric))


def _made_by() -> tuple[Column[object], ...]:
    """Return what, with the input versions, says which computation made a score."""
    return (
        Column("scored_on", Date, nullable=False),
        Column("scheme", Text, nullable=False),
        Column("scheme_digest", Text, nullable=False),
        Column("engine_version", Text, nullable=False),
    )


def _scheme_version() -> tuple[Column[object] | CheckConstraint, ...]:
    """Return a scheme version's bytes, their digest, and whose key wrote them when."""
    return (
        Column("name", Text, primary_key=True),
        Column("document", LargeBinary, nullable=False),
        Column("digest", Text, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("actor", Uuid, nullable=False),
        Column(
            "at",
            DateTime(timezone=True),
            server_default=text("clock_timestamp()"),
            nullable=False,
        ),
        CheckConstraint("digest = encode(sha256(document), 'hex')", name="digest"),
    )


inputs = Table(
    "inputs",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    CheckConstraint("kind IN ('plan', 'project', 'scheme')", name="kind"),
)
"""Copies of documents and schemes by the digest of their canonical bytes; never changed."""

plans = Table(
    "plans",
    metadata,
    Column("code", Text, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("synced", BigInteger, nullable=False),
    Column("complete", Boolean, server_default=text("true"), nullable=False),
    Column("organization", Text, nullable=False),
    Column("input", Text, ForeignKey("inputs.digest"), nullable=False),
    CheckConstraint("synced >= sequence", name="synced"),
    Index(None, "organization"),
)
"""Each plan's present head; its projects are known as of the commit ``synced``.

A plan is not ``complete`` while one of its projects could not be scored.
"""

organizations = Table(
    "organizations",
    metadata,
    Column("code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text),
    Column("parent", Text),
    Column("district_code", Text),
)
"""What the registry says of organizations now: who is compared with whom."""

scores = Table(
    "scores",
    metadata,
    Column("plan", Text, ForeignKey("plans.code"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("input", Text, ForeignKey("inputs.digest"), nullable=False),
    Column("own_sequence", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("organization", Text, nullable=False),
    Column("parent", Text),
    Column("goal", Text),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    *_made_by(),
    *_rate(),
    *_coverage(),
    Column("periods_with_value", Integer, nullable=False),
    Column("periods_due", Integer, nullable=False),
    Column("finding_errors", Integer, nullable=False),
    Column("finding_warnings", Integer, nullable=False),
    Column("finding_infos", Integer, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("digest", Text, nullable=False),
    CheckConstraint("view IN ('head', 'published')", name="view"),
    CheckConstraint("sequence >= own_sequence", name="sequence"),
    CheckConstraint("(rate_exact IS NULL) = (reason IS NOT NULL)", name="reason"),
    Index(None, "project_id"),
    Index(None, "plan", "parent"),
    Index(None, "organization"),
)
"""The present score of every project, beside the columns that lists filter and sort by.

``own_sequence`` is the commit of the project's own document, ``sequence`` the latest of all its
inputs. ``facts`` holds what sets are added up from, as exact text.
"""

Index("ix_scores_rate", desc(scores.c.rate_exact).nulls_last(), scores.c.plan, scores.c.code)

score_feed = Table(
    "score_feed",
    metadata,
    Column("sole", Boolean, primary_key=True, server_default=text("true")),
    Column("epoch", Uuid, nullable=False, server_default=text("gen_random_uuid()")),
    Column("sequence", BigInteger, nullable=False),
    CheckConstraint("sole", name="sole"),
)
"""The one row that every commit of scores locks last: whoever has seen n never meets n - 1."""

score_events = Table(
    "score_events",
    metadata,
    Column("sequence", BigInteger, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("change", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("registry_sequence", BigInteger, nullable=False),
    Column("scored_on", Date, nullable=False),
    *_rate(),
    Column("digest", Text, nullable=False),
    CheckConstraint("change IN ('created', 'changed', 'deleted')", name="change"),
)

Index(
    "ix_score_events_ended",
    score_events.c.plan,
    score_events.c.code,
    score_events.c.sequence,
    postgresql_where=score_events.c.change == "deleted",
)

score_history = Table(
    "score_history",
    metadata,
    Column("event_sequence", BigInteger, primary_key=True),
    Column("event_ordinal", Integer, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("view", Text, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("plan_version", Integer, nullable=False),
    Column("part_versions", JSONB, nullable=False),
    Column("input", Text, ForeignKey("inputs.digest"), nullable=False),
    Column("plan_input", Text, ForeignKey("inputs.digest"), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    *_made_by(),
    *_rate(),
    *_coverage(),
    Column("facts", JSONB),
    Column("digest", Text, nullable=False),
    ForeignKeyConstraint(
        ["event_sequence", "event_ordinal"], ["score_events.sequence", "score_events.ordinal"]
    ),
    Index(None, "plan", "code", "event_sequence"),
)
"""Every score there ever was: its inputs, its numbers and its digest; never changed.

``facts`` holds what sets were added up from then; scores of the first releases have none.
"""

feed_position = Table(
    "feed_position",
    metadata,
    Column("sole", Boolean, primary_key=True, server_default=text("true")),
    Column("cursor", Text),
    Column("sequence", BigInteger, nullable=False),
    CheckConstraint("sole", name="sole"),
)
"""How far the registry's feed was read; moved in the transaction of the scores it led to."""

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("epoch", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column(
        "held_at",
        DateTime(timezone=True),
        server_default=text("clock_timestamp()"),
        nullable=False,
    ),
    UniqueConstraint("epoch", "sequence", "hash"),
)
"""Heads of the registry's audit chain, as they were heard of; never changed."""

scheme_drafts = Table("scheme_drafts", metadata, *_scheme_version())
"""Scheme versions that are still being written."""

released_schemes = Table("released_schemes", metadata, *_scheme_version())
"""Scheme versions that can be used; never changed."""
