"""Contacts can be changed and erased; every unmasked read is logged.

Two traps are closed here. ANALYZE keeps samples of every column in pg_statistic, where they would
outlive an erased row: contacts get none. And a deleted row stays in its page until VACUUM clears
it: these two tables are due for it as soon as one row is dead.
"""

import sqlalchemy as sa
from alembic import op

revision = "8d2f1c0a6b25"
down_revision = "8d2f1c0a6b24"
branch_labels = None
depends_on = None

PERSONAL = ("contacts", "idempotency_keys")
VACUUM = ("autovacuum_vacuum_threshold", "autovacuum_vacuum_scale_factor")
CHECKS = (
    ("name", "char_length(name) BETWEEN 1 AND 200"),
    ("telephone", "telephone ~ '^[0-9+()~ -]{3,40}$'"),
    ("revision", "revision >= 1"),
)


def upgrade() -> None:
    """Complete the contacts, and create the log of who handled them."""
    op.alter_column("contacts", "name", nullable=False)
    op.add_column(
        "contacts", sa.Column("revision", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column(
        "contacts",
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
    )
    for name, rule in CHECKS:
        op.create_check_constraint(op.f(f"ck_contacts_{name}"), "contacts", rule)
    for column in ("name", "telephone"):
        op.execute(f"ALTER TABLE contacts ALTER COLUMN {column} SET STATISTICS 0")
    for table in PERSONAL:
        op.execute(f"ALTER TABLE {table} SET ({', '.join(f'{name} = 0' for name in VACUUM)})")
    _create_access_log()


def _create_access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("account", sa.Uuid(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "action IN ('created', 'read', 'changed', 'erased')",
            name=op.f("ck_access_log_action"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index(op.f("ix_access_log_contact_id"), "access_log", ["contact_id"])
    op.execute(
        "CREATE TRIGGER access_log_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pledge_app') "
        "THEN GRANT SELECT, INSERT ON access_log TO pledge_app; END IF; END $$"
    )


def downgrade() -> None:
    """Drop the log and what was added; samples and vacuum as everywhere."""
    op.drop_table("access_log")
    for table in PERSONAL:
        op.execute(f"ALTER TABLE {table} RESET ({', '.join(VACUUM)})")
    for column in ("name", "telephone"):
        op.execute(f"ALTER TABLE contacts ALTER COLUMN {column} SET STATISTICS -1")
    for name, _ in CHECKS:
        op.drop_constraint(op.f(f"ck_contacts_{name}"), "contacts")
    op.drop_column("contacts", "created_at")
    op.drop_column("contacts", "revision")
    op.alter_column("contacts", "name", nullable=True)
