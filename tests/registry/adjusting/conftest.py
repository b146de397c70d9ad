"""A desk that proposes and a board that decides."""

import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .steps import with_role


@pytest_asyncio.fixture(loop_scope="session")
async def desk(registry: RegistryCaller) -> RegistryCaller:
    """Return the desk that proposes, in a registry that holds one project."""
    project = make_project("a", period={"start": "2020-01-01", "end": "2021-12-31"})
    await registry.imported(make_document("plan", project))
    return await with_role(registry, "reporter", "desk")


@pytest_asyncio.fixture(loop_scope="session")
async def board(registry: RegistryCaller) -> RegistryCaller:
    """Return the board that decides."""
    return await with_role(registry, "reviewer", "board")
