"""The real documents through three real processes: what comes out is what the papers say."""

import time
from typing import Any

import pytest

from .conftest import ONE_STACK, Client, sample

pytestmark = ONE_STACK

CARD = "/v1/plans/{}/projects/bigdata/card"
ACTUAL = "/v1/plans/{}/projects/bigdata/indicators/cloud-datacenter/actuals/2021"
REPORTED: dict[str, Any] = {
    "value": None,
    "text": "인프라구축",
    "reported_rate": "10",
    "evidence": [],
}


def scored_card(client: Client, plan: str, **params: Any) -> Any:
    """Return the card once its score is of the present facts; it may take a second."""
    answer = client.get(CARD.format(plan), **params)
    for _ in range(20):
        if answer.status_code == 200 and answer.json()["completeness"] == "full":
            break
        time.sleep(0.1)
        answer = client.get(CARD.format(plan), **params)
    assert answer.status_code == 200, answer.text
    return answer


def test_card_shows_rate_coverage_range_and_what_is_printed(client: Client) -> None:
    score = scored_card(client, "gb-7").json()["score"]

    assert (score["rate"], score["rate_exact"]) == ("92.50", "92.500000000000")
    assert (score["numerator"], score["denominator"]) == ("277.5", "3")
    assert score["rate_name"] == "mean_of_period_rates"
    assert score["coverage"]["percent"] == "88.89"
    assert [score["coverage"][key] for key in ("numerator", "denominator")] == ["8", "9"]
    assert [score["coverage"][key] for key in ("with_value", "due")] == [7, 8]
    assert score["range"] == {"low": "81.39", "high": "92.50"}
    assert (score["reported_rate"], score["on"]) == ("82.5", "2021-06-30")
    rates = {item["code"]: (item["rate"], item["reported_rate"]) for item in score["indicators"]}
    assert rates == {
        "cloud-datacenter": ("100.00", "70"),
        "training": ("100.00", "100"),
        "adoption": ("77.50", "60"),
    }


def test_card_names_each_funding_rate_with_its_parts(client: Client) -> None:
    funding = scored_card(client, "gb-7").json()["funding"]

    assert (funding["planned_krw"], funding["secured_krw"]) == (18_800_000_000, 3_380_000_000)
    rates = {
        name: (rate["percent"], rate["numerator_krw"], rate["denominator_krw"])
        for name, rate in funding.items()
        if name.startswith("funding_rate")
    }
    assert rates == {
        "funding_rate_total": ("17.98", 3_380_000_000, 18_800_000_000),
        "funding_rate_in_term": ("24.67", 3_380_000_000, 13_700_000_000),
        "funding_rate_to_date": ("35.21", 3_380_000_000, 9_600_000_000),
    }


def test_card_has_exactly_the_seven_findings(client: Client) -> None:
    card = scored_card(client, "gb-7").json()

    found = sorted((f["code"], f["reported"], f["computed"], f["cause"]) for f in card["findings"])
    assert [code for code, *_ in found] == [
        "CONFLICTING_EVIDENCE",
        "INVALID_DATE",
        "REPORTED_RATE_MISMATCH",
        "REPORTED_RATE_MISMATCH",
        "REPORTED_RATE_MISMATCH",
        "SECURED_EXCEEDS_PLAN",
        "STATUS_RATE_CONFLICT",
    ]
    mismatches = {
        f["reported"]: (f["difference"], f["cause"])
        for f in card["findings"]
        if f["code"] == "REPORTED_RATE_MISMATCH"
    }
    assert {rate: cause for rate, (_, cause) in mismatches.items()} == {
        "60": "unexplained",
        "70": "missing_values",
        "82.5": "missing_values",
    }
    assert all(f["message"] for f in card["findings"])
    assert card["checks"] == [{"code": "CROSS_FOOT", "passed": 32, "failed": 0, "of": 32}]


def test_card_speaks_korean_when_asked(client: Client) -> None:
    english = scored_card(client, "gb-7")
    korean = client.http.get(CARD.format("gb-7"), headers={"Accept-Language": "ko"})

    messages = [finding["message"] for finding in korean.json()["findings"]]
    assert all(any("가" <= char <= "힣" for char in message) for message in messages)
    assert english.json()["score"]["digest"] == korean.json()["score"]["digest"]
    assert english.headers["etag"] != korean.headers["etag"]


def test_card_is_304_when_the_client_has_it(client: Client) -> None:
    card = scored_card(client, "gb-7")

    again = client.http.get(CARD.format("gb-7"), headers={"If-None-Match": card.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_reporting_the_missing_rate_changes_the_score_and_not_the_past(client: Client) -> None:
    client.import_document(sample("gb-7", "gb-7-reported"))
    before = scored_card(client, "gb-7-reported")
    sources = before.json()["sources"]["registry"]

    written = client.put_actual(ACTUAL.format("gb-7-reported"), REPORTED, sources["etag"])
    assert written.status_code == 200, written.text
    assert written.json()["project_version"] == 2
    began = time.monotonic()
    after = scored_card(client, "gb-7-reported")
    waited = time.monotonic() - began

    card = after.json()
    score = card["score"]
    assert waited < 1
    assert (score["rate"], score["coverage"]["percent"]) == ("82.50", "100.00")
    assert (score["coverage"]["with_value"], score["coverage"]["due"]) == (8, 8)
    assert score["range"] == {"low": "82.50", "high": "82.50"}
    assert len(card["findings"]) == 5
    assert (card["project"]["version"], score["registry_version"]) == (2, 2)
    assert after.headers["etag"] != before.headers["etag"]
    then = scored_card(client, "gb-7-reported", as_of=sources["sequence"])
    assert then.content == before.content


def test_another_scoring_date_is_computed_and_not_stored(client: Client) -> None:
    stored = scored_card(client, "gb-7")

    later = scored_card(client, "gb-7", on="2022-12-31").json()["score"]

    assert later["coverage"]["due"] == 10
    assert later["coverage"]["percent"] == "76.67"
    assert scored_card(client, "gb-7").content == stored.content


@pytest.mark.parametrize(("header", "status"), [(None, 401), ("Bearer pk_wrong", 401)])
def test_writing_without_a_valid_key_is_refused(
    client: Client, header: str | None, status: int
) -> None:
    headers = {"Authorization": header} if header else {}

    answer = client.http.put(ACTUAL.format("gb-7"), json=REPORTED, headers=headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_writing_without_if_match_is_refused(client: Client) -> None:
    answer = client.http.put(ACTUAL.format("gb-7"), json=REPORTED, headers=client.key)

    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


def test_importing_twice_changes_nothing(client: Client) -> None:
    result = client.import_document(sample("cbist-2021"))["result"]

    assert (result["created"], result["changed"], result["unchanged"]) == (0, 0, 196)
    assert result["versions"] == []


def test_changing_one_number_makes_one_new_version(client: Client) -> None:
    document = sample("cbist-2021", "cbist-changed")
    client.import_document(document)
    first = next(item for item in document["projects"] if item["code"] == "1-1-1-1")
    first["indicators"][0]["targets"][0]["value"] = "3"

    result = client.import_document(document)["result"]

    assert [(item["code"], item["version"]) for item in result["versions"]] == [("1-1-1-1", 2)]


def test_work_plan_without_actuals_has_no_rate_and_no_zero(client: Client) -> None:
    board = client.get("/v1/plans/cbist-2021/dashboard")

    assert board.status_code == 200, board.text
    found = board.json()
    assert found["counted"] == {"top_level": 94, "sub": 99, "pending": 3}
    checks = {check["code"]: check for check in found["checks"]}
    assert (checks["PARTS_TOTAL"]["passed"], checks["PARTS_TOTAL"]["of"]) == (18, 18)
    progress = found["rates"]["mean_progress"]
    assert progress["percent"] is None
    assert progress["coverage"]["percent"] == "0.00"
    tree = client.get("/v1/plans/cbist-2021/tree").json()["counts"]
    assert tree == {"goal": 4, "task": 12, "heading": 35, "project": 94, "sub": 99, "pending": 3}


def test_pending_project_keeps_its_money_apart(client: Client) -> None:
    project = client.get("/v1/plans/cbist-2021/projects/p-1").json()

    amounts = {line["source"]: line["amount_krw"] for line in project["budget"]["lines"]}
    assert amounts == {"national": 10_000_000_000, "provincial": 4_300_000_000}
    assert project["kind"] == "pending"


def test_programme_sums_agree(client: Client) -> None:
    for code, parts in (("phase-1", (17.8, 7.7)), ("phase-2", (26.0, 14.0))):
        card = client.get(f"/v1/plans/cb-cluster/projects/{code}/card").json()
        amounts = sorted(line["amount_krw"] for line in card["project"]["budget"]["lines"])
        assert amounts == sorted(round(part * 10**9) for part in parts)
        assert card["checks"][0]["failed"] == 0


def test_strategy_has_one_project_and_no_invented_ones(client: Client) -> None:
    page = client.get("/v1/projects", plan="cb-switch", count="true").json()
    project = client.get("/v1/plans/cb-switch/projects/switch-on").json()

    (line,) = project["budget"]["lines"]
    assert page["total"] == 1
    assert (line["amount_krw"], line["approximate"]) == (970_000_000_000, True)
    targets = [indicator["targets"] for indicator in project["indicators"]]
    assert [[target["period"] for target in listed] for listed in targets] == [["2027"]] * 3
