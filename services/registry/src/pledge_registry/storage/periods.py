"""Reading and recording the reporting periods of organizations."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import Date, bindparam, cast, func, insert, select, text

from pledge_shared.contracts.codes import Publication
from pledge_shared.database.connections import ReadConnection, WriteConnection

from ..domain.periods import Calendar, Clock, PeriodChange, calendar_of
from . import tables
from .ledger import EVERYTHING
from .ledger_tables import api_keys, commits
from .period_tables import period_changes

__all__ = [
    "PeriodStore",
    "WriteRules",
    "read_calendar",
    "read_changes",
    "read_clock",
    "write_rules",
]

_LOCK = "periods:"
_NOW = func.clock_timestamp()
_TODAY = cast(func.timezone("Asia/Seoul", _NOW), Date)

_NAME = func.concat(_LOCK, tables.plans.c.organization_id)
_RULES = select(
    tables.plans.c.organization_id,
    tables.plans.c.publication,
    select(api_keys.c.owner).where(api_keys.c.id == bindparam("of_key")).scalar_subquery(),
    _NOW,
    _TODAY,
    func.pg_advisory_xact_lock_shared(func.hashtextextended(_NAME, 0)),
).where(tables.plans.c.id == bindparam("of_plan"))
_CHANGES = (
    select(
        period_changes.c.period,
        period_changes.c.change,
        commits.c.at,
        period_changes.c.opens,
        period_changes.c.closes,
        period_changes.c.owner,
        period_changes.c.reason,
        period_changes.c.expires_at,
    )
    .join(commits, commits.c.id == period_changes.c.commit_id)
    .where(
        period_changes.c.organization_id == bindparam("of_organization"),
        commits.c.sequence <= bindparam("as_of"),
    )
    .order_by(commits.c.sequence)
)


@dataclass(frozen=True, slots=True)
class WriteRules:
    """What decides whether a key may write targets and actuals of a plan."""

    organization_id: UUID
    reviewed: bool
    owner: str | None
    clock: Clock


async def write_rules(connection: WriteConnection, plan_id: UUID, actor: UUID) -> WriteRules:
    """Return a plan's rules, and keep its organization's periods as they are until the commit."""
    rows = await connection.execute(_RULES, {"of_key": actor, "of_plan": plan_id})
    organization_id, publication, owner, now, today, _ = rows.one()
    reviewed = publication == Publication.REVIEWED
    return WriteRules(organization_id, reviewed, owner, Clock(now, today))


async def read_clock(connection: ReadConnection) -> Clock:
    """Return the database's time."""
    return Clock(*(await connection.execute(select(_NOW, _TODAY))).one())


async def read_changes(
    connection: ReadConnection, organization_id: UUID, as_of: int = EVERYTHING
) -> list[PeriodChange]:
    """Return every step of an organization's reporting periods up to a point of the record."""
    rows = await connection.execute(_CHANGES, {"of_organization": organization_id, "as_of": as_of})
    return [PeriodChange(**row) for row in rows.mappings()]


async def read_calendar(connection: ReadConnection, organization_id: UUID) -> Calendar:
    """Return an organization's reporting periods."""
    return calendar_of(await read_changes(connection, organization_id))


class PeriodStore:
    """Changes an organization's periods inside one transaction."""

    def __init__(self, connection: WriteConnection, organization_id: UUID) -> None:
        self._connection = connection
        self._organization_id = organization_id

    async def lock(self) -> None:
        """Wait for writes that count on the periods as they are, and hold back new ones."""
        await self._connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
            {"name": f"{_LOCK}{self._organization_id}"},
        )

    async def append(self, change: PeriodChange, change_id: UUID, commit_id: UUID) -> None:
        """Record a step; its time is that of its commit."""
        values = {name: value for name, value in asdict(change).items() if name != "at"}
        await self._connection.execute(
            insert(period_changes).values(
                id=change_id,
                organization_id=self._organization_id,
                commit_id=commit_id,
                **values,
            )
        )

    async def is_owner(self, owner: str) -> bool:
        """Tell whether a key that works answers to this owner."""
        found = select(api_keys.c.id).where(
            api_keys.c.owner == owner, api_keys.c.revoked_at.is_(None)
        )
        return (await self._connection.scalar(found.limit(1))) is not None
