"""Tables of alerts: those that stand, when each project is looked at again, and what was told."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from .tables import metadata

__all__ = ["alert_events", "alert_place", "alert_watch", "alerts"]


def _found() -> tuple[Column[object], ...]:
    """Return what was found of a project, by which edition of the rules."""
    return (
        Column("project_id", Uuid, nullable=False),
        Column("severity", Text, nullable=False),
        Column("rules", Text, nullable=False),
        Column("computed", Text),
        Column("difference", Text),
        Column("values", JSONB, nullable=False),
    )


alerts = Table(
    "alerts",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("project", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("organization", Text, nullable=False),
    *_found(),
    Column("hints", JSONB, nullable=False),
    Column("since", Date, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Index(None, "organization"),
)
"""The alerts that stand; ``since`` and ``sequence`` say when each was raised, and stay."""

alert_watch = Table(
    "alert_watch",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("project", Text, primary_key=True),
    Column("recheck_on", Date, nullable=False),
    Index(None, "recheck_on", "plan", "project"),
)
"""The first day on which a project's alerts may be others, though nothing is written."""

alert_place = Table(
    "alert_place",
    metadata,
    Column("sole", Boolean, primary_key=True, server_default=text("true")),
    Column("sequence", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("rules", Text, nullable=False),
    CheckConstraint("sole", name="sole"),
)
"""How far the feed of scores was looked at, up to which day, by which rules (their digest).

Whoever writes alerts locks it first, so that there is one at a time.
"""

alert_events = Table(
    "alert_events",
    metadata,
    Column("sequence", BigInteger, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("change", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("subject", Text, nullable=False),
    *_found(),
    Column("day", Date, nullable=False),
    CheckConstraint("change IN ('raised', 'cleared')", name="change"),
)
"""Beginnings and ends of alerts, in commits of the feed of scores; never changed."""
