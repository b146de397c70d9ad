"""Scoring a whole nation again, and one changed actual, beside PostgreSQL handing out the rows."""

import asyncio
import multiprocessing
import os
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from multiprocessing.connection import Connection
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import asyncpg

from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.services.progress import Progress
from pledge_scoring.storage.feed import position
from pledge_scoring.storage.inputs import find_plan
from pledge_scoring.storage.scores import scores_of
from pledge_shared.clients._http import Upstream
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.plan import Plan
from pledge_shared.database.connections import Database
from pledge_shared.logs import configure_logs

from ..errors import LocalError
from ..throwaway import ThrowawayDatabase, ThrowawayServer
from .contenders import by_decimal, by_sql, seconds_to_read
from .memory import peak_of
from .nation import NATION, Extent, documents
from .oracle import expected_rates
from .scored import ScoredNation

__all__ = ["Compared", "Incremental", "ScoreFigures", "measure_score"]

_ROWS = """SELECT s.*, i.document FROM scores s JOIN inputs i ON i.digest = s.input
    WHERE s.plan = $1 ORDER BY s.code"""
"""What a re-score reads."""
_OLDER = "UPDATE scores SET engine_version = 'older'"
"""Then every score is another one: each is written again, with its history and its event."""
_SIZE = "SELECT sum(length(i.document)) FROM scores s JOIN inputs i ON i.digest = s.input"
_NOWHERE = "http://127.0.0.1:9"
"""No registry: everything is scored from the copies."""
_PROCESSES = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Incremental:
    """Milliseconds of one changed actual: read, score and write, and the writing alone."""

    projects: int
    median: float
    p99: float
    transaction_p99: float


@dataclass(slots=True)
class Compared:
    """Projects whose rate is not what the oracle says, and that binary floats print wrong."""

    projects: int = 0
    differing: int = 0
    wrong_by_float: int = 0
    wrong_by_rounded_float: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFigures:
    """What was measured; seconds are medians.

    Attributes
    ----------
    rows_seconds
        PostgreSQL handing out the rows that a re-score reads.
    decimal_seconds, sql_seconds
        The bare rates of the same documents, by a loop in Python's Decimal and by SQL.
    memory_seconds
        One core going over the bytes of those documents once.
    peak_mib
        Of the process that scores.
    tenth, whole
        One changed actual, in a tenth of the plans and in all of them.
    """

    plans: int
    rows_seconds: float
    decimal_seconds: float
    sql_seconds: float
    memory_seconds: float
    same_seconds: float
    rewritten_seconds: float
    idle_mib: float
    peak_mib: float
    compared: Compared
    tenth: Incremental
    whole: Incremental
    load: float

    @property
    def same_ratio(self) -> float:
        """Scoring again when nothing changes, by handing out the rows."""
        return self.same_seconds / self.rows_seconds

    @property
    def rewritten_ratio(self) -> float:
        """Scoring again when every score changes, by handing out the rows."""
        return self.rewritten_seconds / self.rows_seconds

    @property
    def growth(self) -> float:
        """The slowest in a hundred changes at ten times the rows, by the same before."""
        return self.whole.p99 / self.tenth.p99

    def as_json(self) -> dict[str, Any]:
        """Return everything by name."""
        ratios = ("same_ratio", "rewritten_ratio", "growth")
        return asdict(self) | {name: getattr(self, name) for name in ratios}


def measure_score(extent: Extent = NATION, *, times: int = 3, changes: int = 300) -> ScoreFigures:
    """Measure on a server of its own, with the durability it has in service."""
    configure_logs("scoring", "ERROR")
    with ThrowawayServer.start(durable=True) as server, server.migrated("scoring") as database:
        return asyncio.run(_measure(database, extent, times, changes))


async def _measure(
    target: ThrowawayDatabase, extent: Extent, times: int, changes: int
) -> ScoreFigures:
    database = Database(target.app_url, pool_size=2)
    nation, compared = ScoredNation(database), Compared()
    incremental: list[Incremental] = []
    for number, document in enumerate(documents(extent), start=1):
        await nation.add(document)
        await _compare(database, document, compared)
        if number in {max(1, extent.plans // 10), extent.plans}:
            await _settle(target)
            found = await _incremental(nation, changes, number * extent.projects)
            incremental.append(found)
    await database.close()
    return ScoreFigures(
        plans=extent.plans,
        compared=compared,
        tenth=incremental[0],
        whole=incremental[-1],
        load=os.getloadavg()[0],
        **await _score_again(target, nation.plans, times),
    )


async def _settle(target: ThrowawayDatabase) -> None:
    """Let PostgreSQL finish what filling the database left to do, so that it is not measured."""
    admin = await asyncpg.connect(target.superuser_url)
    await admin.execute("VACUUM ANALYZE")
    await admin.execute("CHECKPOINT")
    await admin.close()


async def _incremental(nation: ScoredNation, changes: int, projects: int) -> Incremental:
    async with nation.database.read() as connection:
        head = await find_plan(connection, nation.plans[0])
    assert head is not None  # noqa: S101 - it was added
    plan = Plan.model_validate_json(head.document.document)
    took, wrote = [], []
    for project in await nation.changes(plan, changes):
        began = perf_counter()
        update, reached = await nation.prepare(plan, [project])
        prepared = perf_counter()
        await nation.store(update, reached)
        ended = perf_counter()
        took.append(1_000 * (ended - began))
        wrote.append(1_000 * (ended - prepared))
    last = quantiles(took, n=100)[-1], quantiles(wrote, n=100)[-1]
    return Incremental(projects, median(took), *last)


async def _compare(database: Database, document: dict[str, Any], compared: Compared) -> None:
    """Hold a plan's stored rates against the oracle."""
    async with database.read() as connection:
        scores = await scores_of(connection, plan=document["plan"]["code"])
    stored = {score.row.code: score.row.rate for score in scores}
    for project in document["projects"]:
        expected = expected_rates(project)
        compared.projects += 1
        compared.differing += stored.get(project["code"]) != expected.exact
        compared.wrong_by_float += expected.by_float != expected.printed
        compared.wrong_by_rounded_float += expected.by_rounded_float != expected.printed


async def _score_again(
    target: ThrowawayDatabase, plans: Sequence[str], times: int
) -> dict[str, float]:
    """Measure in turns, scoring in a process of its own."""
    ours, theirs = _PROCESSES.Pipe()
    scoring = _PROCESSES.Process(target=_serve, args=(target.app_url, plans, theirs))
    scoring.start()
    admin = await asyncpg.connect(target.superuser_url)
    seconds = defaultdict[str, list[float]](list)
    try:
        ours.recv()
        assert scoring.pid is not None  # noqa: S101 - it was started
        with peak_of(scoring.pid) as idle:
            pass
        with peak_of(scoring.pid) as peak:
            for _ in range(times):
                seconds["rows"].append(await _hand_out(admin, plans))
                seconds["decimal"].append(await _by(by_decimal, admin, plans))
                seconds["sql"].append(await _by(by_sql, admin, plans))
                seconds["same"].append(_ask(ours))
                await admin.execute(_OLDER)
                await admin.execute("VACUUM ANALYZE scores")
                seconds["rewritten"].append(_ask(ours))
        size = await admin.fetchval(_SIZE)
    finally:
        await admin.close()
        ours.send(None)
        scoring.join()
    medians = {f"{name}_seconds": median(found) for name, found in seconds.items()}
    memory = {"memory_seconds": seconds_to_read(size)}
    return {**medians, **memory, "idle_mib": idle.mib, "peak_mib": peak.mib}


async def _hand_out(admin: asyncpg.Connection, plans: Sequence[str]) -> float:
    began = perf_counter()
    for plan in plans:
        await admin.fetch(_ROWS, plan)
    return perf_counter() - began


async def _by(
    rates: Callable[[asyncpg.Connection, str], Awaitable[Mapping[str, Decimal]]],
    admin: asyncpg.Connection,
    plans: Sequence[str],
) -> float:
    """Let another way find every plan's rates, and hold it to the stored ones."""
    seconds = 0.0
    for plan in plans:
        began = perf_counter()
        found = await rates(admin, plan)
        seconds += perf_counter() - began
        stored = await admin.fetch("SELECT code, rate_exact FROM scores WHERE plan = $1", plan)
        if found != {row["code"]: row["rate_exact"] for row in stored}:
            raise LocalError("Another way of computing the same rates finds other ones.")
    return seconds


def _ask(other: Connection) -> float:
    other.send("again")
    return float(other.recv())


def _serve(url: str, plans: Sequence[str], asked: Connection) -> None:
    """Score every plan again each time it is asked to, and say how many seconds that took."""
    configure_logs("scoring", "ERROR")
    asyncio.run(_scoring(url, plans, asked))


async def _scoring(url: str, plans: Sequence[str], asked: Connection) -> None:
    database = Database(url, pool_size=2)
    async with Upstream("registry", _NOWHERE) as upstream:
        follower = RegistryFollower(database, RegistryClient(upstream), Progress())
        asked.send(None)
        while asked.recv() is not None:
            async with database.read() as connection:
                place = await position(connection)
            began = perf_counter()
            await follower.score_again(plans, place)
            asked.send(perf_counter() - began)
    await database.close()
