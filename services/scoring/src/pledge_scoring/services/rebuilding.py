"""Builds every present score a second time from the registry's feed, and compares byte for byte.

Readers notice nothing: the second state grows in a schema of its own. For the comparison the
service is kept, for as long as that takes, from reading on in the feed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pledge_shared.clients.registry import RegistryClient
from pledge_shared.database.connections import Database, ReadConnection, WriteConnection

from ..storage.feed import Position, ScoreChange, append_changes, position
from ..storage.inputs import Document, PlanInput, find_plan, project_inputs
from ..storage.organizations import OrganizationUpdate, known_organizations, save_organizations
from ..storage.rebuilding import (
    SCHEMA,
    Comparison,
    Difference,
    compare,
    create_schema,
    drop_schema,
    hold_position,
    take_turn,
)
from ..storage.scores import Score, delete_scores, scores_of
from .alerts.rebuilding import rebuild_alerts, settle_alerts
from .following import RegistryFollower
from .judging import PlanUpdate, end_of
from .progress import Progress
from .recording import record_plan

__all__ = ["AlreadyRebuildingError", "OutOfReachError", "Rebuilt", "Tell", "rebuild"]

Tell = Callable[[int, int], None]
"""Is told up to which commit the feed was replayed, and of how many."""

_CATCH_UP = 3
"""How often to follow before the service is held; each time there is less left to follow."""


class AlreadyRebuildingError(Exception):
    """Another process rebuilds in this database."""


class OutOfReachError(Exception):
    """The service's place in the feed is not in the registry's record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came of it.

    Attributes
    ----------
    commits
        Of the registry that were replayed.
    scores
        That they lead to.
    left
        What differs still, after the rest was put right.
    """

    commits: int
    scores: int
    found: Comparison
    left: tuple[Difference, ...]


async def rebuild(owner_url: str, registry: RegistryClient, tell: Tell) -> Rebuilt:
    """Replay the feed from zero, compare, and put right what differs.

    Parameters
    ----------
    owner_url
        Of the scoring database, by the role that may make a schema in it.

    Raises
    ------
    AlreadyRebuildingError
        Somebody else does.
    OutOfReachError
        The service has not heard yet that the registry was restored from a backup.
    """
    owner = Database(owner_url, pool_size=2)
    rebuilt = Database(owner_url, pool_size=2, schema=SCHEMA)
    try:
        async with owner.ask() as turn:
            if not await take_turn(turn):
                raise AlreadyRebuildingError
            try:
                await create_schema(owner, rebuilt)
                return await _Rebuilding(owner, rebuilt, registry, tell).run()
            finally:
                await drop_schema(owner)
    finally:
        await rebuilt.close()
        await owner.close()


class _Rebuilding:
    def __init__(
        self, owner: Database, rebuilt: Database, registry: RegistryClient, tell: Tell
    ) -> None:
        self._owner = owner
        self._rebuilt = rebuilt
        self._follower = RegistryFollower(rebuilt, registry, Progress())
        self._tell = tell

    async def run(self) -> Rebuilt:
        for _ in range(_CATCH_UP):
            async with self._owner.read() as connection:
                goal = await position(connection)
            if await self._place() == goal:
                break
            await self._follow(goal)
        async with self._owner.write() as connection:
            goal = await hold_position(connection)
            await self._follow(goal)
            return await self._compare(connection, goal)

    async def _place(self) -> Position:
        async with self._rebuilt.read() as connection:
            return await position(connection)

    async def _follow(self, goal: Position) -> None:
        """Follow the feed up to exactly where the service is, page by page."""
        place = await self._place()
        while place.cursor != goal.cursor:
            await self._follower.step(wait=0, until=goal.cursor)
            before, place = place, await self._place()
            if place.cursor == before.cursor:
                raise OutOfReachError
            self._tell(place.sequence, goal.sequence)

    async def _compare(self, connection: WriteConnection, goal: Position) -> Rebuilt:
        await self._rebuild_alerts(connection)
        found = await compare(connection)
        async with self._rebuilt.read() as built:
            scores = await scores_of(built)
            await _put_organizations_right(connection, built, found.differences)
            for plan in sorted({each.plan for each in found.differences if each.plan is not None}):
                wrong = [each for each in found.differences if each.plan == plan]
                await _put_right(connection, built, plan, wrong)
        await settle_alerts(
            connection, {each.alerted for each in found.differences if each.alerted}
        )
        return Rebuilt(
            commits=goal.sequence,
            scores=len(scores),
            found=found,
            left=(await compare(connection)).differences if found.differences else (),
        )

    async def _rebuild_alerts(self, connection: WriteConnection) -> None:
        await settle_alerts(connection)
        async with self._rebuilt.write() as built:
            scores = await scores_of(built)
            await rebuild_alerts(
                built, connection, [(score.row.plan, score.row.code) for score in scores]
            )


async def _put_organizations_right(
    connection: WriteConnection, built: ReadConnection, wrong: Sequence[Difference]
) -> None:
    codes = {each.key.split("/")[1] for each in wrong if each.table == "organizations"}
    if codes:
        known = await known_organizations(built)
        right = tuple(known[code] for code in sorted(codes & known.keys()))
        update = OrganizationUpdate(right, frozenset(codes - known.keys()))
        await save_organizations(connection, update)


async def _put_right(
    connection: WriteConnection, built: ReadConnection, plan: str, wrong: Sequence[Difference]
) -> None:
    """Make a plan what was rebuilt of it, and tell the readers of scores."""
    head = await find_plan(built, plan)
    there = head or await find_plan(connection, plan)
    assert there is not None  # noqa: S101 - something of it differs, so one side has it
    scores = {score.row.code: score for score in await scores_of(built, plan=plan)}
    codes = {each.project: each for each in wrong if each.project is not None}
    gone = codes.keys() - scores.keys()
    ended = await scores_of(connection, plan=plan, codes=gone)
    update = PlanUpdate(
        code=plan,
        plan=head,
        documents=await _documents(built, plan, head),
        changes=(
            *(
                _change(there, scores, code, is_new="row" in codes[code].fields)
                for code in sorted(codes.keys() & scores.keys())
            ),
            *(end_of(there, score) for score in ended if score.row.code in gone),
        ),
    )
    await delete_scores(connection, plan, gone)  # also what its own facts name otherwise
    await record_plan(connection, update)
    await append_changes(connection, update.changes)


async def _documents(
    built: ReadConnection, plan: str, head: PlanInput | None
) -> tuple[Document, ...]:
    own = () if head is None else (head.document,)
    return (*own, *(each.document for each in await project_inputs(built, plan)))


def _change(
    head: PlanInput, scores: Mapping[str, Score], code: str, *, is_new: bool
) -> ScoreChange:
    parts = (score for score in scores.values() if score.row.parent == code)
    return ScoreChange(
        change="created" if is_new else "changed",
        score=scores[code],
        plan_version=head.version,
        plan_input=head.document.digest,
        part_versions={part.row.code: part.version for part in parts},
    )
