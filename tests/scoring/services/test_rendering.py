"""Results as documents: the card's contract, words in two languages, and the digest."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pledge_scoring.engine.aggregate import aggregate, row_of
from pledge_scoring.engine.reasons import Reason
from pledge_scoring.engine.reconciliation import FindingCode
from pledge_scoring.engine.result import ProjectResult
from pledge_scoring.services.inputs import score_project
from pledge_scoring.services.rendering import (
    digest_of,
    render_achievement,
    render_explanation,
    render_set,
)
from pledge_scoring.services.wording import Language, money, sentence
from pledge_scoring.services.wording_en import ENGLISH
from pledge_scoring.services.wording_ko import KOREAN
from pledge_shared.contracts.achievement_set import SetSubject
from pledge_shared.contracts.explanation import Explanation
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.contracts.scoring import ProjectAchievement

_FINDINGS = Path(__file__).parents[3] / "docs" / "findings"
_LANGUAGES: tuple[Language, ...] = ("ko", "en")


@pytest.fixture
def card(sample: Callable[[str], tuple[Plan, list[Project]]]) -> ProjectResult:
    plan, [project] = sample("gb-7")
    return score_project(plan, project)


def test_the_card_carries_its_contract(card: ProjectResult) -> None:
    document = json.loads(render_achievement(card, "ko").model_dump_json())

    assert list(document) == ["score", "funding", "checks", "findings"]
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


def _walk(node: Explanation) -> Iterator[Explanation]:
    yield node
    for child in node.children:
        yield from _walk(child)


@pytest.mark.parametrize("language", _LANGUAGES)
def test_the_explanation_goes_down_to_versioned_facts(
    card: ProjectResult, language: Language
) -> None:
    tree = render_explanation(card, language)

    assert tree.substitution == "277.5 / 3"
    assert [child.contribution for child in tree.children] == ["33.33", "33.33", "25.83"]
    leaves = {node.subject: node for node in _walk(tree) if not node.children}
    leaf = leaves["indicators/adoption/2021"]
    assert leaf.method is not None
    assert leaf.method.name == "reported/1"
    assert ("actual.reported_rate", "10", 1) in {(i.name, i.value, i.version) for i in leaf.inputs}
    assert leaves["indicators/cloud-datacenter/2021"].code == "period_missing"
    assert all(node.text for node in _walk(tree))


def test_the_explanation_names_the_policies_that_acted(
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
) -> None:
    indicators = [
        make_indicator({2021: {"target": {"value": "3"}, "actual": {"value": "9"}}}, code="a"),
        make_indicator({2021: {"target": {"value": "3"}, "actual": {"value": "1"}}}, code="b"),
        make_indicator({2021: {"target": {"value": "3"}}}, code="c"),
    ]

    tree = render_explanation(score_project(plan, make_project(indicators=indicators)), "en")

    acted = {(node.subject, policy.code) for node in _walk(tree) for policy in node.policies}
    assert acted == {
        ("project", "excluded"),
        ("project", "renormalised"),
        ("project", "rounded"),
        ("indicators/a/2021", "clamped"),
        ("indicators/c", "missing"),
    }


@pytest.mark.parametrize(
    ("second", "rounded"), [("0.000000000001", True), ("0.000000000002", False)]
)
def test_a_rate_with_more_decimals_than_are_kept_says_that_it_was_rounded(
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
    second: str,
    *,
    rounded: bool,
) -> None:
    periods = {
        2020: {"actual": {"reported_rate": "0"}},
        2021: {"actual": {"reported_rate": second}},
    }
    result = score_project(plan, make_project(indicators=[make_indicator(periods)]))

    policies = [policy.code for policy in render_explanation(result, "en").policies]

    assert policies == ["rounded"] * rounded


@pytest.mark.parametrize(("direction", "sides"), [("maintain", (None, None)), ("up", ("9", "10"))])
def test_closeness_to_a_target_is_shown_as_no_quotient(
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
    direction: str,
    sides: tuple[str | None, str | None],
) -> None:
    periods = {2020: {"target": {"value": "10"}, "actual": {"value": "9"}}}
    indicator = make_indicator(periods, accumulation="sum", direction=direction)

    result = score_project(plan, make_project(indicators=[indicator]))
    [shown] = render_achievement(result, "ko").score.indicators

    assert (shown.rate, shown.numerator, shown.denominator) == ("90.00", *sides)


def test_a_third_within_the_tolerance_of_nothing_can_be_shown(
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
) -> None:
    third = {"target": {"value": "0"}, "actual": {"numerator": "1", "denominator": "3"}}
    indicator = make_indicator(
        {2020: third}, accumulation="sum", direction="maintain", tolerance="1"
    )

    result = score_project(plan, make_project(indicators=[indicator]))

    assert render_achievement(result, "ko").score.rate == "100.00"


@pytest.mark.parametrize(
    ("report", "missing"), [({"value": "0"}, []), ({"reported_rate": "50"}, ["2020"])]
)
def test_a_sum_names_as_missing_what_adds_nothing_to_it(
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
    report: dict[str, str],
    missing: list[str],
) -> None:
    periods = {
        2020: {"target": {"value": "10"}, "actual": report},
        2021: {"target": {"value": "10"}, "actual": {"value": "20"}},
    }
    falling = make_indicator(periods, accumulation="sum", direction="down")

    tree = render_explanation(
        score_project(plan, make_project(indicators=[falling])), "en"
    ).children[0]

    assert [
        policy.values["periods"] for policy in tree.policies if policy.code == "missing"
    ] == missing


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


def test_both_languages_have_every_sentence() -> None:
    assert KOREAN.keys() == ENGLISH.keys()
    holes = re.compile(r"\{(\w+)\}")
    different = [
        code
        for code in KOREAN
        if set(holes.findall(KOREAN[code])) != set(holes.findall(ENGLISH[code]))
    ]
    assert different == []
    assert [reason for reason in Reason if f"reason.{reason}" not in KOREAN] == []
    assert [code for code in FindingCode if f"finding.{code}" not in KOREAN] == []


@pytest.mark.parametrize("code", list(FindingCode))
def test_every_finding_has_its_page(code: FindingCode) -> None:
    page = (_FINDINGS / f"{code}.md").read_text(encoding="utf-8")

    assert page.startswith(f"# {code}")
    assert all(part in page for part in ("## When it fires", "## Example", "## What to do"))


@pytest.mark.parametrize(
    ("krw", "korean"),
    [
        (480_000_000, "4.8억원"),
        (1_700_000_000, "17억원"),
        (970_000_000_000, "9,700억원"),
        (27_980_981_000, "279.80981억원"),
        (10_000, "1만원"),
        (9_999, "9,999원"),
        (0, "0원"),
        (-110_000_000, "-1.1억원"),
    ],
)
def test_money_is_written_exactly(krw: int, korean: str) -> None:
    assert money("ko", krw) == korean
    assert money("en", krw) == f"KRW {krw:,}"


def test_a_blank_total_is_called_blank() -> None:
    values = {"what": "budget/planned/all/2018", "printed_krw": "", "sum_krw": "5"}

    assert "빈칸" in sentence("ko", "finding.CROSS_FOOT_MISMATCH", values)
