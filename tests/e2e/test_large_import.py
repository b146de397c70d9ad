"""A plan of 600 projects in more than 1 MB: taken by the gateway, queued, imported, scored."""

import json
import time
from typing import Any
from uuid import uuid4

from .conftest import ONE_STACK, Client, sample

pytestmark = ONE_STACK

MEGABYTE = 1024 * 1024


def large_document() -> dict[str, Any]:
    document = sample("gb-7", "gb-large")
    (pledge,) = document["projects"]
    padding = [{"text": "사업내용 " * 100} for _ in range(2)]
    document["projects"] = [
        {
            "code": f"p-{number}",
            "kind": "pledge",
            "title": f"{pledge['title']} {number}",
            "status": "on_track",
            "contents": padding,
            "indicators": [
                {
                    "code": "built",
                    "name": "준공",
                    "unit": "개소",
                    "targets": [{"period": "2020", "value": "10"}],
                    "actuals": [{"period": "2020", "value": str(number % 11)}],
                }
            ],
        }
        for number in range(600)
    ]
    return document


def test_large_plan_is_queued_and_then_there(client: Client) -> None:
    body = json.dumps(large_document(), ensure_ascii=False).encode()
    assert len(body) > MEGABYTE

    queued = client.http.post(
        "/v1/imports",
        content=body,
        headers={
            **client.key,
            "Idempotency-Key": uuid4().hex,
            "Content-Type": "application/json",
        },
    )

    assert queued.status_code == 202, queued.text
    done = _await_end(client, queued.headers["location"])
    assert (done["state"], done["result"]["created"]) == ("succeeded", 600)
    mean = _await_mean(client)
    tens = sum(number % 11 for number in range(600)) * 10
    assert (mean["numerator"], mean["denominator"]) == (str(tens), "600")


def _await_end(client: Client, location: str) -> dict[str, Any]:
    end = time.monotonic() + 60
    while True:
        found: dict[str, Any] = client.http.get(location, headers=client.key).json()
        if found["state"] != "queued":
            return found
        assert time.monotonic() < end
        time.sleep(0.2)


def _await_mean(client: Client) -> dict[str, Any]:
    end = time.monotonic() + 60
    while True:
        board = client.get("/v1/plans/gb-large/dashboard")
        if board.status_code == 200 and board.json()["completeness"] == "full":
            found: dict[str, Any] = board.json()["rates"]["mean_progress"]
            return found
        assert time.monotonic() < end, board.text[:500]
        time.sleep(0.3)
