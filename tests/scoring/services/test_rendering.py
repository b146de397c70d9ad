"""Results as documents: the card's contract, words in two languages, and the digest."""

import json
import re
from collections.abc import Callable
from typing import Any

from pledge_scoring.engine.aggregate import aggregate, row_of
from pledge_scoring.engine.result import ProjectResult
from pledge_scoring.services.inputs import score_project
from pledge_scoring.services.rendering import (
    digest_of,
    render_achievement,
    render_set,
)
from pledge_scoring.services.wording import Language
from pledge_shared.contracts.achievement_set import SetSubject
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.contracts.scoring import ProjectAchievement

_LANGUAGES: tuple[Language, ...] = ("ko", "en")


def test_the_card_carries_its_contract(card: ProjectResult) -> None:
    document = json.loads(render_achievement(card, "ko").model_dump_json())

    assert list(document) == ["score", "funding", "checks", "findings", "alerts"]
    score = document["score"]
    expected = {
        "rate": "92.50",
        "rate_exact": "92.500000000000",
        "rate_name": "mean_of_period_rates",
        "numerator": "277.5",
        "denominator": "3",
        "coverage": {
            "percent": "88.89",
            "numerator": "8",
            "denominator": "9",
            "with_value": 7,
            "due": 8,
        },
        "range": {"low": "81.39", "high": "92.50"},
        "reported_rate": "82.5",
        "difference": "10.00",
        "on": "2021-06-30",
        "scheme": "pledge-default/1",
        "registry_version": 1,
        "plan_version": 1,
    }
    assert {name: score[name] for name in expected} == expected
    assert score["explanation"]["href"].startswith("/v1/plans/gb-7/projects/bigdata/explanation")
    assert document["checks"] == [{"code": "CROSS_FOOT", "passed": 32, "failed": 0, "of": 32}]
    rates = {name: rate["percent"] for name, rate in document["funding"].items() if "rate" in name}
    assert rates["funding_rate_total"] == "17.98"
    assert rates["funding_rate_in_term"] == "24.67"
    assert rates["funding_rate_to_date"] == "35.21"
    assert rates["execution_rate_total"] is None
    assert document["funding"]["planned_krw"] == 18_800_000_000


def test_an_indicator_shows_its_periods_and_both_weights(card: ProjectResult) -> None:
    [cloud, training, _] = render_achievement(card, "ko").score.indicators

    assert (cloud.rate, cloud.reported_rate, cloud.effective_weight) == ("100.00", "70", "33.33")
    assert cloud.declared_weight is None
    assert (cloud.term_rate, cloud.term_reason) == (None, "text_only")
    shown = {period.period: period for period in cloud.periods}
    assert (shown["2018"].expected, shown["2018"].target, shown["2018"].actual) == (
        False,
        None,
        None,
    )
    assert (shown["2021"].due, shown["2021"].rate, shown["2021"].reason) == (
        True,
        None,
        "text_only",
    )
    assert (shown["2022"].expected, shown["2022"].due) == (True, False)
    ending = next(period for period in training.periods if period.period == "2020")
    assert ending.target is not None
    assert ending.target.ends
    assert not ending.expected


def test_a_rate_that_is_no_finite_decimal_is_shown_in_lowest_terms(
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
) -> None:
    thirds = {year: {"target": {"value": "3"}, "actual": {"value": "1"}} for year in (2019, 2020)}
    project = make_project(indicators=[make_indicator(thirds)])

    score = render_achievement(score_project(plan, project), "en").score

    assert (score.numerator, score.denominator) == ("100", "3")
    assert score.rate_exact == "33.333333333333"


def test_parts_are_listed_with_their_versions(
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
) -> None:
    rated = make_indicator({2021: {"actual": {"reported_rate": "50"}}})
    parts = [
        make_project(code="p2", parent="project", version=7),
        make_project(code="p1", parent="project", version=4, indicators=[rated]),
    ]

    score = render_achievement(score_project(plan, make_project(), parts), "ko").score

    assert [(part.code, part.version, part.rate) for part in score.parts] == [
        ("p1", 4, "50.00"),
        ("p2", 7, None),
    ]
    assert [part.effective_weight for part in score.parts] == ["100.00", "0.00"]


def test_languages_differ_in_words_only(card: ProjectResult) -> None:
    korean, english = (render_achievement(card, language) for language in _LANGUAGES)

    assert korean != english
    assert _without_words(korean) == _without_words(english)
    assert korean.score.digest == english.score.digest == digest_of(card)


def _without_words(achievement: ProjectAchievement) -> str:
    text = json.dumps(achievement.model_dump(mode="json"))
    return re.sub(r'"(summary|message|text)": "(?:[^"\\]|\\.)*"', "", text)


def test_the_same_facts_give_the_same_bytes(
    sample: Callable[[str], tuple[Plan, list[Project]]], card: ProjectResult
) -> None:
    plan, [project] = sample("gb-7")

    again = render_achievement(score_project(plan, project), "ko").model_dump_json()

    assert again == render_achievement(card, "ko").model_dump_json()
    other = render_achievement(score_project(plan, project.model_copy(update={"version": 2})), "ko")
    assert other.score.digest != digest_of(card)


def test_findings_are_told_in_words(card: ProjectResult) -> None:
    messages = {f.subject: f.message for f in render_achievement(card, "ko").findings}

    assert "17억원" in messages["budget/2019"]
    assert "6억원" in messages["budget/2019"]
    assert "이행후 계속추진" in messages["status"]
    assert "2022.06.31" in messages["period.end"]
    english = {f.subject: f for f in render_achievement(card, "en").findings}
    assert [hint.text for hint in english["budget/2019"].hints] == [
        "national: KRW 1,400,000,000 against KRW 0"
    ]


def test_a_set_shows_three_different_rates_by_name(card: ProjectResult) -> None:
    result = aggregate([row_of(card)])

    document = render_set(
        result, subject=SetSubject(kind="plan", code="gb-7"), on=card.on, scheme=card.scheme.name
    )

    assert document.rates.completion_rate.percent == "100.00"
    assert document.rates.mean_progress.percent == "92.50"
    assert document.funding.funding_rate_in_term.percent == "24.67"
    assert document.finding_counts["REPORTED_RATE_MISMATCH"] == 3
    assert document.digest == digest_of(result)
