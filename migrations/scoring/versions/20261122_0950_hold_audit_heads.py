"""Hold heads of the registry's audit chain, so that a tail cut off there shows here."""

import sqlalchemy as sa
from alembic import op

revision = "5c0e7a91d304"
down_revision = "5c0e7a91d303"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, append-only."""
    op.create_table(
        "audit_heads",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column(
            "held_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_heads")),
        sa.UniqueConstraint(
            "epoch", "sequence", "hash", name=op.f("uq_audit_heads_epoch_sequence_hash")
        ),
    )
    op.execute(
        "CREATE TRIGGER audit_heads_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_heads "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for role, rights in (("pledge_app", "SELECT, INSERT"), ("pledge_read", "SELECT")):
        op.execute(
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN GRANT {rights} ON audit_heads TO {role}; END IF; END $$"
        )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("audit_heads")
