"""Keep alerts: those that stand, what was told of them, and when to look again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "5c0e7a91d330"
down_revision = "5c0e7a91d320"
branch_labels = None
depends_on = None

CHANGED = ("alerts", "alert_watch", "alert_place")


def upgrade() -> None:
    """Create the tables; the first step finds that no rules were used yet and looks at all."""
    _create_alerts()
    op.create_table(
        "alert_watch",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("recheck_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "project", name=op.f("pk_alert_watch")),
    )
    op.create_index(
        op.f("ix_alert_watch_recheck_on_plan_project"),
        "alert_watch",
        ["recheck_on", "plan", "project"],
    )
    op.create_table(
        "alert_place",
        sa.Column("sole", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.CheckConstraint("sole", name=op.f("ck_alert_place_sole")),
        sa.PrimaryKeyConstraint("sole", name=op.f("pk_alert_place")),
    )
    op.execute("INSERT INTO alert_place (sequence, day, rules) VALUES (0, '0001-01-01', '')")
    for table in CHANGED:
        _grant(table, "SELECT, INSERT, UPDATE, DELETE")
    op.execute(
        "CREATE TRIGGER alert_events_are_final BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON alert_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    _grant("alert_events", "SELECT, INSERT")


def _found() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("computed", sa.Text(), nullable=True),
        sa.Column("difference", sa.Text(), nullable=True),
        sa.Column("values", JSONB(), nullable=False),
    )


def _create_alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        *_found(),
        sa.Column("hints", JSONB(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "project", "code", "subject", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_organization"), "alerts", ["organization"])
    op.create_table(
        "alert_events",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        *_found(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("change IN ('raised', 'cleared')", name=op.f("ck_alert_events_change")),
        sa.PrimaryKeyConstraint("sequence", "ordinal", name=op.f("pk_alert_events")),
    )


def _grant(table: str, rights: str) -> None:
    for role, granted in (("pledge_app", rights), ("pledge_read", "SELECT")):
        op.execute(
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN GRANT {granted} ON {table} TO {role}; END IF; END $$"
        )


def downgrade() -> None:
    """Drop the tables with all that was told of alerts."""
    for table in (*CHANGED, "alert_events"):
        op.drop_table(table)
