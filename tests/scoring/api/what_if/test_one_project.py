"""What-if questions about the golden card: put in, solved for, left out."""

from collections.abc import Callable
from typing import Any

from httpx import AsyncClient

from pledge_shared.testing.registry import FakeRegistry

from .asking import ASKED, CARD, MISSING, ask

WEIGHT = {"indicator": "adoption", "weight": "3"}


async def test_the_missing_rate_put_in_gives_what_the_card_prints(card: AsyncClient) -> None:
    stored = (await card.get(CARD)).content

    said = await ask(card, overlay={"actuals": [{**MISSING, "reported_rate": "10"}]})

    assert (said["before"]["rate"], said["after"]["rate"]) == ("92.50", "82.50")
    assert said["difference"] == "-10.00"
    assert said["after"]["coverage"]["percent"] == "100.00"
    assert [(step["path"], step["difference"]) for step in said["changes"]] == [
        ("projects/bigdata", "-10.00"),
        ("projects/bigdata/indicators/cloud-datacenter", "-30.00"),
        ("projects/bigdata/indicators/cloud-datacenter/2021", None),
    ]
    assert (await card.get(CARD)).content == stored
    events = (await card.get("/v1/score-events")).json()["items"]
    assert [event["type"] for event in events] == ["pledge.score.created"]


async def test_steps_are_in_the_words_of_explanations(card: AsyncClient) -> None:
    overlay = {"actuals": [{**MISSING, "reported_rate": "10"}]}

    korean, english = [
        (
            await card.post(ASKED, json={"overlay": overlay}, headers={"Accept-Language": language})
        ).json()
        for language in ("ko", "en")
    ]

    assert korean["changes"][0]["before"]["text"].endswith("277.5 / 3 = 92.50%")
    assert korean["changes"][0]["after"]["text"].endswith("247.5 / 3 = 82.50%")
    assert (
        english["changes"][2]["before"]["text"] == "2021: no value (there are words but no number)"
    )
    assert "children" not in english["changes"][0]["before"]
    assert korean["after"] == english["after"]


async def test_nothing_assumed_changes_nothing(card: AsyncClient) -> None:
    score = (await card.get(CARD)).json()["score"]

    said = await ask(card)

    assert (said["changes"], said["difference"]) == ([], "0.00")
    assert said["before"] == said["after"]
    assert {name: said["before"][name] for name in ("rate", "rate_exact", "coverage", "range")} == {
        name: score[name] for name in ("rate", "rate_exact", "coverage", "range")
    }


async def test_overlay_is_what_the_changed_document_scores(
    card: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> None:
    rate = {"period": "2021", "text": "구축중", "reported_rate": "10"}
    said = await ask(
        card,
        overlay={"actuals": [{**MISSING, **rate}], "weights": [WEIGHT], "left_out": ["training"]},
    )

    def change(facts: dict[str, Any]) -> dict[str, Any]:
        cloud, _, adoption = facts["indicators"]
        others = [each for each in cloud["actuals"] if each["period"] != "2021"]
        cloud = {**cloud, "actuals": [*others, rate]}
        return {**facts, "milestones": (), "indicators": [cloud, {**adoption, "weight": "3"}]}

    written = registry.record.change_projects("gb-7", ["bigdata"], change)
    score = (await known(CARD, written)).json()["score"]
    shown = ("rate", "rate_exact", "rate_name", "reason", "coverage", "range")
    assert [said["after"][name] for name in shown] == [score[name] for name in shown]


async def test_which_rate_brings_the_card_from_92_5_to_95(card: AsyncClient) -> None:
    answer = await card.post(
        f"{ASKED}/break-even", json={"rate": "95"}, headers={"Accept-Language": "ko"}
    )

    values = answer.json()["values"]
    [found] = [each for each in values if each["found"]]
    assert (found["indicator"], found["period"]) == ("adoption", "2021")
    assert (found["field"], found["current"], found["change"]) == (
        "actual.reported_rate",
        "10",
        "30",
    )
    assert (found["outcome"], found["places"]) == ("at_least", 0)
    assert (found["found"]["value"], found["found"]["rate_exact"]) == ("40", "95.000000000000")
    assert (found["short"]["value"], found["short"]["rate"]) == ("39", "94.92")
    assert found["text"] == (
        "adoption 2021: 보고 달성률 40 이상이면 목표(95 %)에 이릅니다. 달성률은 95.00%입니다."
    )
    others = {(each["outcome"], each["best"]["rate"]) for each in values if not each["found"]}
    assert others == {("not_reachable", "92.50")}
    assert len(values) == 8


async def test_a_grade_is_reached_by_the_value_and_not_short_of_it(card: AsyncClient) -> None:
    overlay = {"actuals": [{**MISSING, "reported_rate": "10"}]}
    goal = {"grading": "invested-institution/1", "grade": "na", "overlay": overlay}

    said = await ask(
        card, f"{ASKED}/break-even", **goal, indicator="adoption", period="2021", places=2
    )

    [found] = said["values"]
    assert (said["before"]["grade"], said["goal"]) == ("da", "na")
    assert (found["found"]["value"], found["found"]["grade"]) == ("40.00", "na")
    assert (found["short"]["value"], found["short"]["grade"]) == ("39.99", "da")


async def test_sensitivity_names_what_weighs_most_and_what_moves_the_grade(
    card: AsyncClient,
) -> None:
    said = await ask(card, f"{ASKED}/sensitivity", grading="invested-institution/1")

    first, second, third, *_ = said["left_out"]
    assert (first["subject"], first["rate"], first["difference"]) == (
        "indicators/adoption",
        "100.00",
        "7.50",
    )
    assert second["subject"] == "indicators/adoption/2021"
    assert (third["subject"], third["difference"]) == ("indicators/cloud-datacenter", "-3.75")
    assert (said["before"]["grade"], said["up"]) == ("ga", [])
    smallest = said["down"][0]
    assert (smallest["indicator"], smallest["found"]["grade"]) == ("training", "na")
    assert (smallest["found"]["value"], smallest["relative"]) == ("92", "-8.00")


async def test_other_rules_score_otherwise(card: AsyncClient) -> None:
    said = await ask(card, overlay={"rules": {"cap": "50"}})
    unscored = await ask(card, overlay={"rules": {"methods": ["trend/1"]}})

    assert said["after"]["rate"] == "46.67"
    assert (unscored["after"]["rate"], unscored["difference"]) == (None, None)


async def test_another_date_and_an_earlier_state_are_asked_about(card: AsyncClient) -> None:
    later = await card.post(ASKED, params={"on": "2022-12-31"}, json={})
    earlier = await card.post(ASKED, params={"as_of": "1"}, json={})

    assert later.json()["before"]["coverage"]["due"] > earlier.json()["before"]["coverage"]["due"]
    assert earlier.headers["pledge-sequence"] == "1"
    assert earlier.headers["cache-control"] == "no-store"
