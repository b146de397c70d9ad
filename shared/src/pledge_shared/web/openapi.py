"""Makes the OpenAPI document tell the truth about errors: problem+json everywhere."""

import json
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from .problems import PROBLEM_TYPE, Problem

__all__ = ["body_schema", "describe_problems"]

_REFERENCE = "#/components/schemas/{model}"
_METHODS = {"get", "put", "post", "delete", "patch"}
_PROBLEM = {
    "description": "The request was refused or failed (RFC 9457)",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


_documented: dict[str, type[BaseModel]] = {"Problem": Problem}
"""Models that routes refer to without the framework knowing them."""


def body_schema(model: type[BaseModel], media_type: str = "application/json") -> dict[str, Any]:
    """Return what documents a body that a route checks by itself, after everything else."""
    _documented[model.__name__] = model
    schema = {"$ref": _REFERENCE.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}


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
    text = json.dumps(document["paths"])
    for name, model in _documented.items():
        if name == "Problem" or _REFERENCE.format(model=name) in text:
            schema = model.model_json_schema(ref_template=_REFERENCE)
            schemas.update(schema.pop("$defs", {}))
            schemas[name] = schema
    for path in document["paths"].values():
        for method in _METHODS & path.keys():
            responses = path[method]["responses"]
            responses.pop("422", None)
            responses["default"] = _PROBLEM
    return document
