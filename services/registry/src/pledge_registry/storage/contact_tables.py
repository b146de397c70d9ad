"""Tables of personal data, and of who handled it."""

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Integer, Table, Text, Uuid, text

from .tables import metadata

__all__ = ["access_log", "contacts"]

contacts = Table(
    "contacts",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
    Column("name", Text, nullable=False),
    Column("telephone", Text),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    CheckConstraint("char_length(name) BETWEEN 1 AND 200", name="name"),
    CheckConstraint("telephone ~ '^[0-9+()~ -]{3,40}$'", name="telephone"),
    CheckConstraint("revision >= 1", name="revision"),
)
"""Personal data: the only place for it. Documents hold the id; erasing a person deletes one row.

The planner keeps no samples of its columns, and dead rows are cleared within a minute.
"""

access_log = Table(
    "access_log",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
    Column("account", Uuid, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("source", Text, nullable=False),
    Column("contact_id", Uuid, nullable=False),
    Column("action", Text, nullable=False),
    CheckConstraint("action IN ('created', 'read', 'changed', 'erased')", name="action"),
    Index(None, "contact_id"),
)
"""접속기록, append-only: it outlives the contact, whose id then leads nowhere."""
