"""Makes the OpenAPI document tell the truth about errors: problem+json everywhere."""

from typing import Any

from fastapi import FastAPI

from .problems import PROBLEM_TYPE, Problem

__all__ = ["describe_problems"]

_METHODS = {"get", "put", "post", "delete", "patch"}
_PROBLEM = {
    "description": "The request was refused or failed (RFC 9457)",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def describe_problems(app: FastAPI) -> None:
    """Replace the framework's own error schema with ours, on every operation."""
    build = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _with_problems(build())
        return app.openapi_schema

    app.__dict__["openapi"] = openapi


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    for path in document["paths"].values():
        for method in _METHODS & path.keys():
            responses = path[method]["responses"]
            responses.pop("422", None)
            responses["default"] = _PROBLEM
    return document
