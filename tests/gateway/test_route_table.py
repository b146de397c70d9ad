"""One table says whose each path is: routes, OpenAPI document and docs page come from it."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from pydantic import BaseModel

from pledge_gateway.api.documentation import EXAMPLES
from pledge_gateway.app import create_app
from pledge_gateway.cli import routes_page
from pledge_gateway.errors import RouteTableError
from pledge_gateway.services.route_table import RouteTable, load_document
from pledge_shared.contracts.gateway import (
    Card,
    OrganizationDashboard,
    PlanDashboard,
    ProjectList,
)

ROOT = Path(__file__).parents[2]
MODELS: dict[str, type[BaseModel]] = {
    "card": Card,
    "project-list": ProjectList,
    "plan-dashboard": PlanDashboard,
    "organization-dashboard": OrganizationDashboard,
}


def service(*paths: str, method: str = "get", **schemas: Any) -> dict[str, Any]:
    """Return a small OpenAPI document."""
    operation = {"summary": "Something", "responses": {"200": {"description": "It"}}}
    return {
        "paths": {path: {method: deepcopy(operation)} for path in paths},
        "components": {"schemas": schemas},
    }


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app().openapi()


def test_whole_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)


def test_every_path_of_both_services_is_described(document: dict[str, Any]) -> None:
    for name in ("registry", "scoring"):
        for path, operations in load_document(name)["paths"].items():
            assert operations.keys() <= document["paths"][path].keys(), path


def test_every_operation_has_a_summary_and_describes_its_problems(
    document: dict[str, Any],
) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = [
        operation["operationId"]
        for operations in document["paths"].values()
        for operation in operations.values()
    ]

    assert len(ids) == len(set(ids))


def test_list_of_projects_is_the_gateways_own(document: dict[str, Any]) -> None:
    schema = document["paths"]["/v1/projects"]["get"]["responses"]["200"]["content"]

    assert schema["application/json"]["schema"]["$ref"].endswith("/ProjectList")


def test_path_of_two_services_is_refused() -> None:
    with pytest.raises(RouteTableError, match="GET /v1/events"):
        RouteTable({"registry": service("/v1/events"), "scoring": service("/v1/events")})


def test_path_of_two_services_by_different_methods_is_fine() -> None:
    table = RouteTable(
        {"registry": service("/v1/events"), "scoring": service("/v1/events", method="post")}
    )

    assert len(table.routes) == 2


def test_path_that_the_gateway_answers_itself_is_refused() -> None:
    card = "/v1/plans/{plan}/projects/{code}/card"
    with pytest.raises(RouteTableError, match="card"):
        create_app(table=RouteTable({"scoring": service(card)}))


def test_health_of_the_services_behind_is_not_passed_on() -> None:
    assert RouteTable({"registry": service("/livez", "/readyz", "/metrics")}).routes == ()


def test_schema_of_one_name_and_two_meanings_is_kept_twice() -> None:
    refers = {"$ref": "#/components/schemas/Item"}
    own = {"paths": {}, "components": {"schemas": {"Item": {"type": "string"}, "Page": refers}}}
    table = RouteTable({"scoring": service(Item={"type": "integer"}, Page=refers)})

    schemas = table.merged_into(own)["components"]["schemas"]

    assert schemas["Item"] == {"type": "string"}
    assert schemas["ScoringItem"] == {"type": "integer"}
    assert schemas["Page"] == refers
    assert schemas["ScoringPage"] == {"$ref": "#/components/schemas/ScoringItem"}


def test_schema_of_one_name_and_one_meaning_is_kept_once() -> None:
    item = {"properties": {"a": {"type": "null", "default": None}}}
    own = {
        "paths": {},
        "components": {"schemas": {"Item": {"properties": {"a": {"type": "null"}}}}},
    }

    schemas = RouteTable({"scoring": service(Item=item)}).merged_into(own)["components"]["schemas"]

    assert list(schemas) == ["Item"]


def test_docs_page_lists_every_path_and_whose_it_is() -> None:
    page = (ROOT / "docs" / "routes.md").read_text(encoding="utf-8")

    assert page == routes_page(create_app().openapi())


@pytest.mark.parametrize("name", MODELS)
def test_example_is_an_answer_its_model_reads(name: str, document: dict[str, Any]) -> None:
    (path,) = [path for path, example in EXAMPLES.items() if example == name]
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]

    MODELS[name].model_validate_json(json.dumps(content["example"]))
    assert content["example"]["completeness"] == "full"
