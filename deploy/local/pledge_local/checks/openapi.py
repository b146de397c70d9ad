"""The OpenAPI documents that are committed, and those that the code gives."""

import json
import os
from importlib import import_module
from pathlib import Path

from ..errors import LocalError
from ..services import SERVICES
from .outcome import Outcome

__all__ = ["check_openapi", "current_document", "document_path", "write_documents"]


def document_path(root: Path, service: str) -> Path:
    """Return where a service's document is kept."""
    return root / "services" / service / "openapi.json"


def current_document(service: str) -> str:
    """Return the document of the service as its code stands; nothing is started for it."""
    for name in ("REGISTRY_DATABASE_URL", "SCORING_DATABASE_URL"):
        os.environ.setdefault(name, "postgresql://127.0.0.1/never-opened")
    for name in ("SCORING_REGISTRY_URL", "GATEWAY_REGISTRY_URL", "GATEWAY_SCORING_URL"):
        os.environ.setdefault(name, "http://127.0.0.1:1")
    try:
        document = import_module(f"pledge_{service}.app").create_app().openapi()
    except ImportError as error:
        raise LocalError(f"The {service} cannot be imported: {error}.") from error
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def write_documents(root: Path) -> list[str]:
    """Write every document that changed and return the names of their services."""
    changed = [service for service in SERVICES if _is_stale(root, service)]
    for service in changed:
        document_path(root, service).write_text(current_document(service), encoding="utf-8")
    return changed


def check_openapi(root: Path) -> Outcome:
    """Compare the committed documents with the code."""
    findings = []
    for service in SERVICES:
        try:
            if _is_stale(root, service):
                path = document_path(root, service).relative_to(root)
                findings.append(f"{path} is not what the code gives; ./pledge openapi writes it")
        except LocalError as error:
            findings.append(str(error))
    return Outcome.of(findings, f"{len(SERVICES)} documents")


def _is_stale(root: Path, service: str) -> bool:
    path = document_path(root, service)
    return not path.exists() or path.read_text(encoding="utf-8") != current_document(service)
