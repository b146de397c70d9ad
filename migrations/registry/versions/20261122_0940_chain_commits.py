"""Chain commits by hash, keep published documents, and say who answers for a key.

Commits made before are not sealed: their hash says so, and the chain begins behind them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "8d2f1c0a6b14"
down_revision = "8d2f1c0a6b13"
branch_labels = None
depends_on = None

UNSEALED = "0" * 64


def upgrade() -> None:
    """Add the columns and the table of published documents."""
    op.add_column(
        "commits",
        sa.Column("actions", JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )
    for table in ("commits", "feed_head"):
        op.add_column(table, sa.Column("hash", sa.Text(), server_default=UNSEALED, nullable=False))
        op.alter_column(table, "hash", server_default=None)
    op.add_column("api_keys", sa.Column("owner", sa.Text(), nullable=True))
    op.execute("UPDATE api_keys SET owner = name")
    op.alter_column("api_keys", "owner", nullable=False)
    op.create_table(
        "published_documents",
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id", "version"],
            ["versions.entity_id", "versions.version"],
            name=op.f("fk_published_documents_entity_id_versions"),
        ),
        sa.PrimaryKeyConstraint("entity_id", "version", name=op.f("pk_published_documents")),
    )
    guard("published_documents")


def guard(table: str) -> None:
    """Make a table append-only, and let the roles that exist do what they may."""
    op.execute(
        f"CREATE TRIGGER {table}_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for role, rights in (("pledge_app", "SELECT, INSERT"), ("pledge_read", "SELECT")):
        op.execute(
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN GRANT {rights} ON {table} TO {role}; END IF; END $$"
        )


def downgrade() -> None:
    """Drop what was added."""
    op.drop_table("published_documents")
    op.drop_column("api_keys", "owner")
    op.drop_column("feed_head", "hash")
    op.drop_column("commits", "hash")
    op.drop_column("commits", "actions")
