"""Reporting periods, their reopenings, and who reviewed which actual."""

revision = "8d2f1c0a6b21"
down_revision = "8d2f1c0a6b14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""


def downgrade() -> None:
    """Drop the tables."""
