"""The present score of every project, and the rows that sets are added up from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, delete, select, tuple_
from sqlalchemy.dialects.postgresql import Insert

from pledge_shared.database.connections import ReadConnection, WriteConnection

from ..engine.aggregate import ProjectRow
from ..engine.measures import Coverage
from .many_rows import insert_of_rows, json_of_rows
from .tables import plans, scores

__all__ = [
    "Head",
    "Score",
    "coverage_columns",
    "delete_scores",
    "facts_column",
    "find_head",
    "outdated_plans",
    "rate_column",
    "row_from_facts",
    "save_scores",
    "score_from",
    "scores_of",
]

_ROW = TypeAdapter(ProjectRow)
_HEAD = "head"


def _saving() -> Insert:
    statement = insert_of_rows(scores)
    rest = {column.name: statement.excluded[column.name] for column in scores.columns}
    return statement.on_conflict_do_update(index_elements=scores.primary_key.columns, set_=rest)


_SAVE = _saving()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A project's score with everything that lists and sets ask of it.

    ``own_sequence`` is the commit of its own document, ``sequence`` the latest of all its inputs.
    """

    project_id: UUID
    version: int
    input: str
    own_sequence: int
    sequence: int
    organization: str
    goal: str | None
    scored_on: date
    scheme: str
    scheme_digest: str
    engine_version: str
    reason: str | None
    coverage: Coverage | None
    finding_errors: int
    finding_warnings: int
    finding_infos: int
    row: ProjectRow
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """What seals a project's present score, without the score."""

    plan: str
    code: str
    version: int
    sequence: int
    scored_on: date
    digest: str


_AS_THEY_ARE = (
    "project_id",
    "version",
    "input",
    "own_sequence",
    "sequence",
    "organization",
    "goal",
    "scored_on",
    "scheme",
    "scheme_digest",
    "engine_version",
    "reason",
    "finding_errors",
    "finding_warnings",
    "finding_infos",
    "digest",
)


def rate_column(rate: Fraction | None) -> Decimal | None:
    """Return a rate of at most 12 decimals as the exact decimal that is stored."""
    return None if rate is None else Decimal(rate.numerator) / rate.denominator


def coverage_columns(coverage: Coverage | None) -> dict[str, Decimal | None]:
    """Return both sides of a coverage."""
    share = coverage.share if coverage else None
    return {
        "coverage_numerator": None if share is None else Decimal(share.numerator),
        "coverage_denominator": None if share is None else Decimal(share.denominator),
    }


def facts_column(row: ProjectRow) -> dict[str, Any]:
    """Return what sets are added up from, numbers as exact text."""
    facts: dict[str, Any] = _ROW.dump_python(row, mode="json")
    return facts


def row_from_facts(facts: dict[str, Any]) -> ProjectRow:
    """Read what `facts_column` wrote."""
    return _ROW.validate_python(facts)


def _columns(score: Score) -> dict[str, Any]:
    row = score.row
    return {
        "plan": row.plan,
        "code": row.code,
        "view": _HEAD,
        "parent": row.parent,
        "kind": row.kind.value,
        "status": row.status.value,
        "rate_exact": rate_column(row.rate),
        **coverage_columns(score.coverage),
        "periods_with_value": score.coverage.with_value if score.coverage else 0,
        "periods_due": score.coverage.due if score.coverage else 0,
        "facts": facts_column(row),
        **{name: getattr(score, name) for name in _AS_THEY_ARE},
    }


def score_from(columns: RowMapping) -> Score:
    """Read a row of the table."""
    coverage = None
    if columns["coverage_numerator"] is not None:
        share = Fraction(columns["coverage_numerator"]) / Fraction(columns["coverage_denominator"])
        coverage = Coverage(share, columns["periods_with_value"], columns["periods_due"])
    return Score(
        coverage=coverage,
        row=row_from_facts(columns["facts"]),
        **{name: columns[name] for name in _AS_THEY_ARE},
    )


async def save_scores(connection: WriteConnection, changed: Sequence[Score]) -> None:
    """Make these the present scores of their projects."""
    if not changed:
        return
    rows = json_of_rows([_columns(score) for score in changed])
    await connection.execute(_SAVE, {"rows": rows})


async def delete_scores(connection: WriteConnection, plan: str, codes: Collection[str]) -> None:
    """Drop the present scores of projects that are gone."""
    if codes:
        gone = delete(scores).where(scores.c.plan == plan, scores.c.code.in_(codes))
        await connection.execute(gone)


async def find_head(connection: ReadConnection, plan: str, code: str) -> Head | None:
    """Return what seals a project's present score."""
    columns = (scores.c[field.name] for field in fields(Head))
    key = {"plan": plan, "code": code, "view": _HEAD}
    row = (await connection.execute(select(*columns).filter_by(**key))).one_or_none()
    return None if row is None else Head(*row)


async def scores_of(
    connection: ReadConnection,
    *,
    plan: str | None = None,
    organization: str | None = None,
    codes: Collection[str] | None = None,
) -> list[Score]:
    """Return the present scores of a plan or of an organization's plans, or some of them."""
    query = select(scores).where(scores.c.view == _HEAD).order_by(scores.c.plan, scores.c.code)
    if plan is not None:
        query = query.where(scores.c.plan == plan)
    if organization is not None:
        query = query.where(scores.c.organization == organization)
    if codes is not None:
        query = query.where(scores.c.code.in_(codes))
    rows = await connection.execute(query)
    return [score_from(row) for row in rows.mappings()]


async def outdated_plans(
    connection: ReadConnection, engine_version: str, schemes: Mapping[str, str]
) -> list[str]:
    """Return the plans that have to be scored again.

    Those with a score of another engine, of a scheme that reads otherwise now, or without one
    for a project that could not be scored.

    Parameters
    ----------
    schemes
        The digest of every scheme, by name.
    """
    current = tuple_(scores.c.scheme, scores.c.scheme_digest).in_(list(schemes.items()))
    outdated = select(scores.c.plan).where((scores.c.engine_version != engine_version) | ~current)
    incomplete = select(plans.c.code).where(~plans.c.complete)
    return sorted(await connection.scalars(outdated.union(incomplete)))
