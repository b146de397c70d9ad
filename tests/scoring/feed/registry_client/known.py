"""A registry that can be written to, in memory or the real one, and its caller under test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from httpx import AsyncClient

from pledge_registry.app import create_app, open_state
from pledge_registry.cli import ensure_first_key
from pledge_shared.canonical import canonical_bytes
from pledge_shared.clients._http import Upstream
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.plan import OrganizationFacts, PlanDocument
from pledge_shared.contracts.registry import KeyHolder
from pledge_shared.security.keys import new_key
from pledge_shared.security.policy import Role
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.registry import FakeRegistry
from pledge_shared.testing.registry_caller import RegistryCaller

CARD = "/v1/plans/gb-7/projects/bigdata"


@dataclass(frozen=True)
class Known:
    """A registry that can be written to, and its caller under test."""

    client: RegistryClient
    load: Callable[[PlanDocument], Awaitable[None]]
    load_organizations: Callable[[Iterable[OrganizationFacts]], Awaitable[None]]
    retitle: Callable[[str], Awaitable[None]]
    delete: Callable[[], Awaitable[None]]
    restore: Callable[[], Awaitable[None]]
    key: str

    async def head(self) -> int:
        return (await self.client.events(None)).head


@asynccontextmanager
async def in_memory() -> AsyncIterator[Known]:
    fake, key = FakeRegistry(), new_key()
    fake.holders[key] = KeyHolder(id=uuid4(), name="first", role=Role.ADMINISTRATOR, owner="first")

    async def load(document: PlanDocument) -> None:
        fake.record.load(document)

    async def load_organizations(organizations: Iterable[OrganizationFacts]) -> None:
        for each in organizations:
            fake.record.put_organization(**each.model_dump())

    async def retitle(title: str) -> None:
        fake.record.change_projects("gb-7", ["bigdata"], lambda facts: {**facts, "title": title})

    async def delete() -> None:
        fake.record.delete_project("gb-7", "bigdata")

    async def restore() -> None:
        fake.record.bring_back("gb-7", "bigdata")

    async with Upstream("registry", "http://registry", transport=transport_to(fake.app)) as up:
        yield Known(RegistryClient(up), load, load_organizations, retitle, delete, restore, key)
        await fake.hang_up()


@asynccontextmanager
async def real(url: str) -> AsyncIterator[Known]:
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

            async def load_organizations(organizations: Iterable[OrganizationFacts]) -> None:
                for each in organizations:
                    sent = each.model_dump(mode="json", exclude_unset=True)
                    assert (await caller.post("/v1/organizations", sent)).is_success

            async def retitle(title: str) -> None:
                assert (await caller.patch(CARD, {"title": title})).is_success

            async def delete() -> None:
                assert (await caller.delete(CARD)).is_success

            async def restore() -> None:
                assert (await caller.post(f"{CARD}/restore")).is_success

            yield Known(
                RegistryClient(upstream), load, load_organizations, retitle, delete, restore, key
            )
