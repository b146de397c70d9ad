"""The change feed: in order, complete, and quick, whatever writes at the same time."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any
from uuid import UUID

import pytest

from pledge_registry.services.feed import FeedPage
from pledge_shared import feed
from pledge_shared.heads import Head
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

EVENTS = "/v1/events"
WRITERS, WRITES = 8, 6
LISTENERS = """SELECT count(*) FROM pg_stat_activity
    WHERE query LIKE 'LISTEN%' AND datname = current_database()"""
CUT = LISTENERS.replace("count(*)", "count(pg_terminate_backend(pid))")


def _places(events: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [tuple(map(int, event["id"].split(".")[1:])) for event in events]  # type: ignore[misc] # always two numbers


async def _write(registry: RegistryCaller, writer: int) -> None:
    """Report, patch and import, as one of several writers that never meet in a project."""
    plan = f"plan-{writer}"
    project = f"/v1/plans/{plan}/projects/a"
    await registry.imported(make_document(plan, make_project("a")))
    for number in range(WRITES):
        if number % 3 == 2:
            projects = make_project("a", title=f"사업 {number}"), make_project(f"n{number}")
            await registry.imported(make_document(plan, *projects))
        else:
            answer = await registry.put_actual(project, "reached/2021", {"value": f"{number}.5"})
            assert answer.status_code == 200, answer.text


async def _follow(registry: RegistryCaller, done: asyncio.Event) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    while True:
        finished = done.is_set()
        page = (await registry.get(EVENTS, limit=3, wait=0.05, **after)).json()
        seen += page["items"]
        if finished and not page["items"]:
            return seen
        after = {"after": page["next"]}


async def test_a_reader_skips_nothing_while_others_write(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    done = asyncio.Event()
    reader = asyncio.create_task(_follow(registry, done))

    await asyncio.gather(*(_write(registry, writer) for writer in range(WRITERS)))
    done.set()
    seen = await reader

    places = _places(seen)
    assert places == sorted(set(places))
    assert {sequence for sequence, _ in places} == set(range(1, max(places)[0] + 1))
    versions = await query("SELECT count(*) FROM versions")
    documents = {(event["data"]["id"], event["data"]["version"]) for event in seen}
    assert len(seen) == len(documents) == versions
    assert await query("SELECT sequence FROM feed_head") == max(places)[0]


async def test_events_say_what_changed(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan", make_project("a")))
    await registry.patch("/v1/plans/plan/projects/a", {"title": "새 이름"})
    await registry.imported(make_document("plan"), prune=True)

    answer = await registry.get(EVENTS)

    events = answer.json()["items"]
    assert [(event["type"], event["subject"]) for event in events] == [
        ("pledge.organization.created", "organizations/province"),
        ("pledge.plan.created", "plans/plan"),
        ("pledge.project.created", "plans/plan/projects/a"),
        ("pledge.project.changed", "plans/plan/projects/a"),
        ("pledge.project.deleted", "plans/plan/projects/a"),
    ]
    assert _places(events) == [(1, 0), (1, 1), (1, 2), (2, 0), (3, 0)]
    assert answer.headers["pledge-sequence"] == "3"
    assert answer.json()["next"] == events[-1]["id"]
    assert events[3]["data"]["version"] == 2
    assert {event["specversion"] for event in events} == {"1.0"}


async def test_a_cursor_stays_when_there_is_nothing_new(registry: RegistryCaller) -> None:
    start = (await registry.get(EVENTS)).json()
    again = (await registry.get(EVENTS, after=start["next"])).json()

    assert (start["items"], again) == ([], start)
    await registry.imported(make_document("plan"))
    found = (await registry.get(EVENTS, after=start["next"])).json()
    assert len(found["items"]) == 2


async def test_a_waiting_reader_wakes_at_the_commit(
    registry: RegistryCaller, query: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_LOOK_AGAIN_SECONDS", 20.0)  # only a notice can wake it
    await _listens(query)
    waiting = asyncio.create_task(registry.get(EVENTS, wait=20))
    await asyncio.sleep(0.3)

    await registry.imported(make_document("plan"))
    committed = monotonic()
    answer = await waiting

    assert len(answer.json()["items"]) == 2
    assert monotonic() - committed < 1


async def test_a_waiting_reader_wakes_without_a_listener(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    waiting = asyncio.create_task(registry.get(EVENTS, wait=20))
    await _listens(query)
    assert await query(CUT) == 1

    await registry.imported(make_document("plan"))
    committed = monotonic()
    answer = await waiting

    assert len(answer.json()["items"]) == 2
    assert monotonic() - committed < 2
    await _listens(query)  # again


async def _listens(query: Callable[..., Any]) -> None:
    for _ in range(100):
        if await query(LISTENERS):
            return
        await asyncio.sleep(0.05)
    pytest.fail("nobody listens")


async def test_waiting_ends(registry: RegistryCaller) -> None:
    started = monotonic()
    answer = await registry.get(EVENTS, wait=0.3)

    assert (answer.status_code, answer.json()["items"]) == (200, [])
    assert 0.3 <= monotonic() - started < 2


async def test_a_cursor_of_another_epoch_is_gone(samples: RegistryCaller) -> None:
    cursor = (await samples.get(EVENTS)).json()["next"]
    other = "01890a5d-ac96-774b-bcce-b302099a8057" + cursor[36:]

    for path in (EVENTS, f"{EVENTS}/stream"):
        answer = await samples.get(path, after=other)
        assert (answer.status_code, answer.json()["code"]) == (410, "feed_epoch_changed")


@pytest.mark.parametrize("after", ["1", "x.1.1", "", "-1", "'; drop table", "9" * 100])
async def test_a_malformed_cursor_is_refused(samples: RegistryCaller, after: str) -> None:
    for path in (EVENTS, f"{EVENTS}/stream"):
        answer = await samples.get(path, after=after)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


@pytest.mark.parametrize("wait", ["-1", "31", "nan", "inf", "soon"])
async def test_a_wait_has_bounds(samples: RegistryCaller, wait: str) -> None:
    assert (await samples.get(EVENTS, wait=wait)).status_code == 400


async def test_pages_of_the_feed_join_without_a_seam(samples: RegistryCaller) -> None:
    whole: list[dict[str, Any]] = []
    page = (await samples.get(EVENTS, limit=70)).json()
    while page["items"]:
        whole += page["items"]
        page = (await samples.get(EVENTS, limit=70, after=page["next"])).json()

    assert len(whole) == len(set(_places(whole))) > 200
    assert _places(whole) == sorted(_places(whole))


async def test_nobody_is_waited_for_who_has_hung_up() -> None:
    async def nothing() -> FeedPage:
        return FeedPage([], "cursor", Head(0, "", UUID(int=0)))

    async def gone() -> bool:
        return True

    began = asyncio.get_running_loop().time()
    page = await feed.page_or_wait(nothing, asyncio.Event, 20, is_gone=gone)

    assert page.next == "cursor"
    assert asyncio.get_running_loop().time() - began < 1


async def test_a_cursor_beyond_the_last_commit_is_gone(samples: RegistryCaller) -> None:
    answer = await samples.get(EVENTS)
    epoch, head = answer.json()["next"][:36], int(answer.headers["pledge-sequence"])

    for path in (EVENTS, f"{EVENTS}/stream"):
        beyond = await samples.get(path, after=f"{epoch}.{head + 1}.0")
        assert (beyond.status_code, beyond.json()["code"]) == (410, "feed_epoch_changed")
    assert (await samples.get(EVENTS, after=f"{epoch}.{head}.999999999")).status_code == 200
