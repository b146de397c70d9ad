"""What full-text search looks at.

The registry fills the table from the documents when it starts: nothing here reads them.
"""

import sqlalchemy as sa
from alembic import op

revision = "8d2f1c0a6b23"
down_revision = "8d2f1c0a6b22"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, its trigram indexes, and what each role may do."""
    op.create_table(
        "search_rows",
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("led_by", sa.Text(), nullable=True),
        sa.Column("squeezed", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", "version", "part", name=op.f("pk_search_rows")),
    )
    for column in ("squeezed", "initials"):
        op.create_index(
            op.f(f"ix_search_rows_{column}"),
            "search_rows",
            [column],
            postgresql_using="gin",
            postgresql_ops={column: "gin_trgm_ops"},
        )
    op.create_index(
        op.f("ix_search_rows_led_by"),
        "search_rows",
        ["led_by"],
        postgresql_where=sa.text("led_by IS NOT NULL"),
    )
    for role, rights in (("pledge_app", "SELECT, INSERT"), ("pledge_read", "SELECT")):
        op.execute(
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN GRANT {rights} ON search_rows TO {role}; END IF; END $$"
        )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("search_rows")
