"""Tables of webhooks: who is told, with which secrets, and how each delivery ended."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)

from .tables import metadata

__all__ = ["webhook_deliveries", "webhook_secrets", "webhook_sends", "webhooks"]


def _id() -> Column[object]:
    return Column("id", Uuid, primary_key=True, server_default=text("uuidv7()"))


def _time(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=text("now()"))


def _webhook() -> Column[object]:
    return Column("webhook_id", Uuid, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False)


webhooks = Table(
    "webhooks",
    metadata,
    _id(),
    Column("url", Text, nullable=False),
    Column("description", Text),
    Column("types", ARRAY(Text), nullable=False),
    Column("plans", ARRAY(Text), nullable=False),
    Column("state", Text, nullable=False, server_default="enabled"),
    Column("disabled_reason", Text),
    Column("version", Integer, nullable=False, server_default="1"),
    _time("created_at"),
    _time("changed_at"),
    Column("sequence", BigInteger, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", DateTime(timezone=True)),
    Column("lease", Uuid),
    _time("leased_until"),
    CheckConstraint("state IN ('enabled', 'disabled')", name="state"),
    CheckConstraint("(state = 'disabled') = (disabled_reason IS NOT NULL)", name="disabled_reason"),
)
"""``version`` counts what people changed. The rest is the deliverer's: the place in the feed behind
the last event dealt with, how often the next one has failed, and which process has it in hand.

A place is a number of this very record, so that a restored copy goes on where it stood itself.
"""

webhook_secrets = Table(
    "webhook_secrets",
    metadata,
    _id(),
    _webhook(),
    Column("secret", Text, nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Index(None, "webhook_id"),
)
"""In clear text, as signing needs them; the one without an end is the present one."""

webhook_sends = Table(
    "webhook_sends",
    metadata,
    _id(),
    _webhook(),
    Column("sequence", BigInteger),
    Column("ordinal", Integer),
    CheckConstraint("(sequence IS NULL) = (ordinal IS NULL)", name="place"),
    Index(None, "webhook_id"),
)
"""Single events that were asked for by hand, gone once tried; a test event has no place."""

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    _id(),
    _webhook(),
    Column("event_id", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    _time("at"),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("milliseconds", Integer, nullable=False),
    Column("next_attempt_at", DateTime(timezone=True)),
    Index(None, "webhook_id", "id"),
)
"""Every attempt of the last 30 days; neither what was sent nor what was answered."""
