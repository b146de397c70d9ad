"""The caller of the registry, against the registry in memory and the real one alike."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest
from httpx import AsyncClient, MockTransport
from httpx import Response as Answered

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.app import create_app, open_state
from pledge_registry.cli import ensure_first_key
from pledge_shared.canonical import canonical_bytes
from pledge_shared.clients import registry
from pledge_shared.clients._http import BrokenContractError, Upstream, UpstreamError
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.contracts.registry import KeyHolder
from pledge_shared.errors import (
    FeedEpochChangedError,
    InvalidInputError,
    NotFoundError,
    UnauthorizedError,
)
from pledge_shared.security.keys import new_key
from pledge_shared.security.policy import Role
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.registry import FakeRegistry
from pledge_shared.testing.registry_caller import RegistryCaller

ReadDocument = Callable[[str], PlanDocument]
CARD = "/v1/plans/gb-7/projects/bigdata"


@dataclass(frozen=True)
class Known:
    """A registry that can be written to, and its caller under test."""

    client: RegistryClient
    load: Callable[[PlanDocument], Awaitable[None]]
    retitle: Callable[[str], Awaitable[None]]
    delete: Callable[[], Awaitable[None]]
    restore: Callable[[], Awaitable[None]]
    key: str

    async def head(self) -> int:
        return (await self.client.events(None)).head


@pytest.fixture(params=["in_memory", "real"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Return where the real registry keeps its record; the one in memory keeps none."""
    if request.param == "in_memory":
        return None
    database: ThrowawayDatabase = request.getfixturevalue("registry_database")
    return database.app_url


@pytest.fixture
async def known(database_url: str | None) -> AsyncIterator[Known]:
    """Run one registry after the other."""
    async with _in_memory() if database_url is None else _real(database_url) as registry:
        yield registry


@asynccontextmanager
async def _in_memory() -> AsyncIterator[Known]:
    fake, key = FakeRegistry(), new_key()
    fake.holders[key] = KeyHolder(id=uuid4(), name="first", role=Role.ADMINISTRATOR, owner="first")

    async def load(document: PlanDocument) -> None:
        fake.record.load(document)

    async def retitle(title: str) -> None:
        fake.record.change_projects("gb-7", ["bigdata"], lambda facts: {**facts, "title": title})

    async def delete() -> None:
        fake.record.delete_project("gb-7", "bigdata")

    async def restore() -> None:
        fake.record.bring_back("gb-7", "bigdata")

    async with Upstream("registry", "http://registry", transport=transport_to(fake.app)) as up:
        yield Known(RegistryClient(up), load, retitle, delete, restore, key)
        await fake.hang_up()


@asynccontextmanager
async def _real(url: str) -> AsyncIterator[Known]:
    key, app = await asyncio.to_thread(ensure_first_key, url), create_app()
    assert key is not None
    async with open_state(url) as state:
        transport = transport_to(app, state)
        async with (
            AsyncClient(transport=transport, base_url="http://registry") as client,
            Upstream("registry", "http://registry", transport=transport) as upstream,
        ):
            caller = RegistryCaller(client, key)

            async def load(document: PlanDocument) -> None:
                await caller.imported(canonical_bytes(document))

            async def retitle(title: str) -> None:
                assert (await caller.patch(CARD, {"title": title})).is_success

            async def delete() -> None:
                assert (await caller.delete(CARD)).is_success

            async def restore() -> None:
                assert (await caller.post(f"{CARD}/restore")).is_success

            yield Known(RegistryClient(upstream), load, retitle, delete, restore, key)


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


async def test_documents_of_a_plan_at_a_point_and_since(
    known: Known, document: ReadDocument
) -> None:
    await known.load(document("gb-7"))
    imported = await known.head()
    await known.retitle("새 제목")
    changed = await known.head()

    then = await known.client.documents("gb-7", as_of=str(imported))
    now = await known.client.documents("gb-7", as_of=str(changed), since=imported)
    nothing = await known.client.documents("gb-7", as_of=str(changed), since=changed)

    assert [(each.version, each.code) for each in then.projects] == [(1, "bigdata")]
    assert [(each.version, each.title) for each in now.projects] == [(2, "새 제목")]
    assert (nothing.projects, nothing.plan) == ([], then.plan)
    assert (then.sequence, now.sequence) == (imported, changed)


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


async def test_documents_of_a_large_plan_come_whole(known: Known, document: ReadDocument) -> None:
    given = document("cbist-2021")
    await known.load(given)

    found = await known.client.documents("cbist-2021", as_of=str(await known.head()))

    assert len(found.projects) == 196
    assert {each.code for each in found.projects} == {each.code for each in given.projects}
    assert found.removed == frozenset()


async def test_bundle_names_the_latest_commit_of_its_inputs(
    known: Known, document: ReadDocument
) -> None:
    await known.load(document("gb-7"))
    imported = await known.head()
    await known.load(document("cb-switch"))

    bundle = await known.client.bundle("gb-7", "bigdata", as_of=str(await known.head()))

    assert (bundle.plan.code, bundle.project.code) == ("gb-7", "bigdata")
    assert bundle.sequence == imported


def with_drafts(document: PlanDocument, publication: str, approval: str) -> PlanDocument:
    """Return a document whose actuals all are in some state of review."""
    facts = document.model_dump()
    facts["plan"]["publication"] = publication
    for indicator in facts["projects"][0]["indicators"]:
        for actual in indicator["actuals"]:
            actual["approval"] = approval
    return PlanDocument.model_validate(facts)


@pytest.mark.parametrize("publication", ["reviewed", "immediate"])
async def test_drafts_are_shown_in_the_name_of_a_key_holder_only(
    known: Known, document: ReadDocument, publication: str
) -> None:
    drafts = with_drafts(document("gb-7"), publication, "draft")
    await known.load(with_drafts(document("gb-7"), publication, "approved"))
    await known.load(drafts)
    head, reader = str(await known.head()), f"Bearer {known.key}"

    shown = {}
    for view, holder in (("published", None), ("head", reader)):
        state = await known.client.documents("gb-7", as_of=head, reader=holder)
        bundle = await known.client.bundle("gb-7", "bigdata", as_of=head, reader=holder)
        assert state.projects == [bundle.project]
        actuals = [actual for item in bundle.project.indicators for actual in item.actuals]
        shown[view] = (bundle.project.version, {str(actual.approval) for actual in actuals})

    published = {"approved"} if publication == "reviewed" else {"draft"}
    assert shown == {"published": (2, published), "head": (2, {"draft"})}


async def test_head_is_refused_to_who_holds_no_key(known: Known, document: ReadDocument) -> None:
    await known.load(document("gb-7"))
    head, stranger = str(await known.head()), f"Bearer {new_key()}"

    with pytest.raises(UnauthorizedError):
        await known.client.documents("gb-7", as_of=head, reader=stranger)
    with pytest.raises(UnauthorizedError):
        await known.client.bundle("gb-7", "bigdata", as_of=head, reader=stranger)


async def test_plans_of_an_organization(known: Known, document: ReadDocument) -> None:
    await known.load(document("gb-7"))
    before = str(await known.head())
    await known.load(document("cb-switch"))
    after = str(await known.head())

    found = [await known.client.plans_of("chungbuk", as_of=as_of) for as_of in (before, after)]

    assert [[plan.code for plan in plans] for plans in found] == [[], ["cb-switch"]]


async def test_many_plans_of_an_organization_come_whole(
    known: Known, document: ReadDocument
) -> None:
    given = document("cb-switch")
    for number in range(3):
        head = given.plan.model_copy(update={"code": f"plan-{number}"})
        await known.load(given.model_copy(update={"plan": head, "projects": ()}))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(registry, "MAX_LIMIT", 2)
        found = await known.client.plans_of("chungbuk", as_of=str(await known.head()))

    assert [plan.code for plan in found] == ["plan-0", "plan-1", "plan-2"]


async def test_what_is_not_there_is_not_found(known: Known, document: ReadDocument) -> None:
    await known.load(document("gb-7"))
    head = str(await known.head())

    with pytest.raises(NotFoundError):
        await known.client.documents("none", as_of=head)
    with pytest.raises(NotFoundError):
        await known.client.bundle("gb-7", "none", as_of=head)
    with pytest.raises(NotFoundError):
        await known.client.bundle("gb-7/../gb-7", "bigdata", as_of=head)
    with pytest.raises(InvalidInputError):
        await known.client.documents("gb-7", as_of="99")


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
