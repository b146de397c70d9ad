"""The card when a part is missing, and what is asked wrongly of it."""

import pytest
from httpx import AsyncClient

from pledge_shared.contracts.gateway import Card
from pledge_shared.testing.fake_service import Canned, FakeService, problem

CARD = "/v1/plans/gb-7/projects/bigdata/card"
BUNDLE = "/v1/plans/gb-7/projects/bigdata/bundle"
SCORE = "/v1/achievements/plans/gb-7/projects/bigdata"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (problem(503, "unavailable", **{"Retry-After": "4"}), "upstream_unavailable"),
        (problem(500, "internal_error"), "upstream_unavailable"),
        (problem(404, "not_found"), "not_scored"),
        (problem(429, "too_many"), "upstream_unavailable"),
        (Canned(b"<html>", 502, media_type="text/html"), "bad_upstream_answer"),
        (Canned(b"<html>", media_type="text/html"), "bad_upstream_answer"),
        (Canned(b'{"score":{"rate"', headers={"ETag": '"x"'}), "bad_upstream_answer"),
        (Canned(b'{"score":null}'), "bad_upstream_answer"),
        (Canned(b"", 204), "bad_upstream_answer"),
        (Canned(b"", 307, {"Location": "http://elsewhere"}), "bad_upstream_answer"),
    ],
)
async def test_without_a_score_there_is_no_card_unless_allowed(
    client: AsyncClient, scoring: FakeService, bundle: bytes, answer: Canned, code: str
) -> None:
    scoring.answers[SCORE] = answer

    refused = await client.get(CARD)
    allowed = await client.get(CARD, params={"allow_partial": "true"})

    assert refused.status_code in {502, 503}
    assert refused.json()["code"] == code
    assert refused.headers["Content-Type"] == "application/problem+json"
    if refused.status_code == 503:
        assert int(refused.headers["Retry-After"]) >= 1
    assert allowed.status_code == 200
    card = Card.model_validate_json(allowed.content)
    assert allowed.content.startswith(bundle[:-1])
    assert (card.completeness, card.score, card.funding) == ("partial", None, None)
    assert (card.checks, card.findings) == ((), ())
    assert allowed.json()["sources"]["scoring"] == {"problem": code}
    assert allowed.headers["Cache-Control"] == "no-store"
    assert "ETag" not in allowed.headers


async def test_card_is_full_again_by_itself(client: AsyncClient, scoring: FakeService) -> None:
    working = scoring.answers[SCORE]
    scoring.answers[SCORE] = problem(503, "unavailable")
    assert (await client.get(CARD)).status_code == 503

    scoring.answers[SCORE] = working

    assert (await client.get(CARD)).json()["completeness"] == "full"


@pytest.mark.parametrize("partial", ["true", "false"])
@pytest.mark.parametrize(
    "answer",
    [
        problem(503, "unavailable"),
        Canned(b"<html>", 200, media_type="text/html"),
        Canned(b"gone", 502, media_type="text/plain"),
    ],
)
async def test_without_facts_there_is_never_a_card(
    client: AsyncClient, registry: FakeService, answer: Canned, partial: str
) -> None:
    registry.answers[BUNDLE] = answer

    r = await client.get(CARD, params={"allow_partial": partial})

    assert r.status_code in {502, 503}
    assert r.headers["Content-Type"] == "application/problem+json"
    assert b"html" not in r.content


async def test_what_scoring_refuses_is_refused(client: AsyncClient, scoring: FakeService) -> None:
    scoring.answers[SCORE] = problem(422, "as_of_out_of_range")

    r = await client.get(CARD, params={"allow_partial": "true"})

    assert (r.status_code, r.json()["code"]) == (422, "as_of_out_of_range")


@pytest.mark.parametrize(
    "params",
    [
        {"colour": "red"},
        {"on": "2021-13-01"},
        {"on": "20210630"},
        {"allow_partial": "yes"},
        {"allow_stale": "1"},
        {"as_of": "9" * 41},
        [("on", "2021-06-30"), ("on", "2021-06-30")],
    ],
)
async def test_parameters_are_known_and_exact(
    client: AsyncClient, registry: FakeService, params: dict[str, str]
) -> None:
    r = await client.get(CARD, params=params)

    assert (r.status_code, r.json()["code"]) == (400, "invalid_parameter")
    assert registry.asked == []
