"""Make the record append-only, for every role, and start the feed.

Privileges keep the application from changing history; triggers keep the owner from doing so by
accident. Where the roles do not exist (a database of somebody else's), the triggers alone stand.
"""

from alembic import op

revision = "8d2f1c0a6b12"
down_revision = "8d2f1c0a6b11"
branch_labels = None
depends_on = None

RECORD = ("versions", "commits", "events", "actuals")


def upgrade() -> None:
    """Grant what each role needs, forbid changing the record, insert the feed's one row."""
    op.execute("INSERT INTO feed_head (sequence, at) VALUES (0, now())")
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in RECORD:
        op.execute(
            f"CREATE TRIGGER {table}_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for role, rights in (
        ("pledge_app", "SELECT, INSERT, UPDATE, DELETE"),
        ("pledge_read", "SELECT"),
    ):
        op.execute(_if_role(role, f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}"))
    for table in RECORD:
        op.execute(_if_role("pledge_app", f"REVOKE UPDATE, DELETE ON {table} FROM pledge_app"))
    for table in ("contacts", "api_keys", "idempotency_keys", "imports"):
        op.execute(_if_role("pledge_read", f"REVOKE ALL ON {table} FROM pledge_read"))


def _if_role(role: str, statement: str) -> str:
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f"THEN {statement}; END IF; END $$"
    )


def downgrade() -> None:
    """Take the guards away; what they guarded stays."""
    for table in RECORD:
        op.execute(f"DROP TRIGGER {table}_are_final ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DELETE FROM feed_head")
