"""The card: bytes copied, and states matched."""

from collections.abc import Callable
from dataclasses import replace

from httpx import AsyncClient
from starlette.requests import Request

from pledge_shared.contracts.gateway import Card
from pledge_shared.testing.fake_service import Canned, FakeService, problem

CARD = "/v1/plans/gb-7/projects/bigdata/card"
BUNDLE = "/v1/plans/gb-7/projects/bigdata/bundle"
SCORE = "/v1/achievements/plans/gb-7/projects/bigdata"


def restated(service: FakeService, path: str, **headers: str) -> Canned:
    """Return a fake's answer with other state headers."""
    answer = service.answers[path]
    assert isinstance(answer, Canned)
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(answer, headers={**answer.headers, **changed})


async def test_card_holds_the_bytes_of_both_parts(
    client: AsyncClient, bundle: bytes, achievement: bytes
) -> None:
    r = await client.get(CARD)

    assert r.status_code == 200, r.text
    tail = (
        b'"completeness":"full","sources":{'
        b'"registry":{"version":1,"etag":"\\"1-aa-r1\\"","sequence":7},'
        b'"scoring":{"version":1,"etag":"\\"bb-en\\"","sequence":7}}}'
    )
    assert r.content == bundle[:-1] + b"," + achievement[1:-1] + b"," + tail
    card = Card.model_validate_json(r.content)
    assert card.score is not None
    assert card.score.rate == "92.50"
    assert r.headers["Pledge-Sequence"] == "7"


async def test_card_says_what_it_stands_on_in_the_order_of_the_contract(
    client: AsyncClient,
) -> None:
    keys = list((await client.get(CARD)).json())

    assert [key for key in keys if key != "labels"] == [
        "plan",
        "project",
        "score",
        "funding",
        "checks",
        "findings",
        "alerts",
        "completeness",
        "sources",
    ]


async def test_same_card_is_not_sent_twice(client: AsyncClient) -> None:
    first = await client.get(CARD)

    again = await client.get(CARD, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == first.headers["ETag"]


async def test_changed_card_is_sent(client: AsyncClient, scoring: FakeService) -> None:
    first = await client.get(CARD)
    scoring.answers[SCORE] = restated(scoring, SCORE, ETag='"cc-en"')

    again = await client.get(CARD, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200
    assert again.headers["ETag"] != first.headers["ETag"]


async def test_card_by_id_is_the_same_card(client: AsyncClient) -> None:
    project = (await client.get(CARD)).json()["project"]["id"]

    r = await client.get(f"/v1/projects/{project}/card")

    assert r.content == (await client.get(CARD)).content


async def test_card_of_an_unknown_id_is_not_found(
    client: AsyncClient, registry: FakeService
) -> None:
    registry.answers["/v1/projects"] = Canned(b'{"items":[],"next":null}')

    r = await client.get("/v1/projects/01890a5d-ac96-774b-bcce-b302099a8058/card")

    assert r.status_code == 404
    assert r.headers["Content-Type"] == "application/problem+json"


async def test_unknown_project_is_the_registrys_refusal(client: AsyncClient) -> None:
    r = await client.get("/v1/plans/gb-7/projects/nothing/card")

    assert r.status_code == 404
    assert r.content == problem(404, "not_found").body


async def test_state_and_language_are_asked_of_both(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    params = {"on": "2022-12-31", "as_of": "2026-11-22T09:00:00+09:00"}
    await client.get(CARD, params=params, headers={"Accept-Language": "ko-KR, en;q=0.5"})

    (facts,) = registry.asked_for(BUNDLE)
    (score,) = scoring.asked_for(SCORE)
    assert dict(facts.query_params) == {"as_of": params["as_of"]}
    assert dict(score.query_params) == params
    assert facts.headers["Accept-Language"] == score.headers["Accept-Language"] == "ko"


async def test_request_id_goes_to_both(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    r = await client.get(CARD, headers={"X-Request-Id": "one-request"})

    assert r.headers["X-Request-Id"] == "one-request"
    assert registry.asked[0].headers["X-Request-Id"] == "one-request"
    assert scoring.asked[0].headers["X-Request-Id"] == "one-request"


def catching_up(old: Canned, new: Canned) -> Callable[[Request], Canned]:
    """Return a score that is of the new state only for those who wait for it."""
    return lambda request: new if "at_least" in request.query_params else old


async def test_score_older_than_its_project_is_waited_for(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    new = {"Pledge_Version": "2", "Pledge_Sequence": "9"}
    registry.answers[BUNDLE] = restated(registry, BUNDLE, **new)
    scoring.answers[SCORE] = catching_up(
        restated(scoring, SCORE), restated(scoring, SCORE, Pledge_Position="9", **new)
    )

    r = await client.get(CARD)

    assert r.json()["completeness"] == "full"
    assert r.json()["sources"]["scoring"]["version"] == 2
    assert dict(scoring.asked[-1].query_params) == {"at_least": "9", "wait": "0.3"}


async def test_score_that_does_not_catch_up_makes_a_stale_card(
    client: AsyncClient, registry: FakeService
) -> None:
    registry.answers[BUNDLE] = restated(registry, BUNDLE, Pledge_Version="2", Pledge_Sequence="9")

    r = await client.get(CARD)

    assert r.status_code == 200
    assert r.json()["completeness"] == "stale"
    assert [source["version"] for source in r.json()["sources"].values()] == [2, 1]
    assert r.headers["Cache-Control"] == "no-store"
    assert "ETag" not in r.headers


async def test_changed_part_alone_makes_a_card_stale(
    client: AsyncClient, registry: FakeService
) -> None:
    registry.answers[BUNDLE] = restated(registry, BUNDLE, Pledge_Sequence="9")

    assert (await client.get(CARD)).json()["completeness"] == "stale"


async def test_stale_card_is_refused_to_who_wants_none(
    client: AsyncClient, registry: FakeService
) -> None:
    registry.answers[BUNDLE] = restated(registry, BUNDLE, Pledge_Version="2", Pledge_Sequence="9")

    r = await client.get(CARD, params={"allow_stale": "false"})

    assert (r.status_code, r.json()["code"]) == (503, "stale_score")
    assert r.headers["Retry-After"] == "1"


async def test_facts_older_than_the_score_are_read_again(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    new = {"Pledge_Version": "2", "Pledge_Sequence": "9"}
    old = restated(registry, BUNDLE)
    renewed = restated(registry, BUNDLE, **new)
    scoring.answers[SCORE] = restated(scoring, SCORE, Pledge_Position="9", **new)
    registry.answers[BUNDLE] = lambda _: old if len(registry.asked) == 1 else renewed

    r = await client.get(CARD)

    assert r.json()["completeness"] == "full"
    assert r.json()["sources"]["registry"]["version"] == 2


async def test_score_of_an_earlier_state_needs_no_waiting(
    client: AsyncClient, scoring: FakeService
) -> None:
    scoring.answers[SCORE] = restated(scoring, SCORE, Pledge_Position="3")

    r = await client.get(CARD, params={"as_of": "7"})

    assert r.json()["completeness"] == "full"
    assert len(scoring.asked) == 1
