"""Tables of imports: what was asked for, lines that wait, and lines that changed nothing."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)

from .tables import metadata

__all__ = ["import_lines", "import_progress", "imported_lines", "imports"]

imports = Table(
    "imports",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
    Column("state", Text, nullable=False),
    Column("actor", Uuid, nullable=False),
    Column("prune", Boolean, nullable=False),
    Column("validate_only", Boolean, nullable=False, server_default=text("false")),
    Column("reason", Text),
    Column("request_id", Text),
    Column("outcome", LargeBinary),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("finished_at", DateTime(timezone=True)),
    CheckConstraint(
        "state IN ('receiving', 'queued', 'succeeded', 'failed', 'validated')", name="state"
    ),
)
"""Each import asked for; one that is being received is not yet anybody's."""


def _of_import() -> Column[object]:
    return Column("import_id", Uuid, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)


import_lines = Table(
    "import_lines",
    metadata,
    _of_import(),
    Column("number", Integer, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary),
)
"""Plan documents that wait to be imported, gone when they are.

``body`` is missing where the line was recognised as one that changes nothing.
"""

import_progress = Table(
    "import_progress",
    metadata,
    _of_import(),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
)
"""How many documents of a queued import are done; beside the import, whose row is locked."""

imported_lines = Table(
    "imported_lines",
    metadata,
    Column("plan_id", Uuid, ForeignKey("plans.id"), primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("projects", Integer, nullable=False),
    Column("organizations", ARRAY(Uuid), nullable=False),
    Column("plan_version", Integer, nullable=False),
    Column("project_versions", BigInteger, nullable=False),
    Column("organization_versions", BigInteger, nullable=False),
)
"""The bytes (SHA-256) that each plan was last imported from, and the versions that made.

Versions only ever grow, so while the version of the plan and the sums over its projects and over
the organizations of the line are what they were, the line says what is stored.
"""
