"""What becomes of a promise, through three real processes: adjusted, split, a contact erased."""

import json
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from .conftest import ONE_STACK, Client, sample

pytestmark = ONE_STACK

RESOLUTION = {"committee": "공약 조정 심의회", "number": "제2026-5호", "date": "2026-11-20"}
SPLIT = {"date": "2026-11-22", "reason": "인력양성을 따로 관리"}
NAME, TELEPHONE = "담당자 카나리아", "(000) 0000-0000"


def post(client: Client, path: str, body: Any, **headers: str) -> httpx.Response:
    sent = {**client.key, "Idempotency-Key": uuid4().hex, **headers}
    return client.http.post(path, json=body, headers=sent)


def full_card(client: Client, plan: str, code: str) -> dict[str, Any]:
    """Return a card once it is scored; it may take a second."""
    for _ in range(50):
        answer = client.get(f"/v1/plans/{plan}/projects/{code}/card")
        if answer.status_code == 200 and answer.json()["completeness"] == "full":
            card: dict[str, Any] = answer.json()
            return card
        time.sleep(0.1)
    raise AssertionError(answer.text)


def test_an_approved_adjustment_shows_on_the_card(client: Client) -> None:
    client.import_document(sample("gb-7", "gb-adjusted"))
    place = "/v1/plans/gb-adjusted/adjustments"
    change = {
        "project": "bigdata",
        "reason": "기간 연장",
        "patch": {"goal_text": "2022년까지 연장"},
    }
    made = post(client, "/v1/keys", {"name": "board", "role": "reviewer", "owner": "board"})
    board = {"Authorization": f"Bearer {made.json()['key']}"}

    assert post(client, place, change).status_code == 201
    post(client, f"{place}/1/consult", {"departments": ["gyeongbuk"]})
    decision = {"decision": "approved", "resolution": RESOLUTION}
    own = post(client, f"{place}/1/decide", decision)
    decided = post(client, f"{place}/1/decide", decision, **board)

    assert (own.status_code, own.json()["code"]) == (403, "same_owner")
    assert decided.status_code == 200, decided.text
    project = full_card(client, "gb-adjusted", "bigdata")["project"]
    assert project["goal_text"] == "2022년까지 연장"
    (adjustment,) = project["adjustments"]
    assert (adjustment["number"], adjustment["resolution"]) == (1, RESOLUTION)
    (field,) = adjustment["fields"]
    assert (field["field"], field["after"]) == ("goal_text", "2022년까지 연장")


def part(card: dict[str, Any], code: str, *, people: bool) -> dict[str, Any]:
    """Return the part of the card that trains people, with 시군비, or all the rest."""
    lines = card["budget"]["lines"]
    return card | {
        "code": code,
        "reported_values": [],
        "milestones": [],
        "indicators": [i for i in card["indicators"] if (i["code"] == "training") is people],
        "budget": {"lines": [each for each in lines if (each["source"] == "municipal") is people]},
    }


def test_the_card_is_split_in_two_cards_that_hold_the_same(client: Client) -> None:
    document = sample("gb-7", "gb-split")
    client.import_document(document)
    (card,) = document["projects"]
    before = full_card(client, "gb-split", "bigdata")["funding"]
    etag = client.get("/v1/plans/gb-split/projects/bigdata").headers["etag"]
    parts = [part(card, "centre", people=False), part(card, "people", people=True)]

    path = "/v1/plans/gb-split/projects/bigdata/split"
    answer = post(client, path, SPLIT | {"parts": parts}, **{"If-Match": etag})

    assert answer.status_code == 201, answer.text
    gone = client.get("/v1/plans/gb-split/projects/bigdata/card")
    assert (gone.status_code, gone.json()["successors"]) == (404, ["centre", "people"])
    cards = [full_card(client, "gb-split", code) for code in ("centre", "people")]
    rates = {item["code"]: item["rate"] for each in cards for item in each["score"]["indicators"]}
    assert rates == {"cloud-datacenter": "100.00", "adoption": "77.50", "training": "100.00"}
    for amount in ("planned_krw", "secured_krw"):
        assert sum(each["funding"][amount] for each in cards) == before[amount]
    assert [each["project"]["lineage"][0]["predecessors"] for each in cards] == [["bigdata"]] * 2


def test_an_erased_contact_is_in_no_answer_and_no_log(
    client: Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = post(client, "/v1/contacts", {"name": NAME, "telephone": TELEPHONE})
    location = made.headers["location"]
    read = client.http.get(location, headers=client.key)
    assert (read.json()["name"], read.headers["cache-control"]) == (NAME, "no-store")
    log = client.http.get("/v1/access-log", headers=client.key).json()["items"]
    assert (log[0]["action"], log[0]["source"]) == ("read", "127.0.0.1")

    erased = client.http.delete(location, headers={**client.key, "If-Match": '"1"'})

    assert erased.status_code == 204
    again = client.http.get(location, headers=client.key)
    assert again.status_code == 404
    logs = [
        path.read_text("utf-8", errors="replace")
        for path in tmp_path_factory.getbasetemp().glob("stack*/data/**/*.log")
    ]
    assert any(location in text for text in logs)
    for trace in (NAME, TELEPHONE, json.dumps(NAME)[1:-1]):
        assert not [text for text in [made.text, again.text, *logs] if trace in text]
