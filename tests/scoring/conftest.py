"""Plans and projects for the tests of the scoring service, made through the wire models."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.app import create_app
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.services.progress import Progress
from pledge_scoring.settings import Settings
from pledge_shared.clients._http import Upstream
from pledge_shared.clients.registry import RegistryClient
from pledge_shared.contracts.plan import Plan, PlanDocument
from pledge_shared.contracts.project import Project
from pledge_shared.database.connections import Database
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.registry import FakeRegistry

Sample = tuple[Plan, list[Project]]
MakeProject = Callable[..., Project]

_SAMPLES = Path(__file__).parents[2] / "data" / "samples"
_ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture(scope="session")
def sample() -> Callable[[str], Sample]:
    """Read a sample document as the registry would serve it."""

    def read(code: str) -> Sample:
        text = (_SAMPLES / f"{code}.json").read_text(encoding="utf-8")
        document = PlanDocument.model_validate_json(text)
        plan = Plan.model_validate({**document.plan.model_dump(), "id": _ID, "version": 1})
        rows = (project.model_dump() for project in document.projects)
        projects = [
            Project.model_validate({**row, "id": _ID, "plan": plan.code, "version": 1})
            for row in rows
        ]
        return plan, projects

    return read


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Return a four-year plan, reported on 2021-12-31."""
    return Plan.model_validate(
        {
            "id": _ID,
            "version": 3,
            "code": "plan",
            "kind": "pledge",
            "title": "계획",
            "organization": "province",
            "term": {
                "code": "term",
                "name": "임기",
                "start": "2018-07-01",
                "end": "2022-06-30",
            },
            "reporting_date": "2021-12-31",
        }
    )


@pytest.fixture(scope="session")
def make_project() -> MakeProject:
    """Make a project from the fields that matter to a test."""

    def make(**fields: Any) -> Project:
        given = {"code": "project", "kind": "pledge", "title": "사업", "version": 1, **fields}
        return Project.model_validate({**given, "id": _ID, "plan": "plan"})

    return make


@pytest.fixture(scope="session")
def make_indicator() -> Callable[..., dict[str, Any]]:
    """Make an indicator from ``{period: {"target": …, "actual": …}}``."""

    def make(periods: dict[Any, dict[str, Any]], **fields: Any) -> dict[str, Any]:
        targets = [{"period": str(p), **s["target"]} for p, s in periods.items() if "target" in s]
        actuals = [{"period": str(p), **s["actual"]} for p, s in periods.items() if "actual" in s]
        named = {"code": "indicator", "name": "지표", **fields}
        return {**named, "targets": targets, "actuals": actuals}

    return make


@pytest.fixture
def registry() -> FakeRegistry:
    """Return a registry in memory, empty."""
    return FakeRegistry()


@pytest.fixture(scope="session")
def document() -> Callable[[str], PlanDocument]:
    """Read a sample document as it is imported."""

    def read(code: str) -> PlanDocument:
        return PlanDocument.model_validate_json((_SAMPLES / f"{code}.json").read_bytes())

    return read


@pytest.fixture
async def database(scoring_database: ThrowawayDatabase) -> AsyncIterator[Database]:
    """Open the scoring database as the service does."""
    opened = Database(scoring_database.app_url, pool_size=3)
    yield opened
    await opened.close()


@pytest.fixture
async def client(registry: FakeRegistry) -> AsyncIterator[RegistryClient]:
    """Call the registry in memory."""
    transport = transport_to(registry.app)
    async with Upstream("registry", "http://registry", transport=transport) as upstream:
        yield RegistryClient(upstream)
        await registry.hang_up()


@pytest.fixture
async def follower(database: Database, client: RegistryClient) -> RegistryFollower:
    """Return a follower that takes a step when it is told to."""
    return RegistryFollower(database, client, Progress())


@pytest.fixture
async def service(
    scoring_database: ThrowawayDatabase, registry: FakeRegistry
) -> AsyncIterator[AsyncClient]:
    """Run the whole service against the registry in memory."""
    settings = Settings(database_url=scoring_database.app_url, registry_url="http://registry")
    app = create_app(settings, registry=transport_to(registry.app))
    async with (
        app.router.lifespan_context(app) as state,
        AsyncClient(transport=transport_to(app, state), base_url="http://scoring") as caller,
    ):
        yield caller
    await registry.hang_up()


@pytest.fixture
def known(service: AsyncClient) -> Callable[..., Any]:
    """Read from the service what it answers once it knows of a commit."""

    async def read(path: str, at_least: int, **asked: Any) -> Response:
        for _ in range(20):
            answer = await service.get(path, params={"at_least": at_least, "wait": 1, **asked})
            if int(answer.headers.get("pledge-position", "0")) >= at_least:
                return answer
        pytest.fail(f"the service never heard of commit {at_least}: {answer.text}")

    return read
