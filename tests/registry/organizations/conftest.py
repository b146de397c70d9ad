"""A registry that holds a province and one department of it."""

import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .province import organization


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds a province and one department of it."""
    document = make_document("plan", make_project("a", lead_department="office"))
    document["organizations"].append(organization("office", valid_from="2018-07-01"))
    await registry.imported(document)
    return registry
