"""A registry with a project to split, or with two to merge."""

import pytest_asyncio

from pledge_shared.testing.documents import make_document
from pledge_shared.testing.registry_caller import RegistryCaller

from .family import LEFT, RIGHT, WHOLE


@pytest_asyncio.fixture(loop_scope="session")
async def whole(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds one project to split."""
    await registry.imported(make_document("plan", WHOLE))
    return registry


@pytest_asyncio.fixture(loop_scope="session")
async def parts(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds two projects to merge."""
    await registry.imported(make_document("plan", LEFT, RIGHT))
    return registry
