"""Each test runs against the registry in memory, then against the real one."""

from collections.abc import AsyncIterator

import pytest

from pledge_local.throwaway import ThrowawayDatabase

from .known import Known, in_memory, real


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
    async with in_memory() if database_url is None else real(database_url) as registry:
        yield registry
