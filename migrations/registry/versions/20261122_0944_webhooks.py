"""Webhooks, their secrets, and every delivery.

A webhook's URL may hold a token of its receiver, so that reporting tools see deliveries only.
"""

import sqlalchemy as sa
from alembic import op

revision = "8d2f1c0a6b24"
down_revision = "8d2f1c0a6b23"
branch_labels = None
depends_on = None

TABLES = ("webhook_secrets", "webhook_sends", "webhook_deliveries")


def upgrade() -> None:
    """Create the tables."""
    _create_webhooks()
    op.create_table(
        "webhook_secrets",
        *_of_a_webhook("webhook_secrets"),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "webhook_sends",
        *_of_a_webhook("webhook_sends"),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(sequence IS NULL) = (ordinal IS NULL)", name=op.f("ck_webhook_sends_place")
        ),
    )
    op.create_table(
        "webhook_deliveries",
        *_of_a_webhook("webhook_deliveries"),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        _time("at"),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
    )
    for table in TABLES[:2]:
        op.create_index(op.f(f"ix_{table}_webhook_id"), table, ["webhook_id"])
    op.create_index(
        op.f("ix_webhook_deliveries_webhook_id_id"), "webhook_deliveries", ["webhook_id", "id"]
    )
    _grant("pledge_app", "SELECT, INSERT, UPDATE, DELETE", "webhooks", *TABLES)
    _grant("pledge_read", "SELECT", "webhook_deliveries")


def _create_webhooks() -> None:
    op.create_table(
        "webhooks",
        _id(),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("types", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("plans", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default="enabled", nullable=False),
        sa.Column("disabled_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _time("created_at"),
        _time("changed_at"),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        _time("leased_until"),
        sa.CheckConstraint("state IN ('enabled', 'disabled')", name=op.f("ck_webhooks_state")),
        sa.CheckConstraint(
            "(state = 'disabled') = (disabled_reason IS NOT NULL)",
            name=op.f("ck_webhooks_disabled_reason"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )


def _of_a_webhook(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        _id(),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhooks.id"],
            name=op.f(f"fk_{table}_webhook_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _grant(role: str, rights: str, *tables: str) -> None:
    op.execute(
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f"THEN GRANT {rights} ON {', '.join(tables)} TO {role}; END IF; END $$"
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in (*TABLES, "webhooks"):
        op.drop_table(table)
