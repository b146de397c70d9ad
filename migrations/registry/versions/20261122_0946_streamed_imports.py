"""Imports taken line by line."""

revision = "8d2f1c0a6b26"
down_revision = "8d2f1c0a6b25"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""


def downgrade() -> None:
    """Drop the tables."""
