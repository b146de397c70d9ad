"""Tables of the registry: normalised rows for constraints and queries.

What readers get are the documents in `storage.ledger_tables`; these rows are written in the
same transaction and hold the rules that PostgreSQL can enforce. That targets, actuals and budget
lines belong to something is checked by triggers, once a statement instead of once a row.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from pledge_shared.database.naming import new_metadata

__all__ = ["metadata"]

metadata = new_metadata()

MAX_KRW = 10**15


def _id() -> Column[object]:
    return Column("id", Uuid, primary_key=True, server_default=text("uuidv7()"))


def _code() -> CheckConstraint:
    return CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name="code")


def _one_of(column: str, *codes: str) -> CheckConstraint:
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _deleted() -> Column[object]:
    return Column("deleted", Boolean, nullable=False, server_default=text("false"))


def _number(name: str) -> Column[object]:
    return Column(name, Numeric(27, 12))


def _amount() -> tuple[Column[object], CheckConstraint]:
    bounds = f"amount_krw BETWEEN 0 AND {MAX_KRW}"
    return Column("amount_krw", BigInteger), CheckConstraint(bounds, name="amount_krw")


def _project() -> Column[object]:
    return Column("project_id", Uuid, ForeignKey("projects.id"), primary_key=True)


def _ordinal() -> Column[object]:
    return Column("ordinal", Integer, primary_key=True)


regions = Table(
    "regions",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("parent", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("source", Text, nullable=False),
    CheckConstraint("code ~ '^[0-9]{10}$'", name="code"),
)
"""법정동코드: reference data, loaded by a migration."""

institutions = Table(
    "institutions",
    metadata,
    Column("institution_code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("district_code", Text),
    Column("parent", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("source", Text, nullable=False),
    CheckConstraint("institution_code ~ '^[0-9]{7}$'", name="institution_code"),
)
"""기관코드 of governments: reference data, loaded by a migration."""

organizations = Table(
    "organizations",
    metadata,
    _id(),
    Column("code", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text),
    Column("parent_id", Uuid, ForeignKey("organizations.id")),
    Column("institution_code", Text),
    Column("district_code", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
    _deleted(),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    _code(),
    _one_of("kind", "province", "municipality", "institution", "department"),
    CheckConstraint("parent_id <> id", name="own_parent"),
    CheckConstraint("valid_to >= valid_from", name="validity"),
)

terms = Table(
    "terms",
    metadata,
    _id(),
    Column("organization_id", Uuid, ForeignKey("organizations.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("start_day", Date, nullable=False),
    Column("end_day", Date, nullable=False),
    Column("declared", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("organization_id", "code"),
    _code(),
    CheckConstraint("end_day >= start_day", name="days"),
)
"""``declared`` terms stand in their organization's document; others only a plan names."""

plans = Table(
    "plans",
    metadata,
    _id(),
    Column("code", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("organization_id", Uuid, ForeignKey("organizations.id"), nullable=False),
    Column("term_id", Uuid, ForeignKey("terms.id")),
    Column("reporting_date", Date, nullable=False),
    Column("scheme", Text, nullable=False),
    Column("publication", Text, nullable=False),
    _deleted(),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    _code(),
    _one_of("kind", "pledge", "annual", "strategy", "programme"),
    _one_of("publication", "immediate", "reviewed"),
)

goals = Table(
    "goals",
    metadata,
    Column("plan_id", Uuid, ForeignKey("plans.id"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("parent", Text),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    ForeignKeyConstraint(
        ["plan_id", "parent"],
        ["goals.plan_id", "goals.code"],
        deferrable=True,
        initially="DEFERRED",
    ),
    _code(),
    _one_of("kind", "goal", "task", "heading", "field", "strategy"),
)

projects = Table(
    "projects",
    metadata,
    _id(),
    Column("plan_id", Uuid, ForeignKey("plans.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("parent", Text),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("goal", Text),
    Column("lead_department_id", Uuid, ForeignKey("organizations.id")),
    Column("executor", Text),
    Column("term_scope", Text),
    Column("novelty", Text),
    Column("budgeted", Boolean),
    Column("central_support", Text),
    Column("period_start", Date),
    Column("period_end", Date),
    _number("weight"),
    Column("contact_ref", Uuid),
    Column("details", JSONB, nullable=False),
    _deleted(),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    UniqueConstraint("plan_id", "code"),
    ForeignKeyConstraint(
        ["plan_id", "parent"],
        ["projects.plan_id", "projects.code"],
        deferrable=True,
        initially="DEFERRED",
    ),
    ForeignKeyConstraint(
        ["plan_id", "goal"], ["goals.plan_id", "goals.code"], deferrable=True, initially="DEFERRED"
    ),
    _code(),
    CheckConstraint("parent <> code", name="own_parent"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("period_end >= period_start", name="period"),
    CheckConstraint("weight >= 0", name="weight"),
    _one_of("kind", "pledge", "project", "pending"),
    _one_of(
        "status",
        "planned",
        "completed",
        "continuing",
        "on_track",
        "partial",
        "suspended",
        "scrapped",
    ),
)

budget_lines = Table(
    "budget_lines",
    metadata,
    Column("project_id", Uuid, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    *_amount(),
    Column("printed", Text),
    Column("approximate", Boolean, nullable=False),
    _one_of("stage", "planned", "secured", "executed"),
    _one_of(
        "source", "national", "provincial", "municipal", "private", "fund", "other", "undivided"
    ),
    CheckConstraint("period ~ '^(prior|post_term|[0-9]{4}([.]{2}[0-9]{4})?)$'", name="period"),
)

declared_totals = Table(
    "declared_totals",
    metadata,
    _project(),
    Column("stage", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    *_amount(),
    Column("printed", Text),
    _one_of("stage", "planned", "secured", "executed"),
)

indicators = Table(
    "indicators",
    metadata,
    _project(),
    Column("code", Text, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text),
    Column("kind", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("accumulation", Text, nullable=False),
    _number("weight"),
    _number("baseline"),
    _number("term_target"),
    _number("reported_rate"),
    _code(),
    CheckConstraint("weight >= 0", name="weight"),
    _one_of("kind", "quantity", "ratio", "milestone", "text"),
    _one_of("direction", "up", "down", "maintain"),
    _one_of("accumulation", "mean", "sum", "latest", "ratio"),
)

targets = Table(
    "targets",
    metadata,
    Column("project_id", Uuid, primary_key=True),
    Column("indicator", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    _number("value"),
    _number("numerator"),
    _number("denominator"),
    Column("text", Text),
    Column("ends", Boolean, nullable=False),
)

actuals = Table(
    "actuals",
    metadata,
    Column("project_id", Uuid, primary_key=True),
    Column("indicator", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    _number("value"),
    _number("numerator"),
    _number("denominator"),
    Column("text", Text),
    Column("stage", Text),
    _number("reported_rate"),
    Column("approval", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("evidence", JSONB, nullable=False),
    Column("commit_id", Uuid, nullable=False),
    CheckConstraint("revision >= 1", name="revision"),
    CheckConstraint("reported_rate >= 0", name="reported_rate"),
    _one_of("approval", "draft", "submitted", "approved", "sent_back"),
)
"""Append-only: a correction is a new revision, a withdrawal one that says so."""

milestones = Table(
    "milestones",
    metadata,
    _project(),
    _ordinal(),
    Column("state", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("precision", Text, nullable=False),
    Column("start_day", Date),
    Column("end_day", Date),
    Column("printed", Text),
    Column("quantities", JSONB, nullable=False),
    _one_of("state", "done", "planned"),
    CheckConstraint("end_day >= start_day", name="days"),
)

challenges = Table(
    "challenges",
    metadata,
    _project(),
    _ordinal(),
    Column("problem", Text, nullable=False),
    Column("countermeasure", Text),
    Column("due", Date),
    Column("closed", Date),
)

ordinances = Table(
    "ordinances",
    metadata,
    _project(),
    _ordinal(),
    Column("name", Text, nullable=False),
    Column("proposed", Date),
    Column("committee", Date),
    Column("plenary", Date),
)

reported_values = Table(
    "reported_values",
    metadata,
    _project(),
    _ordinal(),
    Column("name", Text, nullable=False),
    _number("value"),
    *_amount(),
    Column("unit", Text),
    Column("printed", Text),
)
