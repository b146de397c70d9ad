"""The tree that explains a rate, down to versioned facts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from pledge_scoring.engine.result import ProjectResult
from pledge_scoring.engine.scheme import DEFAULT_SCHEME
from pledge_scoring.services.inputs import score_project
from pledge_scoring.services.rendering import (
    render_achievement,
    render_explanation,
)
from pledge_scoring.services.wording import Language
from pledge_shared.contracts.explanation import Explanation
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project


def _walk(node: Explanation) -> Iterator[Explanation]:
    yield node
    for child in node.children:
        yield from _walk(child)


@pytest.mark.parametrize("language", ["ko", "en"])
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


@pytest.mark.parametrize(
    ("method", "looked_at"),
    [
        ("target-vs-actual/1", set()),
        ("progress-from-baseline/1", {("baseline", "indicators/indicator", "40")}),
        (
            "trend/1",
            {
                ("actual.value", "indicators/indicator/2018", "10"),
                ("actual.value", "indicators/indicator/2019", "12"),
                ("actual.value", "indicators/indicator/2020", "13"),
            },
        ),
    ],
)
def test_a_period_names_what_its_method_looked_at_beside_its_own_facts(
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
    method: str,
    looked_at: set[tuple[str, str, str]],
) -> None:
    actuals = {2018: "10", 2019: "12", 2020: "13", 2021: "50"}
    periods = {year: {"actual": {"value": value}} for year, value in actuals.items()}
    periods[2021]["target"] = {"value": "60"}
    project = make_project(indicators=[make_indicator(periods, baseline="40")])
    scheme = replace(DEFAULT_SCHEME, methods=(method,))

    tree = render_explanation(score_project(plan, project, scheme=scheme), "en")

    own = "indicators/indicator/2021"
    [leaf] = [node for node in _walk(tree) if node.subject == own]
    seen = {(used.name, used.subject, used.value) for used in leaf.inputs}
    assert {each for each in seen if each[1] != own} == looked_at
    assert ("actual.value", own, "50") in seen
