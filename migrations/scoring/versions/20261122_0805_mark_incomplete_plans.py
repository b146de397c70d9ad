"""Mark the plans of which a project could not be scored: its copy is not found by a score."""

import sqlalchemy as sa
from alembic import op

revision = "5c0e7a91d303"
down_revision = "5c0e7a91d302"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take every plan that is there for complete: scored it was, or it would not be."""
    op.add_column(
        "plans",
        sa.Column("complete", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )


def downgrade() -> None:
    """Forget which plans are not complete."""
    op.drop_column("plans", "complete")
