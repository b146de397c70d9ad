"""One registry a file, and a plan of its own for each test."""

from uuid import uuid4

import pytest_asyncio

from pledge_shared.testing.documents import make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .desk import Desk, Office


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def office(together: RegistryCaller) -> Office:
    """Return callers whose keys answer to an owner, each made once."""
    made: dict[tuple[str, str], RegistryCaller] = {}

    async def find(role: str, owner: str) -> RegistryCaller:
        if (role, owner) not in made:
            wanted = {"name": f"{owner} 키", "role": role, "owner": owner}
            key = (await together.post("/v1/keys", wanted)).json()["key"]
            made[role, owner] = RegistryCaller(together.client, key)
        return made[role, owner]

    return find


@pytest_asyncio.fixture(loop_scope="session")
async def desk(together: RegistryCaller, office: Office) -> Desk:
    desk = Desk(
        f"plan-{uuid4().hex}",
        together,
        await office("reporter", "주관부서"),
        await office("reviewer", "기획실"),
    )
    await together.imported(desk.document(make_project("a")))
    return desk
