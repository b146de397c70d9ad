"""Create the rows of the registry and its record of versions, commits and events.

The first revision: nothing ran before it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "8d2f1c0a6b11"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )
    op.create_table(
        "commits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commits")),
        sa.UniqueConstraint("at", name=op.f("uq_commits_at")),
        sa.UniqueConstraint("sequence", name=op.f("uq_commits_sequence")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_table(
        "feed_head",
        sa.Column("sole", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("epoch", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sole", name=op.f("ck_feed_head_sole")),
        sa.PrimaryKeyConstraint("sole", name=op.f("pk_feed_head")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_digest", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("prune", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'succeeded', 'failed')", name=op.f("ck_imports_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "institutions",
        sa.Column("institution_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "institution_code ~ '^[0-9]{7}$'", name=op.f("ck_institutions_institution_code")
        ),
        sa.PrimaryKeyConstraint("institution_code", name=op.f("pk_institutions")),
    )
    op.create_table(
        "organizations",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("institution_code", sa.Text(), nullable=True),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f("ck_organizations_code")
        ),
        sa.CheckConstraint(
            "kind IN ('province', 'municipality', 'institution', 'department')",
            name=op.f("ck_organizations_kind"),
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_organizations_own_parent")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_organizations_validity")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organizations.id"], name=op.f("fk_organizations_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("code", name=op.f("uq_organizations_code")),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("code ~ '^[0-9]{10}$'", name=op.f("ck_regions_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_table(
        "events",
        sa.Column("commit_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "change IN ('created', 'changed', 'deleted')", name=op.f("ck_events_change")
        ),
        sa.ForeignKeyConstraint(
            ["commit_id"],
            ["commits.id"],
            name=op.f("fk_events_commit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("commit_id", "ordinal", name=op.f("pk_events")),
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f("ck_terms_code")),
        sa.CheckConstraint("end_day >= start_day", name=op.f("ck_terms_days")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_terms_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("uq_terms_organization_id_code")),
    )
    op.create_table(
        "versions",
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("commit_id", sa.Uuid(), nullable=False),
        sa.Column("tombstone", sa.Boolean(), nullable=False),
        sa.Column("schema_number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("summary", JSONB(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('organization', 'plan', 'project')", name=op.f("ck_versions_kind")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_versions_version")),
        sa.ForeignKeyConstraint(
            ["commit_id"],
            ["commits.id"],
            name=op.f("fk_versions_commit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entity_id", "version", name=op.f("pk_versions")),
    )
    op.create_index(op.f("ix_versions_commit_id"), "versions", ["commit_id"], unique=False)
    op.create_table(
        "plans",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=True),
        sa.Column("reporting_date", sa.Date(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f("ck_plans_code")),
        sa.CheckConstraint(
            "kind IN ('pledge', 'annual', 'strategy', 'programme')", name=op.f("ck_plans_kind")
        ),
        sa.CheckConstraint(
            "publication IN ('immediate', 'reviewed')", name=op.f("ck_plans_publication")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_plans_organization_id")
        ),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name=op.f("fk_plans_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("code", name=op.f("uq_plans_code")),
    )
    op.create_table(
        "goals",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f("ck_goals_code")),
        sa.CheckConstraint(
            "kind IN ('goal', 'task', 'heading', 'field', 'strategy')", name=op.f("ck_goals_kind")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "parent"],
            ["goals.plan_id", "goals.code"],
            name=op.f("fk_goals_plan_id_parent"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_goals_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "code", name=op.f("pk_goals")),
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=True),
        sa.Column("lead_department_id", sa.Uuid(), nullable=True),
        sa.Column("executor", sa.Text(), nullable=True),
        sa.Column("term_scope", sa.Text(), nullable=True),
        sa.Column("novelty", sa.Text(), nullable=True),
        sa.Column("budgeted", sa.Boolean(), nullable=True),
        sa.Column("central_support", sa.Text(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("weight", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("contact_ref", sa.Uuid(), nullable=True),
        sa.Column("details", JSONB(), nullable=False),
        sa.Column("deleted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f("ck_projects_code")),
        sa.CheckConstraint(
            "kind IN ('pledge', 'project', 'pending')", name=op.f("ck_projects_kind")
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'completed', 'continuing', 'on_track', 'partial', "
            "'suspended', 'scrapped')",
            name=op.f("ck_projects_status"),
        ),
        sa.CheckConstraint("parent <> code", name=op.f("ck_projects_own_parent")),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_projects_period")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_projects_version")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_projects_weight")),
        sa.ForeignKeyConstraint(
            ["lead_department_id"],
            ["organizations.id"],
            name=op.f("fk_projects_lead_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "goal"],
            ["goals.plan_id", "goals.code"],
            name=op.f("fk_projects_plan_id_goal"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "parent"],
            ["projects.plan_id", "projects.code"],
            name=op.f("fk_projects_plan_id_parent"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_projects_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_projects_plan_id_code")),
    )
    op.create_table(
        "actuals",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("numerator", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("denominator", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("reported_rate", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("evidence", JSONB(), nullable=False),
        sa.Column("commit_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "approval IN ('draft', 'submitted', 'approved', 'sent_back')",
            name=op.f("ck_actuals_approval"),
        ),
        sa.CheckConstraint("reported_rate >= 0", name=op.f("ck_actuals_reported_rate")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_actuals_revision")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_actuals_project_id")
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "indicator", "period", "revision", name=op.f("pk_actuals")
        ),
    )
    op.create_table(
        "budget_lines",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("amount_krw", sa.BigInteger(), nullable=True),
        sa.Column("printed", sa.Text(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "period ~ '^(prior|post_term|[0-9]{4}([.]{2}[0-9]{4})?)$'",
            name=op.f("ck_budget_lines_period"),
        ),
        sa.CheckConstraint(
            "source IN ('national', 'provincial', 'municipal', 'private', 'fund', 'other', "
            "'undivided')",
            name=op.f("ck_budget_lines_source"),
        ),
        sa.CheckConstraint(
            "stage IN ('planned', 'secured', 'executed')", name=op.f("ck_budget_lines_stage")
        ),
        sa.CheckConstraint(
            "amount_krw BETWEEN 0 AND 1000000000000000", name=op.f("ck_budget_lines_amount_krw")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_budget_lines_project_id")
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "stage", "source", "period", name=op.f("pk_budget_lines")
        ),
    )
    op.create_table(
        "challenges",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("countermeasure", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_challenges_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "ordinal", name=op.f("pk_challenges")),
    )
    op.create_table(
        "declared_totals",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("amount_krw", sa.BigInteger(), nullable=True),
        sa.Column("printed", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "stage IN ('planned', 'secured', 'executed')", name=op.f("ck_declared_totals_stage")
        ),
        sa.CheckConstraint(
            "amount_krw BETWEEN 0 AND 1000000000000000", name=op.f("ck_declared_totals_amount_krw")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_declared_totals_project_id")
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "stage", "source", "period", name=op.f("pk_declared_totals")
        ),
    )
    op.create_table(
        "indicators",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("accumulation", sa.Text(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("baseline", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("term_target", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("reported_rate", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.CheckConstraint(
            "accumulation IN ('mean', 'sum', 'latest', 'ratio')",
            name=op.f("ck_indicators_accumulation"),
        ),
        sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f("ck_indicators_code")),
        sa.CheckConstraint(
            "direction IN ('up', 'down', 'maintain')", name=op.f("ck_indicators_direction")
        ),
        sa.CheckConstraint(
            "kind IN ('quantity', 'ratio', 'milestone', 'text')", name=op.f("ck_indicators_kind")
        ),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_indicators_weight")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_indicators_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "code", name=op.f("pk_indicators")),
    )
    op.create_table(
        "milestones",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("start_day", sa.Date(), nullable=True),
        sa.Column("end_day", sa.Date(), nullable=True),
        sa.Column("printed", sa.Text(), nullable=True),
        sa.Column("quantities", JSONB(), nullable=False),
        sa.CheckConstraint("state IN ('done', 'planned')", name=op.f("ck_milestones_state")),
        sa.CheckConstraint("end_day >= start_day", name=op.f("ck_milestones_days")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_milestones_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "ordinal", name=op.f("pk_milestones")),
    )
    op.create_table(
        "ordinances",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Date(), nullable=True),
        sa.Column("committee", sa.Date(), nullable=True),
        sa.Column("plenary", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_ordinances_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "ordinal", name=op.f("pk_ordinances")),
    )
    op.create_table(
        "reported_values",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("amount_krw", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("printed", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "amount_krw BETWEEN 0 AND 1000000000000000", name=op.f("ck_reported_values_amount_krw")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_reported_values_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "ordinal", name=op.f("pk_reported_values")),
    )
    op.create_table(
        "targets",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("numerator", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("denominator", sa.Numeric(precision=27, scale=12), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "indicator"],
            ["indicators.project_id", "indicators.code"],
            name=op.f("fk_targets_project_id_indicator"),
        ),
        sa.PrimaryKeyConstraint("project_id", "indicator", "period", name=op.f("pk_targets")),
    )


def downgrade() -> None:
    """Drop every table."""
    op.drop_table("targets")
    op.drop_table("reported_values")
    op.drop_table("ordinances")
    op.drop_table("milestones")
    op.drop_table("indicators")
    op.drop_table("declared_totals")
    op.drop_table("challenges")
    op.drop_table("budget_lines")
    op.drop_table("actuals")
    op.drop_table("projects")
    op.drop_table("goals")
    op.drop_table("plans")
    op.drop_table("versions")
    op.drop_table("terms")
    op.drop_table("events")
    op.drop_table("regions")
    op.drop_table("organizations")
    op.drop_table("institutions")
    op.drop_table("imports")
    op.drop_table("idempotency_keys")
    op.drop_table("feed_head")
    op.drop_table("contacts")
    op.drop_table("commits")
    op.drop_table("api_keys")
