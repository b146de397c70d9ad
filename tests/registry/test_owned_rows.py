"""Targets, actuals and budget lines belong to something, whoever writes them."""

import asyncpg
import pytest
import pytest_asyncio

from pledge_local.throwaway import ThrowawayDatabase
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

ORPHANS = [
    "INSERT INTO targets SELECT uuidv7(), indicator, period FROM targets",
    "INSERT INTO targets SELECT project_id, 'missing', period FROM targets",
    "INSERT INTO budget_lines SELECT uuidv7(), stage, source, period FROM budget_lines",
    "INSERT INTO actuals SELECT uuidv7(), indicator, period, revision FROM actuals",
    "DELETE FROM indicators",
]
OWNED = [
    "INSERT INTO targets SELECT project_id, indicator, '2029' FROM targets LIMIT 1",
    "INSERT INTO budget_lines SELECT project_id, stage, source, '2029' FROM budget_lines",
    "DELETE FROM targets",
    "DELETE FROM indicators",
]
DEFAULTS = """ALTER TABLE targets ALTER ends SET DEFAULT false;
    ALTER TABLE budget_lines ALTER approximate SET DEFAULT false;
    ALTER TABLE actuals ALTER approval SET DEFAULT 'approved', ALTER withdrawn SET DEFAULT false,
        ALTER evidence SET DEFAULT '[]', ALTER commit_id SET DEFAULT uuidv7();"""
"""Spare the statements above the columns that have nothing to do with it."""

KEPT = ["DELETE FROM projects", "TRUNCATE projects CASCADE"]
NEVER_DONE = [
    "UPDATE targets SET value = 1",
    "UPDATE budget_lines SET amount_krw = 1",
    "DELETE FROM projects",
]


pytestmark = pytest.mark.usefixtures("stored")


@pytest_asyncio.fixture(loop_scope="session")
async def stored(registry: RegistryCaller, registry_database: ThrowawayDatabase) -> None:
    line = {"source": "national", "stage": "planned", "period": "2021", "amount_krw": 1}
    await registry.imported(make_document("plan", make_project("a", budget={"lines": [line]})))
    await _run(registry_database.owner_url, DEFAULTS)


async def _run(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize("statement", ORPHANS)
async def test_no_row_is_left_without_its_owner(
    registry_database: ThrowawayDatabase, statement: str
) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await _run(registry_database.owner_url, statement)


async def test_rows_that_have_an_owner_are_taken(registry_database: ThrowawayDatabase) -> None:
    for statement in OWNED:
        await _run(registry_database.owner_url, statement)


@pytest.mark.parametrize("statement", KEPT)
async def test_projects_are_never_removed(
    registry_database: ThrowawayDatabase, statement: str
) -> None:
    with pytest.raises(asyncpg.RestrictViolationError):
        await _run(registry_database.owner_url, statement)


@pytest.mark.parametrize("statement", NEVER_DONE)
async def test_the_application_has_no_right_to_go_round_it(
    registry_database: ThrowawayDatabase, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _run(registry_database.app_url, statement)
