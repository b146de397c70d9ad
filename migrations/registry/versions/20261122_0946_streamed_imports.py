"""Imports taken line by line: lines that wait, how far the work is, and lines known already."""

import sqlalchemy as sa
from alembic import op

revision = "8d2f1c0a6b26"
down_revision = "8d2f1c0a6b25"
branch_labels = None
depends_on = None

_STATES = ("queued", "succeeded", "failed")


def upgrade() -> None:
    """Create the tables and move what waits into them."""
    _allow(*_STATES, "receiving", "validated")
    op.add_column(
        "imports",
        sa.Column("validate_only", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("imports", sa.Column("request_id", sa.Text()))
    _create_tables()
    op.execute(
        """
        INSERT INTO import_lines (import_id, number, digest, body)
        SELECT id, place - 1, sha256(convert_to(line, 'UTF8')), convert_to(line, 'UTF8')
        FROM imports,
            LATERAL string_to_table(convert_from(payload, 'UTF8'), chr(10))
                WITH ORDINALITY AS waiting (line, place)
        WHERE state = 'queued'
        """
    )
    op.drop_column("imports", "payload")
    for role, rights in (("pledge_app", "SELECT, INSERT, UPDATE, DELETE"),):
        for table in ("import_lines", "import_progress", "imported_lines"):
            op.execute(
                f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
                f"THEN GRANT {rights} ON {table} TO {role}; END IF; END $$"
            )


def _allow(*states: str) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    op.drop_constraint(op.f("ck_imports_state"), "imports", type_="check")
    op.create_check_constraint(op.f("ck_imports_state"), "imports", f"state IN ({listed})")


def _create_tables() -> None:
    op.create_table(
        "import_lines",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_lines_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_lines")),
    )
    # Lines live for seconds: compressing them costs more than it saves.
    op.execute("ALTER TABLE import_lines ALTER COLUMN body SET STORAGE EXTERNAL")
    op.create_table(
        "import_progress",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_progress_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_progress")),
    )
    op.create_table(
        "imported_lines",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("organizations", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("project_versions", sa.BigInteger(), nullable=False),
        sa.Column("organization_versions", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_imported_lines_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_imported_lines")),
        sa.UniqueConstraint("digest", name=op.f("uq_imported_lines_digest")),
    )


def downgrade() -> None:
    """Drop the tables; imports that wait are lost."""
    for table in ("imported_lines", "import_progress", "import_lines"):
        op.drop_table(table)
    op.add_column("imports", sa.Column("payload", sa.LargeBinary()))
    op.drop_column("imports", "request_id")
    op.drop_column("imports", "validate_only")
    op.execute("UPDATE imports SET state = 'failed' WHERE state IN ('receiving', 'validated')")
    _allow(*_STATES)
