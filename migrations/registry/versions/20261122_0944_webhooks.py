"""Webhooks, their secrets, and every delivery."""

revision = "8d2f1c0a6b24"
down_revision = "8d2f1c0a6b23"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""


def downgrade() -> None:
    """Drop the tables."""
