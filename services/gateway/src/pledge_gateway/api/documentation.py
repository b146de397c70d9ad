"""One OpenAPI document for everything a client can ask for here, with answers that are real."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from ..services.route_table import RouteTable

__all__ = ["EXAMPLES", "describe_everything", "example_file"]

EXAMPLES: dict[str, str] = {
    "/v1/plans/{plan}/projects/{code}/card": "card",
    "/v1/projects": "project-list",
    "/v1/plans/{plan}/dashboard": "plan-dashboard",
    "/v1/organizations/{organization}/dashboard": "organization-dashboard",
}
"""Aggregate paths with the file under ``examples/`` that holds a captured answer."""

_FOLDER = Path(__file__).resolve().parents[1] / "examples"


def example_file(name: str) -> Path:
    """Return where an example is kept."""
    return _FOLDER / f"{name}.json"


def describe_everything(app: FastAPI, table: RouteTable, own: Iterable[APIRouter]) -> None:
    """Make the application describe the paths it passes on beside its own.

    Raises
    ------
    RouteTableError
        The gateway answers a path itself that it also passes on; it must not start.
    """
    build = app.openapi
    described: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not described:
            described.update(table.merged_into(build()))
            _add_examples(described)
        return described

    table.refuse_duplicates_of(_operations_of(own))
    app.__dict__["openapi"] = openapi


def _operations_of(own: Iterable[APIRouter]) -> Iterator[tuple[str, str]]:
    for router in own:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield from ((method.lower(), route.path) for method in route.methods or ())


def _add_examples(document: dict[str, Any]) -> None:
    for path, name in EXAMPLES.items():
        file = example_file(name)
        if file.is_file():
            content = document["paths"][path]["get"]["responses"]["200"]["content"]
            content["application/json"]["example"] = json.loads(file.read_bytes())
