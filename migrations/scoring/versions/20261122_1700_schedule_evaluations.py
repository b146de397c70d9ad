"""Schedule evaluations: what runs when, and which run was started for which period."""

import sqlalchemy as sa
from alembic import op

revision = "5c0e7a91d340"
down_revision = "5c0e7a91d330"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables; that a run was started is never changed."""
    _create_schedules()
    op.create_table(
        "scheduled_runs",
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("evaluation", sa.Uuid(), nullable=False),
        sa.Column("predecessor", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("schedule", "period", name=op.f("pk_scheduled_runs")),
        sa.UniqueConstraint("evaluation", name=op.f("uq_scheduled_runs_evaluation")),
        sa.ForeignKeyConstraint(
            ["schedule"], ["evaluation_schedules.code"], name=op.f("fk_scheduled_runs_schedule")
        ),
        sa.ForeignKeyConstraint(
            ["evaluation"], ["evaluations.id"], name=op.f("fk_scheduled_runs_evaluation")
        ),
        sa.ForeignKeyConstraint(
            ["predecessor"], ["evaluations.id"], name=op.f("fk_scheduled_runs_predecessor")
        ),
    )
    op.execute(
        "CREATE TRIGGER scheduled_runs_are_final BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON scheduled_runs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    _grant("evaluation_schedules", "SELECT, INSERT, UPDATE")
    _grant("scheduled_runs", "SELECT, INSERT")


def _create_schedules() -> None:
    op.create_table(
        "evaluation_schedules",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("day_offset", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("next_period", sa.Text(), nullable=True),
        sa.Column("next_run", sa.Date(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "cadence IN ('quarterly', 'half_yearly', 'yearly')",
            name=op.f("ck_evaluation_schedules_cadence"),
        ),
        sa.CheckConstraint(
            "enabled = (next_run IS NOT NULL)", name=op.f("ck_evaluation_schedules_next_run")
        ),
        sa.CheckConstraint(
            "enabled = (next_period IS NOT NULL)", name=op.f("ck_evaluation_schedules_next_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_evaluation_schedules")),
    )
    op.create_index(op.f("ix_evaluation_schedules_next_run"), "evaluation_schedules", ["next_run"])


def _grant(table: str, rights: str) -> None:
    for role, granted in (("pledge_app", rights), ("pledge_read", "SELECT")):
        op.execute(
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN GRANT {granted} ON {table} TO {role}; END IF; END $$"
        )


def downgrade() -> None:
    """Drop both tables; the runs stay evaluations like others."""
    op.drop_table("scheduled_runs")
    op.drop_table("evaluation_schedules")
