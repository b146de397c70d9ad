"""Alerts as clients read them: listed, filtered, page by page, and in the feed of scores."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response

from pledge_scoring.services.alerts.edition import current_edition
from pledge_scoring.services.alerts.watcher import AlertWatcher
from pledge_scoring.services.days import korean_day
from pledge_shared.contracts.alerts import AlertEvent, AlertPage
from pledge_shared.database.connections import Database
from pledge_shared.testing.registry import FakeRegistry
from pledge_shared.testing.statements import asked_statements

from .made import document

BEHIND = "BEHIND_SCHEDULE"


@pytest.fixture
async def alerted(service: AsyncClient, registry: FakeRegistry, database: Database) -> AsyncClient:
    """Wait until everything is found that there is to find in two plans."""
    watcher = AlertWatcher(database, korean_day)  # beside the service's own, to be faster
    late = {f"late-{number}": {"2021": 50} for number in range(3)}
    first = document({**late, "null": {"2021": None}, "good": {"2021": 100}})
    second = document({"other": {"2021": 50}}, plan="next", organization="county")
    for made, alerts in ((first, 4), (second, 5)):
        registry.record.load(made)
        async with asyncio.timeout(20):
            while len((await service.get("/v1/alerts")).json()["items"]) < alerts:
                await watcher.step()
                await asyncio.sleep(0.02)
    return service


async def listed(service: AsyncClient, **asked: Any) -> list[str]:
    answer = await service.get("/v1/alerts", params=asked)
    page = AlertPage.model_validate_json(answer.content)
    return [f"{each.plan}/{each.project}" for each in page.items]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"plan": "next"}, ["next/other"]),
        ({"organization": "county"}, ["next/other"]),
        ({"plan": "made", "code": BEHIND}, ["made/late-0", "made/late-1", "made/late-2"]),
        ({"code": "NOT_COMPUTABLE"}, ["made/null"]),
        ({"severity": "info"}, ["made/null"]),
        ({"project": "late-1"}, ["made/late-1"]),
        ({"code": "STALE"}, []),
        ({"plan": "made", "organization": "county"}, []),
    ],
)
async def test_list_is_filtered(
    alerted: AsyncClient, asked: dict[str, str], expected: list[str]
) -> None:
    assert await listed(alerted, **asked) == expected


async def test_pages_hold_every_alert_once(alerted: AsyncClient) -> None:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await alerted.get("/v1/alerts", params=asked)).json()
        found += [f"{each['plan']}/{each['project']}" for each in page["items"]]
        cursor = page["next"]

    assert found == await listed(alerted)
    assert len(set(found)) == 5


async def test_alert_says_in_either_language_what_is_wrong_and_what_to_do(
    alerted: AsyncClient,
) -> None:
    asked = {"project": "late-0"}
    english = (await alerted.get("/v1/alerts", params=asked)).json()["items"][0]
    headers = {"Accept-Language": "ko"}
    korean = (await alerted.get("/v1/alerts", params=asked, headers=headers)).json()["items"][0]

    assert english["message"] == (
        "On 2021-12-31 the rate of 50.00 % is 50.00 points short of the 100.00 % that the targets "
        "due ask for."
    )
    assert korean["message"] == (
        "2021-12-31 기준 달성률 50.00%는 도래한 목표가 요구하는 100.00%에 50.00%p 못 미칩니다."
    )
    assert [hint["code"] for hint in english["hints"]] == ["furthest_short", "catch_up"]
    assert english["achievement"] == "/v1/achievements/plans/made/projects/late-0"
    assert english["rules"] == "alert-default/1"


async def test_known_tag_gives_304_until_something_changes(alerted: AsyncClient) -> None:
    tag = (await alerted.get("/v1/alerts")).headers["etag"]
    known = {"If-None-Match": tag}

    same = await alerted.get("/v1/alerts", headers=known)
    other = await alerted.get("/v1/alerts?plan=next", headers=known)

    assert (same.status_code, same.content, other.status_code) == (304, b"", 200)


async def test_page_is_one_question_however_many_there_are(alerted: AsyncClient) -> None:
    for limit in ("1", "200"):
        with asked_statements() as asked:
            await alerted.get("/v1/alerts", params={"limit": limit})
        assert len(asked) == 1


@pytest.mark.parametrize(
    "query", ["?code=LATE", "?severity=grave", "?colour=red", "?limit=0", "?cursor=x", "?plan=%00"]
)
async def test_senseless_question_is_refused(service: AsyncClient, query: str) -> None:
    answer = await service.get(f"/v1/alerts{query}")

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


async def test_cursor_of_one_filter_is_none_of_another(alerted: AsyncClient) -> None:
    cursor = (await alerted.get("/v1/alerts?limit=1")).json()["next"]

    answer = await alerted.get("/v1/alerts", params={"plan": "made", "cursor": cursor})

    assert answer.status_code == 400


async def test_feed_tells_of_scores_and_alerts_in_one_order(alerted: AsyncClient) -> None:
    events, cursor = [], None
    while True:
        asked = {"limit": "3", **({"after": cursor} if cursor else {})}
        page = (await alerted.get("/v1/score-events", params=asked)).json()
        cursor = page["next"]
        if not page["items"]:
            break
        events += page["items"]

    raised = [each for each in events if each["type"] == "pledge.alert.raised"]
    assert len(raised) == 5
    assert len(events) == 5 + 6
    assert len({each["id"] for each in events}) == len(events)
    sequences = [each["data"]["sequence"] for each in events]
    assert sequences == sorted(sequences)
    event = AlertEvent.model_validate(raised[0])
    assert (event.subject, event.data.alert) == ("plans/made/projects/late-0", BEHIND)


async def test_rules_in_force_are_published_with_their_sources(service: AsyncClient) -> None:
    answer: Response = await service.get("/v1/alert-rules")

    assert answer.headers["etag"] == f'"{current_edition().digest}"'
    rules = answer.json()
    thresholds = [
        rules["behind_schedule"]["targets_due"],
        rules["behind_schedule"]["elapsed_time"],
        rules["falling"]["threshold"],
        rules["stale"]["threshold"],
        rules["not_computable"],
    ]
    assert all(each["source"] and each["authority"] == "ours" for each in thresholds)
