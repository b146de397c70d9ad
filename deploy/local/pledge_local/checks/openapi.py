"""The OpenAPI documents that are committed, and those that the code gives."""

import json
import os
from importlib import import_module
from pathlib import Path

__all__ = ["current_document", "document_path", "stale_documents", "write_documents"]

_ORDER = ("registry", "scoring", "gateway")
"""The gateway's document contains those of the other two."""

_NEVER_OPENED = {
    "REGISTRY_DATABASE_URL": "postgresql://127.0.0.1/never-opened",
    "SCORING_DATABASE_URL": "postgresql://127.0.0.1/never-opened",
    "SCORING_REGISTRY_URL": "http://127.0.0.1:1",
    "GATEWAY_REGISTRY_URL": "http://127.0.0.1:1",
    "GATEWAY_SCORING_URL": "http://127.0.0.1:1",
}


def document_path(root: Path, service: str) -> Path:
    """Return where a service's document is kept."""
    return root / "services" / service / "openapi.json"


def current_document(service: str) -> str:
    """Return the document of the service as its code stands; nothing is started for it."""
    os.environ.update(_NEVER_OPENED)
    document = import_module(f"pledge_{service}.app").create_app().openapi()
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def write_documents(root: Path) -> list[str]:
    """Write every document that changed and return the names of their services."""
    changed = []
    for service in _ORDER:
        current, path = current_document(service), document_path(root, service)
        if not path.exists() or path.read_text(encoding="utf-8") != current:
            path.write_text(current, encoding="utf-8")
            changed.append(service)
    return changed


def stale_documents(root: Path) -> list[str]:
    """Return a sentence for each committed document that the code no longer gives."""
    stale = []
    for service in _ORDER:
        path = document_path(root, service)
        if not path.exists() or path.read_text(encoding="utf-8") != current_document(service):
            stale.append(
                f"{path.relative_to(root)} is not what the code gives; ./pledge openapi writes it"
            )
    return stale
