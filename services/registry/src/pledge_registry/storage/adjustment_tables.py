"""Tables of adjustments (공약 조정 심의): what was proposed, and every step after that."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from .tables import metadata

__all__ = ["adjustment_steps", "adjustments"]

adjustments = Table(
    "adjustments",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
    Column("plan_id", Uuid, ForeignKey("plans.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("project_id", Uuid, ForeignKey("projects.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    UniqueConstraint("plan_id", "number"),
    CheckConstraint("number >= 1", name="number"),
)
"""Append-only: what was proposed never changes; a better proposal is another one."""

adjustment_steps = Table(
    "adjustment_steps",
    metadata,
    Column("adjustment_id", Uuid, ForeignKey("adjustments.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
    Column(
        "commit_id",
        Uuid,
        ForeignKey("commits.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    CheckConstraint("ordinal >= 1", name="ordinal"),
    CheckConstraint(
        "state IN ('proposed', 'consulted', 'approved', 'rejected', 'withdrawn')", name="state"
    ),
)
"""Append-only: the state is that of the last step; who took it when is its commit's."""
