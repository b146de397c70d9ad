"""What full-text search looks at."""

revision = "8d2f1c0a6b23"
down_revision = "8d2f1c0a6b22"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""


def downgrade() -> None:
    """Drop the tables."""
