"""Follow organizations, keep in history what sets were added up from, and find what ended.

Every plan is scored once more when the service starts: rows of sets hold ranges from now on.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5c0e7a91d320"
down_revision = "5c0e7a91d306"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, the column and the index."""
    op.create_table(
        "organizations",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_organizations")),
    )
    for role, rights in (
        ("pledge_app", "SELECT, INSERT, UPDATE, DELETE"),
        ("pledge_read", "SELECT"),
    ):
        op.execute(
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN GRANT {rights} ON organizations TO {role}; END IF; END $$"
        )
    op.add_column("score_history", sa.Column("facts", postgresql.JSONB(), nullable=True))
    op.create_index(
        op.f("ix_score_events_ended"),
        "score_events",
        ["plan", "code", "sequence"],
        postgresql_where=sa.text("change = 'deleted'"),
    )
    op.execute("UPDATE plans SET complete = false")


def downgrade() -> None:
    """Forget organizations and what history was added up from."""
    op.drop_index(op.f("ix_score_events_ended"), "score_events")
    op.drop_column("score_history", "facts")
    op.drop_table("organizations")
