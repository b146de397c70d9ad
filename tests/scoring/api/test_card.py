"""The golden card through the whole service, and what a change does to it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient, Response

from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.testing.registry import FakeRegistry

CARD = "/v1/achievements/plans/gb-7/projects/bigdata"


@pytest.fixture
def card(
    registry: FakeRegistry, document: Callable[[str], PlanDocument], known: Callable[..., Any]
) -> Callable[..., Any]:
    """Import the card, and read what scoring says of it once it knows of a commit."""
    imported = registry.record.load(document("gb-7"))

    async def read(at_least: int = imported, **asked: Any) -> Response:
        answer: Response = await known(CARD, at_least, **asked)
        return answer

    return read


def put_missing_rate(registry: FakeRegistry) -> int:
    """Report the missing rate of 2021, as 10 percent."""

    def change(facts: dict[str, Any]) -> dict[str, Any]:
        actuals = next(i for i in facts["indicators"] if i["code"] == "cloud-datacenter")["actuals"]
        of_2021 = next(actual for actual in actuals if actual["period"] == "2021")
        changed = {**of_2021, "reported_rate": "10"}
        others = [actual for actual in actuals if actual["period"] != "2021"]
        return {
            **facts,
            "indicators": [
                {**i, "actuals": [*others, changed]} if i["code"] == "cloud-datacenter" else i
                for i in facts["indicators"]
            ],
        }

    return registry.record.change_projects("gb-7", ["bigdata"], change)


async def test_golden_card(card: Callable[..., Any]) -> None:
    answer = await card()

    assert answer.status_code == 200, answer.text
    score = answer.json()["score"]
    assert (score["rate"], score["rate_exact"]) == ("92.50", "92.500000000000")
    assert (score["coverage"]["percent"], score["coverage"]["with_value"]) == ("88.89", 7)
    assert (score["range"]["low"], score["range"]["high"]) == ("81.39", "92.50")
    assert len(answer.json()["findings"]) == 7
    assert answer.headers["pledge-version"] == "1"
    assert answer.headers["pledge-sequence"] == answer.headers["pledge-position"] == "1"


async def test_changed_actual_is_scored_within_a_second(
    card: Callable[..., Any], registry: FakeRegistry
) -> None:
    before = await card()

    after = await card(put_missing_rate(registry))

    score = after.json()["score"]
    assert (score["rate"], score["coverage"]["percent"]) == ("82.50", "100.00")
    assert (score["range"]["low"], score["range"]["high"]) == ("82.50", "82.50")
    assert len(after.json()["findings"]) == 5
    assert (after.headers["pledge-version"], after.headers["pledge-sequence"]) == ("2", "2")
    assert after.headers["etag"] != before.headers["etag"]


async def test_state_before_a_change_is_read_byte_for_byte(
    card: Callable[..., Any], registry: FakeRegistry
) -> None:
    before = await card()
    await card(put_missing_rate(registry))

    by_sequence = await card(as_of="1")
    by_time = await card(as_of=registry.record.time_of(1).isoformat())

    assert by_sequence.content == by_time.content == before.content
    assert by_sequence.headers["etag"] == before.headers["etag"]
    assert by_sequence.headers["pledge-sequence"] == "1"


async def test_other_date_is_computed_and_not_stored(
    card: Callable[..., Any], service: AsyncClient
) -> None:
    before = await card()

    later = await card(on="2022-12-31")

    assert later.json()["score"]["on"] == "2022-12-31"
    assert later.json()["score"]["coverage"]["due"] > before.json()["score"]["coverage"]["due"]
    assert (await card()).content == before.content
    events = (await service.get("/v1/score-events")).json()["items"]
    assert [event["type"] for event in events] == ["pledge.score.created"]


async def test_stored_date_asked_for_is_the_stored_score(card: Callable[..., Any]) -> None:
    assert (await card(on="2021-06-30")).headers["etag"] == (await card()).headers["etag"]


async def test_known_tag_gives_304(card: Callable[..., Any], service: AsyncClient) -> None:
    known = (await card()).headers["etag"]

    same = await service.get(CARD, headers={"If-None-Match": known})
    other = await service.get(CARD, headers={"If-None-Match": '"other"'})

    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200


async def test_korean_has_its_own_words_and_tag(
    card: Callable[..., Any], service: AsyncClient
) -> None:
    english = await card()

    korean = await service.get(CARD, headers={"Accept-Language": "ko"})

    assert korean.json()["score"]["rate"] == english.json()["score"]["rate"]
    assert korean.json()["score"]["digest"] == english.json()["score"]["digest"]
    assert korean.json()["findings"][0]["message"] != english.json()["findings"][0]["message"]
    assert korean.headers["etag"] != english.headers["etag"]


async def test_explanation_is_a_tree_of_the_same_rate(
    card: Callable[..., Any], service: AsyncClient
) -> None:
    await card()

    tree = (await service.get(f"{CARD}/explanation")).json()

    assert tree["rate"] == "92.50"
    assert len(tree["children"]) == 3


async def test_wait_ends_when_the_time_is_up(
    card: Callable[..., Any], service: AsyncClient
) -> None:
    await card()

    async with asyncio.timeout(2):
        answer = await service.get(CARD, params={"at_least": 99, "wait": 0.05})

    assert (answer.status_code, answer.headers["pledge-position"]) == (200, "1")


WRONG = {
    f"{CARD}?as_of=2021-06-30": 400,
    f"{CARD}?as_of=-1": 400,
    f"{CARD}?as_of=99": 422,
    f"{CARD}?on=2021-02-30": 400,
    f"{CARD}?on=20210630": 400,
    f"{CARD}?view=half": 400,
    f"{CARD}?view=head": 401,
    f"{CARD}?wait=2": 400,
    f"{CARD}x": 404,
    f"{CARD}x?as_of=1": 404,
    "/v1/achievements/plans/none": 404,
    "/v1/achievements/plans/none?as_of=1": 404,
    "/v1/achievements/plans/gb-7/goals/none": 404,
    "/v1/achievements/organizations/none": 404,
    "/v1/achievements/organizations/none?as_of=1": 404,
    "/v1/methods/none/1": 404,
    "/v1/methods/none/1/vectors": 404,
    "/v1/methods/trend/2/vectors": 404,
    "/v1/methods/trend/1/vectors?limit=1": 400,
    "/v1/schemes/none/1": 404,
    "/v1/score-events?after=x": 400,
    "/v1/score-events?after=00000000-0000-0000-0000-000000000000.1.0": 410,
    "/v1/achievements?cursor=x": 400,
    "/v1/achievements?id=x": 400,
    "/v1/achievements?sort=weight": 400,
    "/v1/achievements?limit=0": 400,
}


async def test_wrong_questions_are_refused(card: Callable[..., Any], service: AsyncClient) -> None:
    await card()

    answers = {path: await service.get(path) for path in WRONG}

    assert {path: answer.status_code for path, answer in answers.items()} == WRONG
    types = {answer.headers["content-type"] for answer in answers.values()}
    assert types == {"application/problem+json"}


async def test_methods_and_schemes_are_described(service: AsyncClient) -> None:
    methods = (await service.get("/v1/methods")).json()["items"]
    scheme = (await service.get("/v1/schemes/pledge-default/1")).json()

    assert {each["name"] for each in methods} >= set(scheme["methods"])
    assert (await service.get(f"/v1/methods/{methods[0]['name']}")).json() == methods[0]
