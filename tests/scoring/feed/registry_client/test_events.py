"""The registry's events as its caller reads them, and answers that break the contract."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import pytest
from httpx import MockTransport
from httpx import Response as Answered

from pledge_shared.clients._http import BrokenContractError, Upstream, UpstreamError
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.errors import (
    FeedEpochChangedError,
    NotFoundError,
)
from pledge_shared.security.keys import new_key
from pledge_shared.security.policy import Role

from .known import Known

ReadDocument = Callable[[str], PlanDocument]


async def test_events_go_on_where_they_were_left(known: Known, document: ReadDocument) -> None:
    nothing = await known.client.events(None)
    await known.load(document("gb-7"))

    first = await known.client.events(nothing.next)
    await known.retitle("새 제목")
    second = await known.client.events(first.next)
    third = await known.client.events(second.next)

    assert (nothing.events, third.events) == ([], [])
    assert third.next == second.next
    kinds = [event.data.kind for event in first.events if event.data.kind != "organization"]
    assert kinds == ["plan", "project"]
    changed = second.events[0].data
    assert (changed.plan, changed.code, changed.version) == ("gb-7", "bigdata", 2)
    assert changed.sequence == second.head == first.head + 1


async def test_waiting_ends_with_a_commit(known: Known, document: ReadDocument) -> None:
    place = (await known.client.events(None)).next
    waiting = asyncio.create_task(known.client.events(place, wait=10))
    await asyncio.sleep(0.05)
    assert not waiting.done()

    await known.load(document("gb-7"))

    async with asyncio.timeout(5):
        assert (await waiting).events


async def test_cursor_of_another_epoch_is_stale(known: Known) -> None:
    with pytest.raises(FeedEpochChangedError):
        await known.client.events(f"{uuid4()}.1.0")


async def test_cursor_beyond_the_last_commit_is_stale(known: Known, document: ReadDocument) -> None:
    await known.load(document("gb-7"))
    page = await known.client.events(None)
    epoch = page.next.split(".")[0]

    assert (await known.client.events(f"{epoch}.{page.head}.999999999")).events == []
    with pytest.raises(FeedEpochChangedError):
        await known.client.events(f"{epoch}.{page.head + 1}.0")


async def test_deleted_project_is_told_as_removed_until_it_is_restored(
    known: Known, document: ReadDocument
) -> None:
    await known.load(document("gb-7"))
    imported = await known.client.events(None)
    await known.delete()
    deleted = await known.head()
    await known.restore()
    restored = await known.head()

    told = (await known.client.events(imported.next)).events
    gone = await known.client.documents("gb-7", as_of=str(deleted), since=imported.head)
    back = await known.client.documents("gb-7", as_of=str(restored), since=deleted)

    assert [event.type for event in told] == ["pledge.project.deleted", "pledge.project.created"]
    assert [event.data.version for event in told] == [2, 3]
    assert (gone.projects, gone.removed) == ([], frozenset({"bigdata"}))
    assert ([each.version for each in back.projects], back.removed) == ([3], frozenset())
    with pytest.raises(NotFoundError):
        await known.client.bundle("gb-7", "bigdata", as_of=str(deleted))


async def test_key_is_known_by_its_holder(known: Known) -> None:
    actor = await known.client.find_actor(known.key)

    assert actor is not None
    assert actor.role is Role.ADMINISTRATOR
    assert await known.client.find_actor(new_key()) is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answered(200, json={"items": []}, headers={"Pledge-Sequence": "1"}), BrokenContractError),
        (Answered(200, json={"items": [], "next": "x"}), BrokenContractError),
        (Answered(200, content=b"<html>"), BrokenContractError),
        (Answered(302), BrokenContractError),
        (Answered(404, content=b"not a problem"), BrokenContractError),
        (Answered(500), UpstreamError),
        (Answered(503), UpstreamError),
    ],
)
async def test_answers_that_break_the_contract(answer: Answered, error: type[Exception]) -> None:
    transport = MockTransport(lambda _: answer)
    async with Upstream("registry", "http://registry", transport=transport) as upstream:
        with pytest.raises(error):
            await RegistryClient(upstream).events(None)
