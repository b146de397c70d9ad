"""Check once a statement, not once a row, that targets, actuals and budget lines have an owner.

A reference costs several times what its row costs, and these tables hold nearly all rows there
are. What is checked stays the same: an owner exists when a row is added, and is not removed
before its rows. Rows of `targets` and `budget_lines` are replaced, never changed; `projects` are
never removed.
"""

from alembic import op

revision = "8d2f1c0a6b28"
down_revision = "8d2f1c0a6b27"
branch_labels = None
depends_on = None

REFERENCES = (
    ("targets", "indicators", ["project_id", "indicator"], ["project_id", "code"]),
    ("actuals", "projects", ["project_id"], ["id"]),
    ("budget_lines", "projects", ["project_id"], ["id"]),
)

FUNCTIONS = {
    "require_project": """
        IF EXISTS (SELECT FROM (SELECT DISTINCT project_id FROM added) AS one
                   WHERE NOT EXISTS (SELECT FROM projects WHERE id = one.project_id)) THEN
            RAISE EXCEPTION 'rows of % belong to a project that exists', TG_TABLE_NAME
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    """,
    "require_indicator": """
        IF EXISTS (SELECT FROM (SELECT DISTINCT project_id, indicator FROM added) AS one
                   WHERE NOT EXISTS (SELECT FROM indicators
                                     WHERE project_id = one.project_id AND code = one.indicator))
        THEN
            RAISE EXCEPTION 'rows of % belong to an indicator that exists', TG_TABLE_NAME
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    """,
    "refuse_orphans": """
        IF EXISTS (SELECT FROM removed JOIN targets
                   ON targets.project_id = removed.project_id AND indicator = code) THEN
            RAISE EXCEPTION 'rows of % are removed after their targets', TG_TABLE_NAME
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    """,
}

TRIGGERS = (
    ("targets_are_owned", "targets", "AFTER INSERT", "NEW TABLE AS added", "require_indicator"),
    ("actuals_are_owned", "actuals", "AFTER INSERT", "NEW TABLE AS added", "require_project"),
    ("budget_is_owned", "budget_lines", "AFTER INSERT", "NEW TABLE AS added", "require_project"),
    ("indicators_are_free", "indicators", "AFTER DELETE", "OLD TABLE AS removed", "refuse_orphans"),
)

NEVER_DONE = (("UPDATE", "targets"), ("UPDATE", "budget_lines"), ("DELETE", "projects"))


def upgrade() -> None:
    """Put triggers of statements in the place of references."""
    for table, _, columns, _ in REFERENCES:
        op.drop_constraint(_name(table, columns), table, type_="foreignkey")
    for name, body in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body} RETURN NULL; END $$"
        )
    for name, table, event, rows, function in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {name} {event} ON {table} REFERENCING {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
    op.execute(
        "CREATE TRIGGER projects_are_kept BEFORE DELETE OR TRUNCATE ON projects "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for right, table in NEVER_DONE:
        _if_application(f"REVOKE {right} ON {table} FROM pledge_app")


def _name(table: str, columns: list[str]) -> str:
    return "_".join(["fk", table, *columns])


def _if_application(statement: str) -> None:
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pledge_app') "
        f"THEN {statement}; END IF; END $$"
    )


def downgrade() -> None:
    """Put the references back."""
    for right, table in NEVER_DONE:
        _if_application(f"GRANT {right} ON {table} TO pledge_app")
    op.execute("DROP TRIGGER projects_are_kept ON projects")
    for name, table, *_ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")
    for table, owner, columns, keys in REFERENCES:
        op.create_foreign_key(_name(table, columns), table, owner, columns, keys)
