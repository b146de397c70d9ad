"""A whole stack, three real processes and a database, for the tests of one worker."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from pledge_local.folder import DataFolder
from pledge_local.services import ServiceProcess, stop_services
from pledge_local.stack import Stack, running_stack

ONE_STACK = pytest.mark.xdist_group("e2e")
"""Keeps these tests on one worker, so that one stack serves them all."""

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


class Client:
    """Talks to a stack's gateway as its administrator."""

    def __init__(self, stack: Stack, key: str) -> None:
        self.stack = stack
        self.http = httpx.Client(base_url=stack.running.gateway_url, timeout=30, trust_env=False)
        self.restarted: list[ServiceProcess] = []
        self.key = {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **params: Any) -> httpx.Response:
        return self.http.get(path, params=params)

    def import_document(self, document: dict[str, Any], **params: Any) -> dict[str, Any]:
        headers = {**self.key, "Idempotency-Key": uuid4().hex}
        answer = self.http.post("/v1/imports", json=document, headers=headers, params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def put_actual(self, path: str, body: dict[str, Any], etag: str) -> httpx.Response:
        return self.http.put(path, json=body, headers={**self.key, "If-Match": etag})


def sample(name: str, plan: str | None = None) -> dict[str, Any]:
    """Return a sample document, under another plan code when one is given."""
    document: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    if plan:
        document["plan"]["code"] = plan
    return document


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = DataFolder(tmp_path_factory.mktemp("stack") / "data")
    with running_stack(folder, port=0, tell=print) as stack:
        key = folder.administrator_key()
        assert key
        client = Client(stack, key)
        for name in ("gb-7", "cbist-2021", "cb-switch", "cb-cluster"):
            client.import_document(sample(name))
        yield client
        client.http.close()
        stop_services(client.restarted)
    folder.remove()
