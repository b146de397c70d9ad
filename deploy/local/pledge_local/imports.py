"""Imports through a gateway, followed to their end."""

import time
from typing import Any
from uuid import uuid4

from .client import Client

__all__ = ["import_document", "summary_of"]

_WORDS = {
    "created": "created",
    "changed": "changed",
    "unchanged": "unchanged",
    "deleted": "deleted",
    "not_in_file": "not in the file",
}


def import_document(
    client: Client,
    body: bytes,
    *,
    media_type: str = "application/json",
    validate_only: bool = False,
    prune: bool = False,
) -> dict[str, Any]:
    """Import plan documents and return the finished import, waiting for one that was queued."""
    chosen = {"validate_only": validate_only, "prune": prune}
    query = "&".join(f"{name}=true" for name, wanted in chosen.items() if wanted)
    path = f"/v1/imports?{query}" if query else "/v1/imports"
    done: dict[str, Any] = client.send(
        "POST",
        path,
        body=body,
        headers={"Idempotency-Key": str(uuid4()), "Content-Type": media_type},
    )
    while done["state"] == "queued":
        time.sleep(0.2)
        done = client.get(f"/v1/imports/{done['id']}")
    return done


def summary_of(done: dict[str, Any]) -> str:
    """Say in a line what an import did."""
    result = done.get("result") or {}
    counts = [f"{result[name]} {word}" for name, word in _WORDS.items() if result.get(name)]
    return f"{done['state']}: projects {', '.join(counts) or 'none'}"
