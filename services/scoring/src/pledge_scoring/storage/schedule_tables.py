"""Tables of schedules of evaluations, and of the runs they started."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from .tables import metadata

__all__ = ["evaluation_schedules", "scheduled_runs"]

evaluation_schedules = Table(
    "evaluation_schedules",
    metadata,
    Column("code", Text, primary_key=True),
    Column("subject_kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("scheme", Text, nullable=False),
    Column("cadence", Text, nullable=False),
    Column("day_offset", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("next_period", Text),
    Column("next_run", Date),
    Column("failure", Text),
    Column("tried_at", DateTime(timezone=True)),
    Column("revision", Integer, nullable=False),
    Column("actor", Uuid, nullable=False),
    Column("owner", Text, nullable=False),
    Column(
        "changed_at",
        DateTime(timezone=True),
        server_default=text("clock_timestamp()"),
        nullable=False,
    ),
    CheckConstraint("cadence IN ('quarterly', 'half_yearly', 'yearly')", name="cadence"),
    CheckConstraint("enabled = (next_run IS NOT NULL)", name="next_run"),
    CheckConstraint("enabled = (next_period IS NOT NULL)", name="next_period"),
    Index(None, "next_run"),
)
"""Schedules; whoever starts a run locks its schedule and moves ``next_run`` on with it."""

scheduled_runs = Table(
    "scheduled_runs",
    metadata,
    Column("schedule", Text, ForeignKey("evaluation_schedules.code"), primary_key=True),
    Column("period", Text, primary_key=True),
    Column("last_day", Date, nullable=False),
    Column("evaluation", Uuid, ForeignKey("evaluations.id"), nullable=False),
    Column("predecessor", Uuid, ForeignKey("evaluations.id")),
    UniqueConstraint("evaluation"),
)
"""One run for a period of a schedule, and no second one; never changed."""
