"""One OpenAPI document for everything a client can ask for here, with answers that are real."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from ..services.route_table import RouteTable

__all__ = ["EXAMPLES", "describe_everything"]

EXAMPLES: dict[str, str] = {
    "/v1/plans/{plan}/projects/{code}/card": "card",
    "/v1/projects": "project-list",
    "/v1/plans/{plan}/dashboard": "plan-dashboard",
    "/v1/organizations/{organization}/dashboard": "organization-dashboard",
}
"""Aggregate paths with the file under ``examples/`` that holds a captured answer."""

_FOLDER = Path(__file__).resolve().parents[1] / "examples"


def describe_everything(app: FastAPI, table: RouteTable) -> None:
    """Make the application describe the paths it passes on beside its own."""
    build = app.openapi
    described: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not described:
            described.update(table.merged_into(build()))
            _add_examples(described)
        return described

    openapi()  # paths that do not fit together must keep the gateway from starting
    app.__dict__["openapi"] = openapi


def _add_examples(document: dict[str, Any]) -> None:
    for path, name in EXAMPLES.items():
        file = _FOLDER / f"{name}.json"
        if file.is_file():
            content = document["paths"][path]["get"]["responses"]["200"]["content"]
            content["application/json"]["example"] = json.loads(file.read_bytes())
