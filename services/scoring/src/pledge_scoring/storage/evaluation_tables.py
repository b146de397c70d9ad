"""Tables of evaluations: what was pinned, how far each is, and what came out."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from .tables import metadata

__all__ = ["evaluation_progress", "evaluation_results", "evaluations"]

evaluations = Table(
    "evaluations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("scheme", Text, nullable=False),
    Column("pins", LargeBinary, nullable=False),
    Column("pins_digest", Text, nullable=False),
    Column("revises", Uuid, ForeignKey("evaluations.id")),
    Column("actor", Uuid, nullable=False),
    Column("owner", Text, nullable=False),
    Column(
        "created_at",
        DateTime(timezone=True),
        server_default=text("clock_timestamp()"),
        nullable=False,
    ),
    Column("finished_at", DateTime(timezone=True)),
    Column("failure", Text),
    Column("published_at", DateTime(timezone=True)),
    Column("published_by", Uuid),
    Column("publisher", Text),
    CheckConstraint(
        "state IN ('queued', 'succeeded', 'failed', 'cancelled', 'published')", name="state"
    ),
    CheckConstraint("pins_digest = encode(sha256(pins), 'hex')", name="pins_digest"),
    CheckConstraint("(state = 'published') = (publisher IS NOT NULL)", name="publisher"),
    CheckConstraint("publisher <> owner", name="another_owner"),
    UniqueConstraint("number"),
    Index(None, "subject", "number"),
    Index(None, "revises"),
)
"""Runs with everything they depend on; only their state moves on, never back.

One that is being computed is ``queued`` still, and locked: if its worker dies, the lock goes and
another one does it again from the beginning.
"""

evaluation_progress = Table(
    "evaluation_progress",
    metadata,
    Column("evaluation", Uuid, ForeignKey("evaluations.id"), primary_key=True),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("started_at", DateTime(timezone=True)),
    Column("cancel", Boolean, server_default=text("false"), nullable=False),
)
"""How many projects are scored, and whether to stop: written while the run itself is locked."""

evaluation_results = Table(
    "evaluation_results",
    metadata,
    Column("evaluation", Uuid, ForeignKey("evaluations.id"), primary_key=True),
    Column("document", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    CheckConstraint("digest = encode(sha256(document), 'hex')", name="digest"),
)
"""Canonical bytes of what came out; never changed."""
