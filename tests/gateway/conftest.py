"""A gateway in this process between two fakes that answer what the real services would."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from httpx import AsyncClient

from pledge_gateway.app import create_app
from pledge_gateway.services.route_table import RouteTable, load_services
from pledge_gateway.services.upstreams import Addresses
from pledge_scoring.engine.aggregate import aggregate, row_of
from pledge_scoring.services.inputs import score_project
from pledge_scoring.services.rendering import render_achievement, render_set
from pledge_shared.canonical import canonical_bytes, dump_json
from pledge_shared.contracts.achievement_set import SetSubject
from pledge_shared.contracts.achievements import AchievementItem, AchievementPage, FindingCounts
from pledge_shared.contracts.funding import FundingSum, PlanFunding
from pledge_shared.contracts.plan import Organization, Plan, PlanDocument
from pledge_shared.contracts.project import Project
from pledge_shared.contracts.registry import PlanList, ProjectItem, ProjectPage
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.fake_service import Canned, FakeService

Sample = tuple[Plan, Project]
OpenGateway = Callable[[Addresses], AbstractAsyncContextManager[AsyncClient]]

_ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
_SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "gb-7.json"
_STATE = {"ETag": '"1-aa-r1"', "Pledge-Version": "1", "Pledge-Sequence": "7"}
_SCORED = {"ETag": '"bb-en"', "Pledge-Sequence": "7", "Pledge-Position": "7"}


@pytest.fixture(scope="session")
def table() -> RouteTable:
    """Return the paths of the two real services."""
    return RouteTable(load_services())


@pytest.fixture(scope="session")
def document() -> PlanDocument:
    """Return the Gyeongbuk sample."""
    return PlanDocument.model_validate_json(_SAMPLE.read_bytes())


@pytest.fixture(scope="session")
def sample(document: PlanDocument) -> Sample:
    """Return the sample's plan and its one project as the registry would serve them."""
    stored = {"id": _ID, "version": 1}
    plan = Plan.model_validate({**document.plan.model_dump(), **stored})
    facts = document.projects[0].model_dump()
    return plan, Project.model_validate({**facts, **stored, "plan": plan.code})


@pytest.fixture(scope="session")
def bundle(sample: Sample) -> bytes:
    """Return the registry's part of the card."""
    plan, project = map(canonical_bytes, sample)
    labels = dump_json({"status": {"continuing": {"ko": "이행후 계속추진", "en": "continuing"}}})
    return b'{"plan":' + plan + b',"project":' + project + b',"labels":' + labels + b"}"


@pytest.fixture(scope="session")
def achievement(sample: Sample) -> bytes:
    """Return scoring's part of the card."""
    return canonical_bytes(render_achievement(score_project(*sample), "en"))


def _item(project: Project) -> ProjectItem:
    fields = project.model_dump(include=set(ProjectItem.model_fields))
    money = {"planned_krw": 18_800_000_000, "secured_krw": 3_380_000_000}
    return ProjectItem.model_validate({**fields, **money, "organization": "gyeongbuk"})


@pytest.fixture
def registry(document: PlanDocument, sample: Sample, bundle: bytes) -> FakeService:
    """Return a registry that knows one plan with one project."""
    plan, project = sample
    government = document.organizations[0].model_dump()
    organization = Organization.model_validate({**government, "id": _ID, "version": 1})
    line = FundingSum(
        stage="planned", source="national", period="2019", amount_krw=600, approximate=False
    )
    service = FakeService()
    service.answers |= {
        "/v1/plans/gb-7/projects/bigdata/bundle": Canned(bundle, headers=_STATE),
        "/v1/plans/gb-7": Canned(canonical_bytes(plan), headers=_STATE),
        "/v1/plans/gb-7/funding": Canned(
            canonical_bytes(PlanFunding(plan="gb-7", sequence=7, items=[line]))
        ),
        "/v1/plans": Canned(canonical_bytes(PlanList(items=[plan], next=None))),
        "/v1/organizations/gyeongbuk": Canned(canonical_bytes(organization), headers=_STATE),
        "/v1/projects": Canned(
            canonical_bytes(ProjectPage(items=[_item(project)], next=None, total=None))
        ),
        "/v1/events": Canned(b'{"items":[],"next":"e.7.0"}', headers={"Pledge-Sequence": "7"}),
    }
    return service


@pytest.fixture
def scoring(sample: Sample, achievement: bytes) -> FakeService:
    """Return a scoring service that has judged that project."""
    plan, project = sample
    result = score_project(plan, project)
    score = AchievementItem(
        project_id=project.id,
        plan=plan.code,
        code=project.code,
        kind=project.kind,
        status=project.status,
        parent=None,
        goal=None,
        organization=plan.organization,
        on=plan.reporting_date,
        rate="92.50",
        rate_exact="92.500000000000",
        reason=None,
        coverage=None,
        findings=FindingCounts(error=0, warning=7, info=0),
        registry_version=1,
        digest="cc",
    )
    service = FakeService()
    page = canonical_bytes(AchievementPage(items=(score,), next=None))
    address = "/v1/achievements/plans/gb-7"
    service.answers |= {
        f"{address}/projects/bigdata": Canned(
            achievement, headers={**_SCORED, "Pledge-Version": "1"}
        ),
        "/v1/achievements": Canned(page, headers={"Pledge-Position": "7"}),
    }
    for kind, code, path in (
        ("plan", "gb-7", address),
        ("organization", "gyeongbuk", "/v1/achievements/organizations/gyeongbuk"),
    ):
        rendered = render_set(
            aggregate([row_of(result)]),
            subject=SetSubject.model_validate({"kind": kind, "code": code}),
            on=result.on,
            scheme=plan.scheme,
        )
        service.answers[path] = Canned(canonical_bytes(rendered), headers=_SCORED)
    return service


@pytest.fixture
def open_gateway(table: RouteTable) -> OpenGateway:
    """Return what starts a gateway between two services."""

    @asynccontextmanager
    async def opened(addresses: Addresses) -> AsyncIterator[AsyncClient]:
        app = create_app(addresses, table)
        async with app.router.lifespan_context(app) as state:
            transport = transport_to(app, state)
            async with AsyncClient(transport=transport, base_url="http://gateway") as client:
                yield client

    return opened


@pytest_asyncio.fixture
async def client(
    open_gateway: OpenGateway, registry: FakeService, scoring: FakeService
) -> AsyncIterator[AsyncClient]:
    """Return a client of a gateway between the two fakes."""
    addresses = Addresses(
        "http://registry",
        "http://scoring",
        registry_transport=transport_to(registry.app),
        scoring_transport=transport_to(scoring.app),
    )
    async with open_gateway(addresses) as client:
        yield client
