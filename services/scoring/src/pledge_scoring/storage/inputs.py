"""Copies of the registry's documents: by digest for ever, by code the present ones."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import RowMapping, delete, or_, select
from sqlalchemy.dialects.postgresql import Insert, insert

from pledge_shared.database.connections import ReadConnection, WriteConnection

from .tables import inputs, plans, scores

__all__ = [
    "Document",
    "PlanInput",
    "ProjectInput",
    "find_plan",
    "forget_plans",
    "parents_of",
    "plans_of",
    "project_inputs",
    "save_documents",
    "save_plan",
]


@dataclass(frozen=True, slots=True)
class Document:
    """Canonical bytes and their digest."""

    digest: str
    kind: str
    document: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInput:
    """A plan's present head, made by commit ``sequence``.

    Its projects are known as of the commit ``synced``; ``complete`` says that all have scores.
    """

    code: str
    id: UUID
    version: int
    sequence: int
    synced: int
    complete: bool
    organization: str
    document: Document


@dataclass(frozen=True, slots=True)
class ProjectInput:
    """A project's present document, made by commit ``sequence``."""

    sequence: int
    document: Document


_PLANS = (
    select(
        plans.c.code,
        plans.c.id,
        plans.c.version,
        plans.c.sequence,
        plans.c.synced,
        plans.c.complete,
        plans.c.organization,
        inputs.c.digest,
        inputs.c.kind,
        inputs.c.document,
    )
    .join(inputs, inputs.c.digest == plans.c.input)
    .order_by(plans.c.code)
)


_KEEP = insert(inputs).on_conflict_do_nothing()


def _saving() -> Insert:
    statement = insert(plans)
    rest = {column.name: statement.excluded[column.name] for column in plans.columns}
    return statement.on_conflict_do_update(index_elements=[plans.c.code], set_=rest)


_SAVE_PLAN = _saving()


async def find_plan(connection: ReadConnection, code: str) -> PlanInput | None:
    """Return a plan's present head."""
    row = (await connection.execute(_PLANS.where(plans.c.code == code))).mappings().one_or_none()
    return None if row is None else _plan(row)


async def plans_of(connection: ReadConnection, organization: str) -> list[PlanInput]:
    """Return the present heads of an organization's plans."""
    rows = await connection.execute(_PLANS.where(plans.c.organization == organization))
    return [_plan(row) for row in rows.mappings()]


def _plan(row: RowMapping) -> PlanInput:
    return PlanInput(
        code=row["code"],
        id=row["id"],
        version=row["version"],
        sequence=row["sequence"],
        synced=row["synced"],
        complete=row["complete"],
        organization=row["organization"],
        document=Document(row["digest"], row["kind"], row["document"]),
    )


async def project_inputs(
    connection: ReadConnection, plan: str, codes: Collection[str] | None = None
) -> list[ProjectInput]:
    """Return the documents of some projects and of all their parts; of every project for None."""
    query = (
        select(scores.c.own_sequence, inputs.c.digest, inputs.c.kind, inputs.c.document)
        .join(inputs, inputs.c.digest == scores.c.input)
        .where(scores.c.plan == plan)
        .order_by(scores.c.code)
    )
    if codes is not None:
        query = query.where(or_(scores.c.code.in_(codes), scores.c.parent.in_(codes)))
    rows = await connection.execute(query)
    return [ProjectInput(row.own_sequence, Document(*row[1:])) for row in rows]


async def parents_of(connection: ReadConnection, plan: str, codes: Collection[str]) -> set[str]:
    """Return the codes of the projects that some are parts of."""
    if not codes:
        return set()
    rows = await connection.scalars(
        select(scores.c.parent).where(
            scores.c.plan == plan, scores.c.code.in_(codes), scores.c.parent.is_not(None)
        )
    )
    return set(rows)


async def save_documents(connection: WriteConnection, documents: Iterable[Document]) -> None:
    """Keep copies; one that is here already stays as it is."""
    rows = [asdict(document) for document in documents]
    if rows:
        await connection.execute(_KEEP, rows)


async def save_plan(connection: WriteConnection, plan: PlanInput) -> None:
    """Make this the plan's present head."""
    row = {
        "code": plan.code,
        "id": plan.id,
        "version": plan.version,
        "sequence": plan.sequence,
        "synced": plan.synced,
        "complete": plan.complete,
        "organization": plan.organization,
        "input": plan.document.digest,
    }
    await connection.execute(_SAVE_PLAN, row)


async def forget_plans(connection: WriteConnection, codes: Sequence[str] | None = None) -> None:
    """Drop the present scores and heads of some plans, or of all; history stays."""
    for table, column in ((scores, scores.c.plan), (plans, plans.c.code)):
        statement = delete(table)
        await connection.execute(statement if codes is None else statement.where(column.in_(codes)))
