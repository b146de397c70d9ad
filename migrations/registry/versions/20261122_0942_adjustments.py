"""Adjustments of a plan while a committee considers them: what was proposed, and every step."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "8d2f1c0a6b22"
down_revision = "8d2f1c0a6b21"
branch_labels = None
depends_on = None

TABLES = ("adjustments", "adjustment_steps")


def upgrade() -> None:
    """Create the tables; rows are only ever added."""
    op.create_table(
        "adjustments",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fields", JSONB(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_adjustments_number")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_adjustments_plan_id_plans")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_adjustments_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_adjustments_plan_id_number")),
    )
    op.create_table(
        "adjustment_steps",
        sa.Column("adjustment_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("detail", JSONB(), nullable=False),
        sa.Column("commit_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_adjustment_steps_ordinal")),
        sa.CheckConstraint(
            "state IN ('proposed', 'consulted', 'approved', 'rejected', 'withdrawn')",
            name=op.f("ck_adjustment_steps_state"),
        ),
        sa.ForeignKeyConstraint(
            ["adjustment_id"],
            ["adjustments.id"],
            name=op.f("fk_adjustment_steps_adjustment_id_adjustments"),
        ),
        sa.ForeignKeyConstraint(
            ["commit_id"],
            ["commits.id"],
            name=op.f("fk_adjustment_steps_commit_id_commits"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("adjustment_id", "ordinal", name=op.f("pk_adjustment_steps")),
    )
    for table in TABLES:
        _guard(table)


def _guard(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for role, rights in (("pledge_app", "SELECT, INSERT"), ("pledge_read", "SELECT")):
        op.execute(
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN GRANT {rights} ON {table} TO {role}; END IF; END $$"
        )


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)
