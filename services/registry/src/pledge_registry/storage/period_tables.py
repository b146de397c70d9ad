"""The table of reporting periods: every step of theirs, for ever."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid
from sqlalchemy import text as sql

from .tables import metadata

__all__ = ["period_changes"]

period_changes = Table(
    "period_changes",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=sql("uuidv7()")),
    Column("organization_id", Uuid, ForeignKey("organizations.id"), nullable=False),
    Column("period", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("opens", Date),
    Column("closes", Date),
    Column("owner", Text),
    Column("reason", Text),
    Column("expires_at", DateTime(timezone=True)),
    Column(
        "commit_id",
        Uuid,
        ForeignKey("commits.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    CheckConstraint("change IN ('opened', 'closed', 'reopened')", name="change"),
    CheckConstraint("closes >= opens", name="days"),
    CheckConstraint(
        "change <> 'reopened' OR (owner IS NOT NULL AND reason IS NOT NULL "
        "AND expires_at IS NOT NULL)",
        name="reopening",
    ),
    Index(None, "organization_id"),
)
"""Append-only: a period is what its opening, closings and reopenings lead to."""
