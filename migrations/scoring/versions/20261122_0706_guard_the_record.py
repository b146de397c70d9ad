"""Make what was scored append-only, for every role, and start both feeds.

Privileges keep the application from changing history; triggers keep the owner from doing so by
accident. Where the roles do not exist (a database of somebody else's), the triggers alone stand.
"""

from alembic import op

revision = "5c0e7a91d302"
down_revision = "5c0e7a91d301"
branch_labels = None
depends_on = None

RECORD = ("inputs", "score_events", "score_history")


def upgrade() -> None:
    """Grant what each role needs, forbid changing the record, insert the two sole rows."""
    op.execute("INSERT INTO score_feed (sequence) VALUES (0)")
    op.execute("INSERT INTO feed_position (sequence) VALUES (0)")
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
    op.execute("DELETE FROM score_feed")
    op.execute("DELETE FROM feed_position")
