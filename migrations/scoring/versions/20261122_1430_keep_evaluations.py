"""Keep evaluations: pinned for good, published by another owner, and never changed."""

import sqlalchemy as sa
from alembic import op

revision = "5c0e7a91d306"
down_revision = "5c0e7a91d305"
branch_labels = None
depends_on = None

MOVING = ("state", "finished_at", "failure", "published_at", "published_by", "publisher")
TABLES = ("evaluation_results", "evaluation_progress", "evaluations")


def upgrade() -> None:
    """Create the tables with their guards, and let copies of schemes be kept."""
    _allow_kinds("'plan', 'project', 'scheme'")
    _create_evaluations()
    op.create_table(
        "evaluation_progress",
        sa.Column("evaluation", sa.Uuid(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _of_evaluation("evaluation_progress"),
        sa.PrimaryKeyConstraint("evaluation", name=op.f("pk_evaluation_progress")),
    )
    op.create_table(
        "evaluation_results",
        sa.Column("evaluation", sa.Uuid(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "digest = encode(sha256(document), 'hex')", name=op.f("ck_evaluation_results_digest")
        ),
        _of_evaluation("evaluation_results"),
        sa.PrimaryKeyConstraint("evaluation", name=op.f("pk_evaluation_results")),
    )
    _guard()
    _grant("evaluations", f"SELECT, INSERT, UPDATE ({', '.join(MOVING)})")
    _grant("evaluation_progress", "SELECT, INSERT, UPDATE")
    _grant("evaluation_results", "SELECT, INSERT")


def _allow_kinds(kinds: str) -> None:
    op.drop_constraint(op.f("ck_inputs_kind"), "inputs")
    op.create_check_constraint(op.f("ck_inputs_kind"), "inputs", f"kind IN ({kinds})")


def _of_evaluation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["evaluation"], ["evaluations.id"], name=op.f(f"fk_{table}_evaluation")
    )


def _create_evaluations() -> None:
    op.create_table(
        "evaluations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("pins", sa.LargeBinary(), nullable=False),
        sa.Column("pins_digest", sa.Text(), nullable=False),
        sa.Column("revises", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'succeeded', 'failed', 'cancelled', 'published')",
            name=op.f("ck_evaluations_state"),
        ),
        sa.CheckConstraint(
            "pins_digest = encode(sha256(pins), 'hex')", name=op.f("ck_evaluations_pins_digest")
        ),
        sa.CheckConstraint(
            "(state = 'published') = (publisher IS NOT NULL)",
            name=op.f("ck_evaluations_publisher"),
        ),
        sa.CheckConstraint("publisher <> owner", name=op.f("ck_evaluations_another_owner")),
        sa.ForeignKeyConstraint(
            ["revises"], ["evaluations.id"], name=op.f("fk_evaluations_revises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
        sa.UniqueConstraint("number", name=op.f("uq_evaluations_number")),
    )
    op.create_index(op.f("ix_evaluations_subject_number"), "evaluations", ["subject", "number"])
    op.create_index(op.f("ix_evaluations_revises"), "evaluations", ["revises"])


def _guard() -> None:
    """Let states go forward only and everything else stay, for the owner of the tables, too."""
    kept = "id, number, subject_kind, subject, scheme, pins, revises, actor, owner, created_at"
    was, now = (", ".join(f"{side}.{name}" for name in kept.split(", ")) for side in ("OLD", "NEW"))
    op.execute(
        f"""
        CREATE FUNCTION keep_evaluation() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (OLD.state, NEW.state) NOT IN (
                ('queued', 'succeeded'), ('queued', 'failed'), ('queued', 'cancelled'),
                ('succeeded', 'published')
            ) OR ({was}) IS DISTINCT FROM ({now}) THEN
                RAISE EXCEPTION 'an evaluation goes on to its next state and never changes'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER evaluations_go_on BEFORE UPDATE ON evaluations "
        "FOR EACH ROW EXECUTE FUNCTION keep_evaluation()"
    )
    for table, changes in (
        ("evaluations", "DELETE OR TRUNCATE"),
        ("evaluation_results", "UPDATE OR DELETE OR TRUNCATE"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_are_final BEFORE {changes} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _grant(table: str, rights: str) -> None:
    for role, granted in (("pledge_app", rights), ("pledge_read", "SELECT")):
        op.execute(
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN GRANT {granted} ON {table} TO {role}; END IF; END $$"
        )


def downgrade() -> None:
    """Drop the tables; copies of schemes stay, so their kind stays allowed."""
    for table in TABLES:
        op.drop_table(table)
    op.execute("DROP FUNCTION keep_evaluation()")
