"""Keep schemes: drafts that change, and released versions that never do."""

import sqlalchemy as sa
from alembic import op

revision = "5c0e7a91d305"
down_revision = "5c0e7a91d304"
branch_labels = None
depends_on = None


def _version(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Return what a draft and a released version both have; the digest is of the bytes."""
    return (
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("name", name=op.f(f"pk_{table}")),
        sa.CheckConstraint(
            "digest = encode(sha256(document), 'hex')", name=op.f(f"ck_{table}_digest")
        ),
    )


def upgrade() -> None:
    """Create both tables; what is released is append-only, for the owner, too."""
    op.create_table("scheme_drafts", *_version("scheme_drafts"))
    op.create_table("released_schemes", *_version("released_schemes"))
    op.execute(
        "CREATE TRIGGER released_schemes_are_final BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON released_schemes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for table, rights in (
        ("scheme_drafts", "SELECT, INSERT, UPDATE, DELETE"),
        ("released_schemes", "SELECT, INSERT"),
    ):
        for role, granted in (("pledge_app", rights), ("pledge_read", "SELECT")):
            op.execute(
                f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
                f"THEN GRANT {granted} ON {table} TO {role}; END IF; END $$"
            )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("released_schemes")
    op.drop_table("scheme_drafts")
