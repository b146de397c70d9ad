"""Load 법정동 and 기관 codes as reference data.

Codes are facts with validity dates: later ones are added by later migrations, none is removed.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "8d2f1c0a6b13"
down_revision = "8d2f1c0a6b12"
branch_labels = None
depends_on = None

REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference"


def upgrade() -> None:
    """Insert every code of the reference files."""
    for table, file in (("regions", "regions.json"), ("institutions", "organizations.json")):
        rows = json.loads((REFERENCE / file).read_text(encoding="utf-8"))
        columns = [column for column in rows[0] if column != "background"]
        target = sa.table(table, *(sa.column(column) for column in columns))
        op.bulk_insert(target, [_row(row, columns) for row in rows])


def _row(row: dict[str, Any], columns: list[str]) -> dict[str, Any]:
    days = {
        key: date.fromisoformat(row[key]) if row[key] else None
        for key in ("valid_from", "valid_to")
    }
    return {column: row.get(column) for column in columns} | days


def downgrade() -> None:
    """Remove the codes again."""
    op.execute("DELETE FROM regions")
    op.execute("DELETE FROM institutions")
