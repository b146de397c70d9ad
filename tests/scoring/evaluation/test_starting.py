"""Runs of schedules: each period's once, by whomever and whenever; with its predecessor."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services.evaluation import starting
from pledge_scoring.services.evaluation.pinning import Pinned, Pinning
from pledge_scoring.services.evaluation.runs import Evaluations, Reading
from pledge_scoring.services.evaluation.schedules import Schedules
from pledge_scoring.services.evaluation.starting import ScheduleWorker
from pledge_scoring.services.evaluation.worker import EvaluationWorker
from pledge_scoring.services.scheme_catalogue import SchemeCatalogue
from pledge_scoring.storage.evaluations import EvaluationFilter
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.evaluation_schedules import (
    EvaluationSchedule,
    EvaluationSchedulePlan,
    EvaluationScheduleRequest,
)
from pledge_shared.contracts.evaluations import Evaluation, EvaluationRequest, EvaluationSubject
from pledge_shared.database.connections import Database
from pledge_shared.security.policy import Actor, Role
from pledge_shared.testing.registry import FakeRegistry

from .made import family, reporting

ACTOR = Actor(id=uuid4(), name="평가", role=Role.EVALUATOR, owner="평가팀")
OTHER = Actor(id=uuid4(), name="공표", role=Role.PUBLISHER, owner="기획실")
MADE_ON = date(2026, 8, 1)
PLAN = EvaluationSchedulePlan(
    subject=EvaluationSubject(kind="plan", code="made"),
    scheme="invested-institution/1",
    cadence="quarterly",
    day_offset=30,
)


@dataclass
class Office:
    """Schedules and workers on a day that the test sets."""

    database: Database
    client: RegistryClient
    day: date = MADE_ON
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pinning(self) -> Pinning:
        return Pinning(self.client, SchemeCatalogue(self.database))

    @property
    def schedules(self) -> Schedules:
        return Schedules(self.database, self.pinning, lambda: self.day)

    @property
    def runs(self) -> Evaluations:
        return Evaluations(self.database, self.pinning, self.woken)

    def worker(self) -> ScheduleWorker:
        return ScheduleWorker(self.database, self.pinning, lambda: self.day, self.woken)

    async def make(
        self, plan: EvaluationSchedulePlan = PLAN, code: str = "every"
    ) -> EvaluationSchedule:
        request = EvaluationScheduleRequest(code=code, **dict(plan))
        return (await self.schedules.create(request, ACTOR)).document

    async def change(self, plan: EvaluationSchedulePlan) -> EvaluationSchedule:
        changed = await self.schedules.change("every", plan, ACTOR, seen=lambda _: None)
        return changed.document

    async def on(self, day: date) -> list[str]:
        """Work until nothing is due on a day; return the periods of all runs, newest first."""
        self.day = day
        while await self.worker().step():
            pass
        return [each.scheduled.period for each in await self.listed() if each.scheduled]

    async def listed(self, code: str = "every") -> list[Evaluation]:
        wanted = EvaluationFilter(published_only=False, schedule=code)
        return list((await self.runs.page(wanted, cursor=None, limit=50)).items)

    async def schedule(self) -> EvaluationSchedule:
        return (await self.schedules.get("every")).document


@pytest.fixture
def office(database: Database, client: RegistryClient, registry: FakeRegistry) -> Office:
    registry.record.load(family())
    return Office(database, client)


@pytest.fixture
async def by_hand(scoring_database: ThrowawayDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(scoring_database.app_url)
    yield connection
    await connection.close()


async def test_run_is_started_on_its_day_and_not_before(office: Office) -> None:
    made = await office.make()

    assert (made.next_period, made.next_run) == ("2026-Q3", date(2026, 10, 30))
    assert await office.on(date(2026, 10, 29)) == []
    assert await office.on(date(2026, 10, 30)) == ["2026-Q3"]
    assert await office.on(date(2027, 1, 29)) == ["2026-Q3"]
    assert await office.on(date(2027, 1, 30)) == ["2026-Q4", "2026-Q3"]


async def test_run_scores_as_of_the_end_of_its_period_and_wakes_the_worker(office: Office) -> None:
    await office.make()
    await office.on(date(2026, 10, 30))

    (run,) = await office.listed()
    assert (run.state, run.on, run.owner) == ("queued", date(2026, 9, 30), "평가팀")
    assert office.woken.is_set()
    now = await office.schedule()
    assert (now.latest, now.next_period) == (run.id, "2026-Q4")


async def test_every_run_names_the_one_before_that_did_not_fail(
    office: Office, worker: EvaluationWorker
) -> None:
    await office.make()
    await office.on(date(2026, 10, 30))
    assert await worker.step()
    await office.on(date(2027, 1, 30))
    second = (await office.listed())[0]
    await office.runs.cancel(second.id)
    await office.on(date(2027, 4, 30))

    third, cancelled, first = await office.listed()
    assert (cancelled.id, cancelled.state, first.state) == (second.id, "cancelled", "succeeded")
    named = [each.scheduled and each.scheduled.predecessor for each in (third, cancelled, first)]
    assert named == [first.id, first.id, None]


async def test_two_schedules_of_one_thing_start_two_runs(office: Office) -> None:
    for code in ("every", "other"):
        await office.make(code=code)
    await office.on(date(2026, 10, 30))

    one, two = [(await office.listed(code))[0] for code in ("every", "other")]

    assert one.pins == two.pins
    assert one.id != two.id


async def test_several_workers_start_a_run_once(office: Office) -> None:
    await office.make()
    office.day = date(2026, 10, 30)

    await asyncio.gather(*(office.worker().step() for _ in range(4)))

    assert await office.on(office.day) == ["2026-Q3"]


async def test_only_the_latest_of_missed_periods_is_made_up_for(office: Office) -> None:
    await office.make()
    await office.on(date(2026, 10, 30))

    assert await office.on(date(2027, 9, 1)) == ["2027-Q2", "2026-Q3"]
    assert (await office.schedule()).next_period == "2027-Q3"


async def test_worker_that_dies_before_the_end_has_started_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        await asyncio.sleep(60)

    await office.make()
    office.day = date(2026, 10, 30)
    with monkeypatch.context() as patched:
        patched.setattr(starting, "move_on", never)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(office.worker().step(), 2)
    assert await office.listed() == []

    assert await office.on(office.day) == ["2026-Q3"]


async def test_disabled_schedule_starts_nothing_and_resumes_with_what_falls_due_then(
    office: Office,
) -> None:
    await office.make()
    off = await office.change(PLAN.model_copy(update={"enabled": False}))
    assert (off.next_run, off.revision) == (None, 2)
    assert await office.on(date(2027, 2, 1)) == []

    on = await office.change(PLAN)

    assert (on.next_period, await office.on(date(2027, 2, 1))) == ("2027-Q1", [])


async def test_other_rhythm_repeats_no_period(office: Office) -> None:
    await office.make(PLAN.model_copy(update={"day_offset": 0}))
    assert await office.on(date(2026, 9, 30)) == ["2026-Q3"]

    later = await office.change(PLAN.model_copy(update={"day_offset": 20}))

    assert (later.next_period, later.next_run) == ("2026-Q4", date(2027, 1, 20))


async def test_other_scheme_keeps_the_run_that_is_due(office: Office) -> None:
    await office.make()
    office.day = date(2026, 11, 15)  # nothing ran since
    changed = await office.change(PLAN.model_copy(update={"scheme": "pledge-default/1"}))

    assert changed.next_period == "2026-Q3"
    assert await office.on(office.day) == ["2026-Q3"]
    assert (await office.listed())[0].scheme == "pledge-default/1"


async def test_refused_run_is_told_and_tried_again_some_minutes_later(
    office: Office, registry: FakeRegistry, by_hand: asyncpg.Connection
) -> None:
    await office.make()
    registry.away = True
    assert await office.on(date(2026, 10, 30)) == []
    assert (await office.schedule()).failure == "upstream_unavailable"
    registry.away = False
    assert await office.on(office.day) == []

    await by_hand.execute("UPDATE evaluation_schedules SET tried_at = tried_at - interval '1 hour'")

    assert await office.on(office.day) == ["2026-Q3"]
    assert (await office.schedule()).failure is None


async def test_changed_schedule_is_tried_again_at_once(
    office: Office, registry: FakeRegistry
) -> None:
    await office.make()
    registry.away = True
    await office.on(date(2026, 10, 30))
    registry.away = False

    changed = await office.change(PLAN.model_copy(update={"scheme": "pledge-default/1"}))

    assert changed.failure is None
    assert await office.on(office.day) == ["2026-Q3"]


async def test_schedule_that_cannot_run_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = Pinning.pin

    async def fail(self: Pinning, request: EvaluationRequest, sequence: int) -> Pinned:
        if request.scheme == PLAN.scheme:
            raise RuntimeError
        return await pin(self, request, sequence)

    monkeypatch.setattr(Pinning, "pin", fail)
    await office.make(code="a-bad")
    await office.make(PLAN.model_copy(update={"scheme": "pledge-default/1"}))

    assert await office.on(date(2026, 10, 30)) == ["2026-Q3"]
    assert (await office.schedules.get("a-bad")).document.failure == "internal_error"


async def test_scheduled_run_is_published_by_another_owner_like_any_other(
    office: Office, worker: EvaluationWorker, registry: FakeRegistry
) -> None:
    await office.make()
    registry.record.change_projects("made", ["beside"], reporting("75"))
    await office.on(date(2026, 10, 30))
    await worker.step()
    run: UUID = (await office.listed())[0].id

    published = await office.runs.publish(run, OTHER)

    assert published.scheduled is not None
    assert (published.state, published.scheduled.period) == ("published", "2026-Q3")
    assert (await office.runs.verify(Reading(run, published_only=True))).verified


@pytest.mark.parametrize(
    "change", ["UPDATE scheduled_runs SET period = 'x'", "DELETE FROM scheduled_runs"]
)
async def test_what_a_schedule_started_never_changes(
    office: Office, scoring_database: ThrowawayDatabase, change: str
) -> None:
    await office.make()
    await office.on(date(2026, 10, 30))

    for url, refusal in (
        (scoring_database.app_url, asyncpg.InsufficientPrivilegeError),
        (scoring_database.owner_url, asyncpg.RestrictViolationError),
    ):
        connection = await asyncpg.connect(url)
        with pytest.raises(refusal):
            await connection.execute(change)
        await connection.close()
