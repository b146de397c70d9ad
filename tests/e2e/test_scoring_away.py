"""Scoring is killed and comes back: no card pretends, and all is well again by itself."""

import os
import signal
import time
from pathlib import Path

import httpx

from pledge_local.services import start_service

from .conftest import ONE_STACK, Client

pytestmark = ONE_STACK

CARD = "/v1/plans/gb-7/projects/bigdata/card"


def process_listening_on(port: str) -> int:
    """Return the process started with ``--port port``."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"uvicorn" in words and port.encode() in words:
                return int(entry.name)
    raise AssertionError(port)


def start_again(client: Client, log: Path) -> None:
    """Start scoring on the same port and database."""
    running = client.stack.running
    settings = {
        "SCORING_DATABASE_URL": running.scoring_database_url,
        "SCORING_REGISTRY_URL": running.registry_url,
    }
    port = int(running.scoring_url.rpartition(":")[2])
    service = start_service("scoring", host="127.0.0.1", port=port, log=log, settings=settings)
    client.restarted.append(service)
    service.await_ready()


def await_status(client: Client, status: int) -> httpx.Response:
    end = time.monotonic() + 10
    while (answer := client.get(CARD)).status_code != status:
        assert time.monotonic() < end, answer.text
        time.sleep(0.1)
    return answer


def test_card_without_scoring_and_with_it_again(client: Client, tmp_path: Path) -> None:
    whole = await_status(client, 200)
    port = client.stack.running.scoring_url.rpartition(":")[2]

    os.kill(process_listening_on(port), signal.SIGKILL)
    refused = await_status(client, 503)
    partial = client.get(CARD, allow_partial="true")
    start_again(client, tmp_path / "scoring.log")
    again = await_status(client, 200)

    assert refused.headers["retry-after"].isdigit()
    card = partial.json()
    assert (partial.status_code, card["completeness"], card["score"]) == (200, "partial", None)
    assert (card["findings"], card["project"]["code"]) == ([], "bigdata")
    assert again.content == whole.content
