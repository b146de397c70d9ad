"""A reviewed plan's card before and after approval, for readers with a key and without one."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from .conftest import ONE_STACK, Client, sample

pytestmark = ONE_STACK

PLAN = "/v1/plans/gb-7-reviewed"
PROJECT = f"{PLAN}/projects/bigdata"
CARD, ACTUAL = f"{PROJECT}/card", f"{PROJECT}/indicators/cloud-datacenter/actuals/2021"
MISSING_RATE: dict[str, Any] = {
    "value": None,
    "text": "인프라구축",
    "reported_rate": "10",
    "evidence": [],
}


@dataclass(frozen=True)
class Reader:
    """Somebody with a key, or without."""

    http: httpx.Client
    bearer: Mapping[str, str]

    def card(self, **asked: str) -> httpx.Response:
        """Return the card once its score is of the present facts; it may take a second."""
        for _ in range(30):
            answer = self.http.get(CARD, params=asked, headers=self.bearer)
            if answer.status_code != 503 and answer.json().get("completeness") != "stale":
                break
            time.sleep(0.1)
        return answer

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Write, having seen the project's head."""
        seen = self.http.get(PROJECT, params={"view": "head"}, headers=self.bearer)
        sent = {"If-Match": seen.headers["etag"], "Idempotency-Key": uuid4().hex}
        return self.http.request(method, path, json=body, headers={**self.bearer, **sent})


@pytest.fixture(scope="module")
def readers(client: Client) -> tuple[Reader, Reader, Reader]:
    """Return nobody in particular, a reporter, and a reviewer who answers to another owner."""
    document = sample("gb-7", "gb-7-reviewed")
    document["plan"]["publication"] = "reviewed"
    client.import_document(document)

    def holder(role: str, owner: str) -> Reader:
        wanted = {"name": f"{owner} 키", "role": role, "owner": owner}
        headers = {**client.key, "Idempotency-Key": uuid4().hex}
        key = client.http.post("/v1/keys", json=wanted, headers=headers).json()["key"]
        return Reader(client.http, {"Authorization": f"Bearer {key}"})

    return Reader(client.http, {}), holder("reporter", "주관부서"), holder("reviewer", "기획실")


def shown(card: httpx.Response) -> tuple[str, int, int]:
    """Return a card's rate, its findings and the version it is of."""
    assert card.status_code == 200, card.text
    found = card.json()
    return found["score"]["rate"], len(found["findings"]), found["project"]["version"]


def test_card_of_a_reviewed_plan_before_and_after_approval(
    readers: tuple[Reader, Reader, Reader],
) -> None:
    anyone, reporter, reviewer = readers
    assert shown(anyone.card()) == shown(reporter.card(view="head")) == ("92.50", 7, 1)

    assert reporter.send("PUT", ACTUAL, MISSING_RATE).json()["actual"]["approval"] == "draft"

    assert shown(anyone.card()) == shown(reporter.card()) == ("92.50", 7, 2)
    assert shown(reporter.card(view="head")) == ("82.50", 5, 2)
    refused = anyone.card(view="head")
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
    assert reporter.send("POST", f"{ACTUAL}/submit").status_code == 200
    own = reporter.send("POST", f"{ACTUAL}/approve")
    assert (own.status_code, own.json()["code"]) == (403, "forbidden")  # it may not decide at all
    assert shown(anyone.card()) == ("92.50", 7, 3)
    approved = reviewer.send("POST", f"{ACTUAL}/approve")
    assert approved.status_code == 200, approved.text
    assert shown(anyone.card()) == shown(reporter.card(view="head")) == ("82.50", 5, 4)

    now, head = anyone.card(), reporter.card(view="head")
    assert now.json()["score"] == head.json()["score"]
    assert (now.headers["cache-control"], head.headers["cache-control"]) == (
        "no-cache", "private, no-store",
    )  # fmt: skip
    sequence = approved.json()["sequence"]
    assert shown(anyone.card(as_of=str(sequence - 1))) == ("92.50", 7, 3)
    assert shown(reporter.card(view="head", as_of=str(sequence - 1))) == ("82.50", 5, 3)


def test_explanation_is_of_the_view_that_was_asked_for(
    readers: tuple[Reader, Reader, Reader],
) -> None:
    anyone, reporter, _ = readers
    draft = {**MISSING_RATE, "reported_rate": "40"}
    place = f"{PROJECT}/indicators/cloud-datacenter/actuals/2021"
    version = reporter.send("PUT", place, draft).json()["project_version"]
    assert shown(anyone.card())[2] == version  # scoring has heard of it

    path = f"{PROJECT}/explanation"
    published = anyone.http.get(path).json()["rate"]
    head = reporter.http.get(path, params={"view": "head"}, headers=reporter.bearer).json()["rate"]

    assert (published, head) == (shown(anyone.card())[0], shown(reporter.card(view="head"))[0])
    assert published != head
