"""What an evaluation gives of a snapshot: points, grades, ranks, ranges and contributions."""

from fractions import Fraction
from typing import Any

import pytest

from pledge_scoring.services.evaluation.evaluating import evaluate

from .made import DEFAULT, GRADES, indicator, project, scheme, snapshot

FOUR = {
    "made": [
        project("a", "95", goal="roads"),
        project("b", "80", goal="roads"),
        project("c", "80", goal="towns"),
        project("d", None),
    ]
}
GOALS = [
    {"code": "towns", "kind": "field", "title": "마을"},
    {"code": "roads", "kind": "field", "title": "도로", "parent": "towns"},
]


def test_projects_have_points_grades_and_ranks_with_ties() -> None:
    found = evaluate(snapshot(FOUR, GRADES, goals=GOALS)).projects

    assert [(each.project, each.points, each.grade, each.rank) for each in found] == [
        ("a", "95.00", "ga", 1),
        ("b", "80.00", "da", 2),
        ("c", "80.00", "da", 2),
        ("d", None, None, None),
    ]
    assert [step.cause for step in found[3].grading] == ["no_points"]
    assert found[3].reason == "no_actual"


def test_scheme_without_grades_ranks_all_the_same() -> None:
    found = evaluate(snapshot(FOUR, DEFAULT, goals=GOALS)).projects

    assert [(each.grade, each.grading, each.rank) for each in found] == [
        (None, (), 1),
        (None, (), 2),
        (None, (), 2),
        (None, (), None),
    ]


def test_goal_holds_everything_under_it() -> None:
    found = evaluate(snapshot(FOUR, GRADES, goals=GOALS)).goals

    assert [(each.goal, each.points_exact, each.rank) for each in found] == [
        ("roads", "87.5", 1),
        ("towns", "85", 2),
    ]


def test_missing_lowers_coverage_and_widens_the_range_but_never_the_points() -> None:
    whole = evaluate(snapshot(FOUR, GRADES, goals=GOALS)).whole

    assert (whole.points_exact, whole.grade) == ("85", "na")
    assert whole.coverage is not None
    assert whole.range is not None
    assert whole.coverage.percent == "75.00"
    assert (whole.range.low, whole.range.high) == ("63.75", "88.75")


def test_contributions_add_up_exactly_to_the_whole() -> None:
    weighted = [project("a", "33.333", weight="1.5"), project("b", "77.7", weight="0.7")]
    results = evaluate(snapshot({"one": weighted, "two": FOUR["made"]}, GRADES, goals=GOALS))

    for level in (results.projects, results.plans):
        brought = [Fraction(each.contribution) for each in level if each.contribution is not None]
        assert sum(brought) == Fraction(results.whole.points_exact or "")
        assert sum(Fraction(each.share) for each in level) == 1
    assert [each.contribution for each in results.projects if each.points is None] == [None]


@pytest.mark.parametrize(
    ("aside", "points"),
    [({"kind": "pending"}, "10.00"), ({"parent": "a"}, "10.00")],
)
def test_pending_ones_and_parts_are_shown_and_do_not_count(
    aside: dict[str, Any], points: str
) -> None:
    found = evaluate(snapshot({"made": [project("a", "90"), project("b", "10", **aside)]}, GRADES))

    other = found.projects[1]
    assert found.whole.points_exact == "90"
    assert (other.counted, other.points, other.rank, other.grade) == (False, points, None, None)
    assert (other.share, other.contribution) == ("0", None)


def test_status_that_the_scheme_leaves_out_does_not_count() -> None:
    two = {"made": [project("a", "90"), project("b", "10", status="scrapped")]}
    leaves_out = scheme("pledge-default-1", excluded_statuses=["scrapped"])

    for by, counted, points in ((DEFAULT, True, "50"), (leaves_out, False, "90")):
        found = evaluate(snapshot(two, by))
        assert (found.projects[1].counted, found.whole.points_exact) == (counted, points)


def test_quota_is_of_projects_and_not_of_plans() -> None:
    top = {"rule": "at_most_this_or_better", "grade": "ga", "percent": "50", "reference": "bands"}
    grading = {**GRADES.model_dump(mode="json")["grading"], "quotas": [top]}
    quota = scheme("invested-institution-1", grading=grading)
    three = [project("a", "99"), project("b", "95"), project("c", "91")]

    results = evaluate(snapshot({"made": three}, quota))

    assert [each.grade for each in results.projects] == ["ga", "na", "na"]
    assert [each.grade for each in results.plans] == ["ga"]


def test_minimum_coverage_leaves_points_without_a_grade() -> None:
    least = {"value": "80", "reference": "bands"}
    results = evaluate(
        snapshot(FOUR, scheme("invested-institution-1", minimum_coverage=least), goals=GOALS)
    )

    assert (results.whole.points, results.whole.grade) == ("85.00", None)
    assert [step.cause for step in results.whole.grading] == ["below_minimum_coverage"]
    assert results.projects[0].grade == "ga"


def test_nothing_reported_has_a_reason_and_no_points() -> None:
    whole = evaluate(snapshot({"made": [project("a", None)]}, GRADES)).whole

    assert (whole.points, whole.reason, whole.grade) == (None, "not_reported", None)


def test_rates_above_what_the_scheme_allows_are_held_to_its_cap() -> None:
    half = scheme("invested-institution-1", cap={"value": "50", "reference": "hundred"})

    results = evaluate(snapshot({"made": [project("a", "80")]}, half))

    assert (results.projects[0].points, results.whole.points) == ("50.00", "50.00")


def test_scoring_stops_where_the_teller_says_so() -> None:
    seen: list[int] = []

    def tell(done: int) -> None:
        seen.append(done)
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        evaluate(snapshot(FOUR, goals=GOALS), tell)

    assert seen == [1, 2]


def test_score_is_the_one_that_its_achievement_has() -> None:
    other = {"made": [project("a", "95", indicators=[indicator("95", unit="명")])]}
    digests = {evaluate(snapshot(each)).projects[0].score for each in (FOUR, other)}

    assert len(digests) == 2
