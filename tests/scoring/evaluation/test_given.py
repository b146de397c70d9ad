"""Evaluations by items: what evaluators give becomes points, grades and ranks of plans."""

from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_scoring.services.evaluation.evaluating import evaluate
from pledge_scoring.services.evaluation.snapshot import pins_digest
from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.evaluations import EvaluatedPlan, EvaluationPins

from .made import GRADES, Facts, manifesto, points, project, scheme, snapshot

MANIFESTO = scheme("manifesto-2020-1")
FISCAL = scheme("fiscal-project-2021-1")
JOINT = scheme("joint-evaluation-2024-1")
ONE = {"one": [project("a", "90")]}
THREE = {"one": [project("a", "90")], "two": [project("a", "50")], "three": []}


def of_one(*rows: Facts, **changed: Any) -> EvaluatedPlan:
    by = scheme("manifesto-2020-1", **changed)
    return evaluate(snapshot(ONE, by, given=rows)).plans[0]


def causes(plan: EvaluatedPlan) -> list[str]:
    return [step.cause for step in plan.grading]


def test_points_of_the_areas_make_the_points_and_the_grade() -> None:
    found = of_one(manifesto("one", "80", "70", "60"))

    assert (found.points_exact, found.grade, causes(found)) == ("70", "sa", ["band"])
    assert [(each.item, each.contribution) for each in found.items[:3]] == [
        ("completion-points", "80/3"),
        ("yearly-targets-points", "70/3"),
        ("communication-points", "20"),
    ]
    assert [each.verdict for each in found.items[3:]] == ["pass", "pass"]
    assert found.coverage is not None
    assert (found.coverage.percent, found.coverage.due) == ("100.00", 5)


def test_contributions_and_bonus_of_a_plan_add_up_to_its_points() -> None:
    bonus = {"code": "best", "title": "우수", "title_en": "Best", "most": "3", "reference": "year"}
    rows = {**manifesto("one", "33.33", None, "60"), "bonuses": [{"bonus": "best", "points": "5"}]}

    found = of_one(rows, bonuses=[bonus])

    brought = [Fraction(each.contribution) for each in found.items if each.contribution]
    assert sum(brought) + Fraction(found.bonus_points or "") == Fraction(found.points_exact or "")
    assert [(each.given, each.counted) for each in found.bonuses] == [("5", "3")]
    assert found.points_exact == "49.665"


@pytest.mark.parametrize("area", ["web", "consistency"])
def test_a_fail_leads_to_the_lowest_grade_whatever_the_points(area: str) -> None:
    found = of_one(manifesto("one", "99", "99", "99", failed=area))

    assert (found.points_exact, found.grade) == ("99", "below-a")
    assert causes(found) == ["band", "fail"]


def test_a_fail_of_the_only_plan_is_one_of_the_whole() -> None:
    results = evaluate(
        snapshot(ONE, MANIFESTO, given=[manifesto("one", "99", "99", "99", failed="web")])
    )

    assert (results.whole.points, results.whole.grade) == ("99.00", "below-a")
    assert (results.whole.share, results.whole.contribution) == ("1", "99")


def test_who_submitted_nothing_gets_the_grade_for_it() -> None:
    found = of_one({"plan": "one", "unsubmitted": True})

    assert (found.points, found.grade, causes(found)) == (None, "f", ["unsubmitted"])
    assert found.unsubmitted
    assert {each.reason for each in found.items} == {"not_reported"}


def test_nothing_given_is_no_points_and_no_grade() -> None:
    found = of_one()

    assert (found.points, found.reason, found.grade) == (None, "not_reported", None)
    assert causes(found) == ["no_points"]
    assert found.coverage is not None
    assert (found.coverage.percent, len(found.items)) == ("0.00", 5)


def test_missing_points_lower_the_coverage_and_may_leave_no_grade() -> None:
    least = {"value": "80", "reference": "year"}
    rows = manifesto("one", "80", None, "60")

    lenient, strict = of_one(rows), of_one(rows, minimum_coverage=least)
    whole = of_one(rows, missing="no_points")

    assert (lenient.points, lenient.grade) == ("70.00", "sa")
    assert (strict.points, strict.grade, causes(strict)) == (
        "70.00",
        None,
        ["below_minimum_coverage"],
    )
    assert (whole.points, whole.grade) == (None, None)


def test_plans_are_ranked_and_the_mean_of_several_has_no_grade() -> None:
    rows = [manifesto("one", "80", "70", "60"), manifesto("two", "90", "90", "90")]

    results = evaluate(snapshot(THREE, MANIFESTO, given=rows))

    assert [(each.plan, each.points, each.rank, each.share) for each in results.plans] == [
        ("one", "70.00", 2, "0.5"),
        ("three", None, None, "0"),
        ("two", "90.00", 1, "0.5"),
    ]
    assert (results.whole.points, results.whole.grade) == ("80.00", None)
    contributions = [Fraction(each.contribution) for each in results.plans if each.contribution]
    assert sum(contributions) == 80


def test_projects_stand_beside_plans_that_are_evaluated_by_items() -> None:
    results = evaluate(snapshot(ONE, MANIFESTO, given=[manifesto("one", "80", "70", "60")]))

    beside = results.projects[0]
    assert (beside.points, beside.share, beside.contribution) == ("90.00", "0", None)
    assert (beside.grade, beside.rank, beside.items) == (None, None, ())


def fiscal(code: str, *given: str) -> Facts:
    items = zip(("planning", "management", "results"), given, strict=True)
    return {
        "plan": "one",
        "project": code,
        "items": [points(f"{area}-points", each) for area, each in items],
    }


def test_projects_are_evaluated_where_the_scheme_says_so_with_quotas_among_them() -> None:
    ten = [project(f"p{number}", "50") for number in range(10)]
    rows = [fiscal(f"p{number}", "100", f"{80 + number}", "100") for number in range(10)]

    results = evaluate(snapshot({"one": ten}, FISCAL, given=rows))

    found = results.projects
    assert [each.points for each in found[:2]] == ["90.00", "90.50"]
    assert [each.grade for each in found] == ["poor", *["fair"] * 7, *["excellent"] * 2]
    assert found[0].items[1].contribution == "40"
    brought = [Fraction(each.contribution) for each in found if each.contribution]
    assert sum(brought) == Fraction(results.whole.points_exact or "")
    assert results.plans[0].items == ()


def test_project_of_which_nothing_is_given_is_not_graded() -> None:
    two = [project("p0", "50"), project("p1", "50")]

    found = evaluate(snapshot({"one": two}, FISCAL, given=[fiscal("p0", "90", "90", "90")]))

    assert [(each.points, each.rank) for each in found.projects] == [("90.00", 1), (None, None)]
    assert found.whole.points_exact == "90"


def test_item_of_the_record_needs_nothing_given() -> None:
    found = evaluate(snapshot({"one": [project("a", "100"), project("b", "50")]}, JOINT)).plans[0]

    item = found.items[0]
    assert (found.points, item.source, item.given) == ("50.00", "targets_met", None)
    assert item.substitution == "100 × 1 / 2"


def from_the_record(source: str, **changed: Any) -> Any:
    areas = MANIFESTO.model_dump(mode="json", exclude_none=True)["areas"][:1]
    areas[0]["items"][0]["source"] = source
    return scheme("manifesto-2020-1", areas=areas, **changed)


@pytest.mark.parametrize(
    ("source", "points", "coverage", "division"),
    [
        ("mean_progress", "90.00", "50.00", "90 / 1"),
        ("completion_rate", "50.00", "100.00", "100 × 1 / 2"),
        ("funding_rate_total", None, "0.00", ""),
    ],
)
def test_named_rate_of_the_plan_is_taken_with_its_coverage(
    source: str, points: str | None, coverage: str, division: str
) -> None:
    two = [project("a", "90", status="completed"), project("b", None, status="partial")]

    found = evaluate(snapshot({"one": two}, from_the_record(source))).plans[0]

    assert found.coverage is not None
    assert (found.points, found.coverage.percent) == (points, coverage)
    assert found.items[0].substitution == division


def test_rate_of_a_project_is_taken_where_projects_are_evaluated() -> None:
    by = from_the_record("project_rate", evaluates="project")

    found = evaluate(snapshot({"one": [project("a", "90"), project("b", None)]}, by)).projects

    assert [(each.points, each.reason) for each in found] == [
        ("90.00", None),
        (None, "no_actual"),
    ]
    assert found[0].items[0].source == "project_rate"


_areas = st.tuples(*[st.none() | st.decimals(0, 100, places=1).map(str)] * 3)


@settings(max_examples=40, deadline=None)
@given(_areas, st.sampled_from(["web", "consistency"]))
def test_a_fail_never_raises_a_grade_nor_moves_points(
    areas: tuple[str | None, ...], failed: str
) -> None:
    passed, fell = of_one(manifesto("one", *areas)), of_one(manifesto("one", *areas, failed=failed))

    assert passed.points_exact == fell.points_exact
    if passed.grade is None:
        assert fell.grade is None
    else:
        assert fell.grade == "below-a"


def test_order_of_what_is_given_changes_no_byte() -> None:
    rows = [manifesto(plan, "80", "70", "60") for plan in THREE]
    turned = [{**each, "items": each["items"][::-1]} for each in rows]
    orders = [*permutations(rows), turned]
    made = [snapshot(THREE, MANIFESTO, given=each) for each in orders]

    assert len({canonical_bytes(evaluate(each)) for each in made}) == 1
    assert len({pins_digest(each.pins) for each in made}) == 1


def test_other_points_are_other_pins_and_other_results() -> None:
    made = [
        snapshot(ONE, MANIFESTO, given=[manifesto("one", each, "70", "60")])
        for each in ("80", "81")
    ]

    assert len({pins_digest(each.pins) for each in made}) == 2
    assert len({canonical_bytes(evaluate(each)) for each in made}) == 2


def test_pins_and_results_without_anything_given_keep_their_bytes() -> None:
    plain = snapshot(ONE, GRADES)

    pins, results = canonical_bytes(plain.pins), canonical_bytes(evaluate(plain))

    assert EvaluationPins.model_validate_json(pins) == plain.pins
    for name in (b'"given"', b'"items"', b'"bonuses"', b'"bonus_points"', b'"unsubmitted"'):
        assert name not in pins + results
