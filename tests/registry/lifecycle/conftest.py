"""A registry that holds a project in its surroundings."""

import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .surroundings import OFFICE


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry with project ``a`` in a goal of a department, and its part ``b``."""
    whole = make_project("a", goal="goal", lead_department="office", contents=[{"text": "내용"}])
    document = make_document("plan", whole, make_project("b", parent="a", goal="goal"))
    document["organizations"].append(OFFICE)
    await registry.imported(document)
    return registry
