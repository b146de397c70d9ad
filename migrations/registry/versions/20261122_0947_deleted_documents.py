"""Mark deleted organizations and plans and declared terms; keep the ETag of an answer to repeat."""

import sqlalchemy as sa
from alembic import op

revision = "8d2f1c0a6b27"
down_revision = "8d2f1c0a6b26"
branch_labels = None
depends_on = None

DELETABLE = ("organizations", "plans")


def upgrade() -> None:
    """Add the columns."""
    for table in DELETABLE:
        op.add_column(
            table,
            sa.Column("deleted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        )
    op.add_column(
        "terms",
        sa.Column("declared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("idempotency_keys", sa.Column("etag", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("idempotency_keys", "etag")
    op.drop_column("terms", "declared")
    for table in DELETABLE:
        op.drop_column(table, "deleted")
