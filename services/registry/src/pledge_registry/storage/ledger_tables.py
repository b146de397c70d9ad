"""Tables of the record itself: versions, commits, events, and what guards writing them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from .tables import metadata

__all__ = [
    "api_keys",
    "commits",
    "events",
    "feed_head",
    "idempotency_keys",
    "metadata",
    "published_documents",
    "versions",
]

commits = Table(
    "commits",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sequence", BigInteger, nullable=False, unique=True),
    Column("at", DateTime(timezone=True), nullable=False, unique=True),
    Column("actor", Uuid, nullable=False),
    Column("reason", Text),
    Column("request_id", Text),
    Column("actions", JSONB, nullable=False, server_default=text("'[]'")),
    Column("hash", Text, nullable=False),
)
"""One row a transaction, taken last: whoever has seen n never later meets n - 1.

``actions`` are what it did beside recording documents; ``hash`` chains it to the commit before.
"""

feed_head = Table(
    "feed_head",
    metadata,
    Column("sole", Boolean, primary_key=True, server_default=text("true")),
    Column("epoch", Uuid, nullable=False, server_default=text("gen_random_uuid()")),
    Column("sequence", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("sole", name="sole"),
)
"""The one row that every commit locks last: the newest number, time and hash, and the epoch."""

versions = Table(
    "versions",
    metadata,
    Column("entity_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("plan", Text),
    Column("code", Text, nullable=False),
    Column(
        "commit_id",
        Uuid,
        ForeignKey("commits.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    Column("tombstone", Boolean, nullable=False),
    Column("schema_number", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("summary", JSONB, nullable=False),
    CheckConstraint("kind IN ('organization', 'plan', 'project')", name="kind"),
    CheckConstraint("version >= 1", name="version"),
    Index(None, "commit_id"),
)
"""Immutable: the whole document of what changed, once per version."""

published_documents = Table(
    "published_documents",
    metadata,
    Column("entity_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    ForeignKeyConstraint(["entity_id", "version"], ["versions.entity_id", "versions.version"]),
)
"""What a version shows once only approved actuals count, where that differs from the version."""

events = Table(
    "events",
    metadata,
    Column(
        "commit_id",
        Uuid,
        ForeignKey("commits.id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
    ),
    Column("ordinal", Integer, primary_key=True),
    Column("change", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entity_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("plan", Text),
    Column("code", Text, nullable=False),
    Column("digest", Text, nullable=False),
    CheckConstraint("change IN ('created', 'changed', 'deleted')", name="change"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("revoked_at", DateTime(timezone=True)),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("actor", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_digest", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("location", Text),
    Column("etag", Text),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)
