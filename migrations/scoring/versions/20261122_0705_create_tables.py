"""Create the tables of the scoring service.

The first revision: nothing ran before it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "5c0e7a91d301"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "feed_position",
        sa.Column("sole", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("sole", name=op.f("ck_feed_position_sole")),
        sa.PrimaryKeyConstraint("sole", name=op.f("pk_feed_position")),
    )
    op.create_table(
        "inputs",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('plan', 'project')", name=op.f("ck_inputs_kind")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_inputs")),
    )
    op.create_table(
        "score_events",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("registry_sequence", sa.BigInteger(), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("rate_exact", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "change IN ('created', 'changed', 'deleted')", name=op.f("ck_score_events_change")
        ),
        sa.PrimaryKeyConstraint("sequence", "ordinal", name=op.f("pk_score_events")),
    )
    op.create_table(
        "score_feed",
        sa.Column("sole", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("epoch", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("sole", name=op.f("ck_score_feed_sole")),
        sa.PrimaryKeyConstraint("sole", name=op.f("pk_score_feed")),
    )
    op.create_table(
        "plans",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("synced", sa.BigInteger(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.CheckConstraint("synced >= sequence", name=op.f("ck_plans_synced")),
        sa.ForeignKeyConstraint(["input"], ["inputs.digest"], name=op.f("fk_plans_input")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_plans")),
    )
    op.create_index(op.f("ix_plans_organization"), "plans", ["organization"], unique=False)
    op.create_table(
        "score_history",
        sa.Column("event_sequence", sa.BigInteger(), nullable=False),
        sa.Column("event_ordinal", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("part_versions", JSONB(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("plan_input", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("scheme_digest", sa.Text(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("rate_exact", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("coverage_numerator", sa.Numeric(), nullable=True),
        sa.Column("coverage_denominator", sa.Numeric(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_sequence", "event_ordinal"],
            ["score_events.sequence", "score_events.ordinal"],
            name=op.f("fk_score_history_event_sequence_event_ordinal"),
        ),
        sa.ForeignKeyConstraint(["input"], ["inputs.digest"], name=op.f("fk_score_history_input")),
        sa.ForeignKeyConstraint(
            ["plan_input"], ["inputs.digest"], name=op.f("fk_score_history_plan_input")
        ),
        sa.PrimaryKeyConstraint("event_sequence", "event_ordinal", name=op.f("pk_score_history")),
    )
    op.create_index(
        op.f("ix_score_history_plan_code_event_sequence"),
        "score_history",
        ["plan", "code", "event_sequence"],
        unique=False,
    )
    op.create_table(
        "scores",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("own_sequence", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("goal", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("scheme_digest", sa.Text(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("rate_exact", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("coverage_numerator", sa.Numeric(), nullable=True),
        sa.Column("coverage_denominator", sa.Numeric(), nullable=True),
        sa.Column("periods_with_value", sa.Integer(), nullable=False),
        sa.Column("periods_due", sa.Integer(), nullable=False),
        sa.Column("finding_errors", sa.Integer(), nullable=False),
        sa.Column("finding_warnings", sa.Integer(), nullable=False),
        sa.Column("finding_infos", sa.Integer(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("view IN ('head', 'published')", name=op.f("ck_scores_view")),
        sa.CheckConstraint(
            "(rate_exact IS NULL) = (reason IS NOT NULL)", name=op.f("ck_scores_reason")
        ),
        sa.CheckConstraint("sequence >= own_sequence", name=op.f("ck_scores_sequence")),
        sa.ForeignKeyConstraint(["input"], ["inputs.digest"], name=op.f("fk_scores_input")),
        sa.ForeignKeyConstraint(["plan"], ["plans.code"], name=op.f("fk_scores_plan")),
        sa.PrimaryKeyConstraint("plan", "code", "view", name=op.f("pk_scores")),
    )
    op.create_index(op.f("ix_scores_organization"), "scores", ["organization"], unique=False)
    op.create_index(op.f("ix_scores_plan_parent"), "scores", ["plan", "parent"], unique=False)
    op.create_index(op.f("ix_scores_project_id"), "scores", ["project_id"], unique=False)
    op.create_index(
        "ix_scores_rate",
        "scores",
        [sa.literal_column("rate_exact DESC NULLS LAST"), "plan", "code"],
        unique=False,
    )


def downgrade() -> None:
    """Drop every table."""
    for table in (
        "score_history",
        "score_events",
        "score_feed",
        "scores",
        "plans",
        "inputs",
        "feed_position",
    ):
        op.drop_table(table)
