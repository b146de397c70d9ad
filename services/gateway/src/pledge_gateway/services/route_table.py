"""Whose each path is: the services' OpenAPI documents, merged into one with the gateway's own."""

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RouteTableError

__all__ = ["METHODS", "Document", "PassedRoute", "RouteTable", "load_document", "load_services"]

Document = dict[str, Any]

METHODS = ("get", "put", "post", "patch", "delete")
OPERATIONS = frozenset({"/livez", "/readyz", "/metrics"})
"""Every service has its own of these; nobody's are passed on."""

REPLACED = frozenset({("registry", "get", "/v1/projects")})
"""What the gateway answers itself, in place of the service."""

_REFERENCE = "#/components/schemas/"
_SERVICES = Path(__file__).resolve().parents[4]


@dataclass(frozen=True, slots=True)
class PassedRoute:
    """A path of a service behind, with the methods that are passed on."""

    service: str
    path: str
    operations: Mapping[str, Document]

    @property
    def streams(self) -> bool:
        """Whether the answer never ends by itself."""
        return self.path.endswith("/stream")

    def needs_key(self, method: str) -> bool:
        """Whether the service asks for a key; a question that is posted may be anyone's."""
        return bool(self.operations[method].get("security"))

    def waits(self, method: str) -> bool:
        """Whether an answer may rightly take longer than a read."""
        parameters = self.operations[method].get("parameters", ())
        long_poll = any(parameter.get("name") == "wait" for parameter in parameters)
        return long_poll or method == "post"


def load_document(service: str) -> Document:
    """Return a service's committed OpenAPI document.

    Raises
    ------
    RouteTableError
        It is not there, or not JSON.
    """
    try:
        document: Document = json.loads((_SERVICES / service / "openapi.json").read_bytes())
    except (OSError, ValueError) as error:
        raise RouteTableError(
            f"The OpenAPI document of {service} cannot be read; ./pledge openapi writes it."
        ) from error
    return document


def load_services() -> dict[str, Document]:
    """Return the committed documents of both services behind the gateway."""
    return {name: load_document(name) for name in ("registry", "scoring")}


class RouteTable:
    """The paths of both services behind the gateway."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = {name: deepcopy(document) for name, document in documents.items()}
        self.routes = tuple(self._passed())
        self.refuse_duplicates_of(())

    def _passed(self) -> Iterator[PassedRoute]:
        for service, document in self._documents.items():
            for path, operations in document["paths"].items():
                kept = {
                    method: operations[method]
                    for method in METHODS
                    if method in operations and (service, method, path) not in REPLACED
                }
                if kept and path not in OPERATIONS:
                    yield PassedRoute(service, path, kept)

    def refuse_duplicates_of(self, own: Iterable[tuple[str, str]]) -> None:
        """Refuse a table in which two would answer the same method of the same path.

        Raises
        ------
        RouteTableError
            They would.
        """
        passed = ((method, route.path) for route in self.routes for method in route.operations)
        seen: set[tuple[str, str]] = set()
        for method, path in (*own, *passed):
            if (method, path) in seen:
                raise RouteTableError(f"{method.upper()} {path} would be answered by two services.")
            seen.add((method, path))

    def merged_into(self, own: Document) -> Document:
        """Return one OpenAPI document of the gateway's own paths and all that are passed on."""
        merged = deepcopy(own)
        schemas = merged["components"]["schemas"]
        names = {service: self._add_schemas(schemas, service) for service in self._documents}
        for route in self.routes:
            described = merged["paths"].setdefault(route.path, {})
            for method, operation in route.operations.items():
                described[method] = _renamed(operation, names[route.service])
        for document in self._documents.values():
            for kind, entries in document.get("components", {}).items():
                if kind != "schemas":
                    merged["components"].setdefault(kind, {}).update(entries)
        return merged

    def _add_schemas(self, schemas: Document, service: str) -> dict[str, str]:
        """Copy a service's schemas; one that means something else by a taken name is renamed."""
        given: Document = self._documents[service].get("components", {}).get("schemas", {})
        names = _new_names(given, schemas, service.capitalize())
        for name, schema in given.items():
            schemas[names.get(name, name)] = _renamed(schema, names)
        return names


def _new_names(given: Document, taken: Document, prefix: str) -> dict[str, str]:
    """Rename what means something else by a taken name, and whatever refers to it."""
    names: dict[str, str] = {}
    while True:
        more = {
            name: prefix + name
            for name in (given.keys() & taken.keys()) - names.keys()
            if _meaning(_renamed(given[name], names)) != _meaning(taken[name])
        }
        if not more:
            return names
        names.update(more)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Copy a piece of a document, references to renamed schemas corrected."""
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    copied = {key: _renamed(item, names) for key, item in value.items()}
    reference = copied.get("$ref")
    if isinstance(reference, str) and reference.startswith(_REFERENCE):
        name = reference.removeprefix(_REFERENCE)
        copied["$ref"] = _REFERENCE + names.get(name, name)
    return copied


def _meaning(schema: Any) -> Any:
    """Leave out what only some generators write: that a field which may be null starts as null."""
    if isinstance(schema, list):
        return [_meaning(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _meaning(item)
        for key, item in schema.items()
        if not (key == "default" and item is None)
    }
