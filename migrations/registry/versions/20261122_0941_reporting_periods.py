"""Reporting periods: every step of theirs is a row that stays."""

import sqlalchemy as sa
from alembic import op

revision = "8d2f1c0a6b21"
down_revision = "8d2f1c0a6b14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "period_changes",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=True),
        sa.Column("closes", sa.Date(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commit_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "change IN ('opened', 'closed', 'reopened')", name=op.f("ck_period_changes_change")
        ),
        sa.CheckConstraint("closes >= opens", name=op.f("ck_period_changes_days")),
        sa.CheckConstraint(
            "change <> 'reopened' OR (owner IS NOT NULL AND reason IS NOT NULL "
            "AND expires_at IS NOT NULL)",
            name=op.f("ck_period_changes_reopening"),
        ),
        sa.ForeignKeyConstraint(
            ["commit_id"],
            ["commits.id"],
            name=op.f("fk_period_changes_commit_id_commits"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_period_changes_organization_id_organizations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_changes")),
    )
    op.create_index(
        op.f("ix_period_changes_organization_id"), "period_changes", ["organization_id"]
    )
    op.execute(
        "CREATE TRIGGER period_changes_are_final BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON period_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for role, rights in (("pledge_app", "SELECT, INSERT"), ("pledge_read", "SELECT")):
        op.execute(
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN GRANT {rights} ON period_changes TO {role}; END IF; END $$"
        )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("period_changes")
