"""Alerts begin and end once: by scores, by days, by rules, by several workers and after a kill."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import asyncpg
import pytest

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.engine.alerts import Alert, AlertCase, AlertRules, find_alerts
from pledge_scoring.services.alerts import checking, settling
from pledge_scoring.services.alerts.edition import current_edition
from pledge_scoring.services.alerts.watcher import AlertWatcher
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.storage.alert_feed import AlertEvent
from pledge_shared.database.connections import Database
from pledge_shared.testing.registry import FakeRegistry
from pledge_shared.testing.statements import asked_statements

from .conftest import Standing, Told, Watch
from .made import document, facts

YEAR_END = date(2021, 12, 31)
BEHIND, STALE, FALLING, NULL = "BEHIND_SCHEDULE", "STALE", "FALLING", "NOT_COMPUTABLE"


def report(registry: FakeRegistry, project: str, actual: int | None) -> None:
    registry.record.change_projects("made", [project], lambda _: facts(project, {"2021": actual}))


async def test_alert_is_told_of_when_it_begins_and_when_it_ends(
    registry: FakeRegistry, watch: Watch, told: Told, standing: Standing
) -> None:
    registry.record.load(document({"late": {"2021": 50}, "good": {"2021": 100}}))
    await watch()
    begun = await told()
    report(registry, "late", 100)
    await watch()

    assert begun == [("raised", "late", BEHIND)]
    assert await told() == [*begun, ("cleared", "late", BEHIND)]
    assert await standing() == []


async def test_alert_that_stays_is_not_told_of_again_and_shows_new_numbers(
    registry: FakeRegistry, watch: Watch, told: Told, standing: Standing
) -> None:
    registry.record.load(document({"late": {"2021": 50}}))
    await watch()
    (before,) = await standing()
    report(registry, "late", 60)
    await watch(date(2022, 1, 1))

    (after,) = await standing()
    assert await told() == [("raised", "late", BEHIND)]
    assert (before.computed, after.computed) == ("50.00", "60.00")
    assert (after.since, after.sequence) == (before.since, before.sequence)


async def test_rate_of_the_reporting_date_before_is_found_in_the_history(
    registry: FakeRegistry, watch: Watch, told: Told, standing: Standing
) -> None:
    registry.record.load(document({"p": {"2021": 100}}, reporting_date="2021-06-30"))
    await watch()
    report(registry, "p", 99)  # the last rate of that date
    await watch()
    registry.record.change_plan("made", lambda head: {**head, "reporting_date": YEAR_END})
    report(registry, "p", 94)
    await watch()

    (alert,) = await standing()
    assert (alert.code, alert.values["earlier_rate"], alert.values["earlier_on"]) == (
        FALLING,
        "99.00",
        "2021-06-30",
    )
    report(registry, "p", 95)
    await watch()
    assert await told() == [("raised", "p", FALLING), ("cleared", "p", FALLING)]


async def test_days_change_alerts_without_any_write(
    registry: FakeRegistry,
    watch: Watch,
    events: Callable[[], Awaitable[list[AlertEvent]]],
) -> None:
    registry.record.load(document({"p": {"2021-Q4": 100, "2022-Q1": None, "2022-Q2": None}}))
    for day in (YEAR_END, date(2022, 3, 31), date(2022, 6, 29), date(2022, 6, 30)):
        assert await events() == []
        await watch(day)

    (event,) = await events()
    assert (event.change, event.code, event.day) == ("raised", STALE, date(2022, 6, 30))
    assert event.values["periods"] == "2022-Q1, 2022-Q2"
    await watch(date(2022, 7, 1))
    assert len(await events()) == 1


async def test_days_on_which_nothing_ran_are_made_up_for_once(
    registry: FakeRegistry, watch: Watch, told: Told
) -> None:
    quarters = [f"{year}-Q{number}" for year in (2021, 2022) for number in (1, 2, 3, 4)]
    registry.record.load(document({"p": {"2020-Q4": 100, **dict.fromkeys(quarters)}}))
    await watch(date(2021, 1, 1))
    await watch(date(2025, 5, 5))

    assert await told() == [("raised", "p", STALE)]


async def test_clock_that_goes_back_takes_nothing_back(
    registry: FakeRegistry, watch: Watch, told: Told
) -> None:
    registry.record.load(document({"p": {"2021": 100, "2022": None, "2023": None}}))
    await watch(date(2024, 1, 1))
    registry.record.change_projects("made", ["p"], lambda facts: {**facts, "title": "다른 이름"})
    await watch(YEAR_END)

    assert await told() == [("raised", "p", STALE)]


async def test_only_projects_that_count_have_alerts(
    registry: FakeRegistry, watch: Watch, told: Told
) -> None:
    made = document({"parent": {}, "late": {"2021": 50}, "pending": {"2021": 50}}).model_dump()
    parent, part, pending = made["projects"]
    part["parent"], pending["kind"], parent["indicators"] = "parent", "pending", []
    registry.record.load(type(document({})).model_validate(made))
    await watch()

    assert await told() == [("raised", "parent", BEHIND)]


async def test_end_of_a_project_ends_its_alerts(
    registry: FakeRegistry, watch: Watch, told: Told
) -> None:
    registry.record.load(document({"late": {"2021": 50}}))
    await watch()
    registry.record.delete_project("made", "late")
    await watch()

    assert await told() == [("raised", "late", BEHIND), ("cleared", "late", BEHIND)]


async def test_restored_registry_that_knows_less_loses_its_alerts_by_the_next_day(
    registry: FakeRegistry, watch: Watch, told: Told
) -> None:
    today, tomorrow = date(2022, 1, 1), date(2022, 1, 2)
    registry.record.load(document({"late": {"2021": 50}, "slow": {"2021": 50}}))
    await watch(today)
    registry.record.restore()
    registry.record.delete_project("made", "late")
    await watch(today)  # hears of the restore, and starts over
    registry.record.versions = [each for each in registry.record.versions if each.code != "late"]
    await watch(today)
    assert ("cleared", "late", BEHIND) not in await told()

    await watch(tomorrow)

    assert (await told())[2:] == [("cleared", "late", BEHIND)]


async def test_other_rules_are_applied_to_everything_once(
    registry: FakeRegistry, watch: Watch, told: Told, standing: Standing
) -> None:
    registry.record.load(document({"late": {"2021": 50}, "near": {"2021": 85}}))
    await watch()
    edition = current_edition()
    behind = replace(edition.rules.behind_schedule, targets_due=None)
    other = replace(edition, rules=replace(edition.rules, behind_schedule=behind), digest="other")
    await watch(edition=other)
    await watch(edition=other)

    assert await told() == [
        ("raised", "late", BEHIND),
        ("raised", "near", BEHIND),
        ("cleared", "late", BEHIND),
        ("cleared", "near", BEHIND),
    ]
    assert await standing() == []


async def test_several_watchers_tell_of_each_alert_once(
    registry: FakeRegistry, database: Database, follower: RegistryFollower, told: Told
) -> None:
    late = [f"z-{number:02}" for number in range(50)]
    good = {f"a-{number:03}": {"2021": 100} for number in range(200)}
    registry.record.load(document({**good, **{code: {"2021": 50} for code in late}}))
    for _ in range(2):
        await follower.step()
    watchers = [AlertWatcher(database, lambda: YEAR_END) for _ in range(3)]
    await watchers[0].step()  # looks at those that are good; nobody has to move on after that
    assert await told() == []

    for _ in range(2):
        await asyncio.gather(*(watcher.step() for watcher in watchers))

    assert await told() == [("raised", code, BEHIND) for code in late]


async def test_step_that_is_interrupted_has_told_of_nothing(
    registry: FakeRegistry,
    watch: Watch,
    told: Told,
    standing: Standing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never(*_: object) -> None:
        await asyncio.sleep(60)

    registry.record.load(document({"late": {"2021": 50}}))
    with monkeypatch.context() as patched:
        patched.setattr(settling, "save_alerts", never)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(watch(), 2)
    assert (await told(), await standing()) == ([], [])

    await watch()

    assert await told() == [("raised", "late", BEHIND)]


async def test_project_that_cannot_be_checked_holds_up_no_other(
    registry: FakeRegistry, watch: Watch, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(case: AlertCase, rules: AlertRules) -> tuple[Alert, ...]:
        if case.score.project.code == "bad":
            raise RuntimeError
        return find_alerts(case, rules)

    monkeypatch.setattr(checking, "find_alerts", fail)
    registry.record.load(document({"bad": {"2021": 50}, "late": {"2021": 50}}))
    await watch()

    assert await told() == [("raised", "late", BEHIND)]


async def test_looking_when_there_is_nothing_to_do_is_one_question(
    registry: FakeRegistry, watch: Watch, database: Database
) -> None:
    registry.record.load(document({"late": {"2021": 50}}))
    await watch()
    watcher = AlertWatcher(database, lambda: YEAR_END)
    await watcher.step()

    with asked_statements() as asked:
        assert not await watcher.step()

    assert len(asked) == 1


@pytest.mark.parametrize(
    "change", ["UPDATE alert_events SET code = 'x'", "DELETE FROM alert_events"]
)
async def test_what_was_told_never_changes(
    change: str, scoring_database: ThrowawayDatabase, registry: FakeRegistry, watch: Watch
) -> None:
    registry.record.load(document({"late": {"2021": 50}}))
    await watch()

    for url, refusal in (
        (scoring_database.app_url, asyncpg.InsufficientPrivilegeError),
        (scoring_database.owner_url, asyncpg.RestrictViolationError),
    ):
        connection = await asyncpg.connect(url)
        with pytest.raises(refusal):
            await connection.execute(change)
        await connection.close()
