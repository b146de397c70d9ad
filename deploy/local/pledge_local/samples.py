"""The sample documents: imported where they are missing, and waited for until they are scored."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from .client import Client, Refusal
from .errors import LocalError
from .imports import import_document, summary_of
from .project import ROOT

__all__ = ["await_scored", "import_samples", "sample_files"]

_SCORED_SECONDS = 60.0


def sample_files() -> list[Path]:
    """Return the documents that come with the product."""
    return sorted((ROOT / "data" / "samples").glob("*.json"))


def import_samples(client: Client, tell: Callable[[str], None]) -> list[str]:
    """Import each sample whose plan is not there, so that nobody's edits are overwritten."""
    codes = []
    for file in sample_files():
        body = file.read_bytes()
        code = str(json.loads(body)["plan"]["code"])
        codes.append(code)
        if client.find(f"/v1/plans/{code}") is not None:
            tell(f"{code}: already there")
            continue
        began = time.monotonic()
        done = import_document(client, body)
        tell(f"{code}: {summary_of(done)}, {time.monotonic() - began:.1f} s")
    return codes


def await_scored(client: Client, code: str) -> dict[str, Any]:
    """Return a plan's dashboard once every score in it is of the newest facts."""
    end = time.monotonic() + _SCORED_SECONDS
    while True:
        try:
            dashboard: dict[str, Any] = client.get(f"/v1/plans/{code}/dashboard")
        except Refusal as refusal:
            if refusal.status != httpx.codes.SERVICE_UNAVAILABLE:
                raise
        else:
            if dashboard["completeness"] == "full":
                return dashboard
        if time.monotonic() > end:
            raise LocalError(f"{code} was not scored within {_SCORED_SECONDS:.0f} s.")
        time.sleep(0.1)
