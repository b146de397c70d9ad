"""Comparison: data, method and scope add up to the difference, exactly and always."""

from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_scoring.services.evaluation.comparing import compare
from pledge_scoring.services.evaluation.evaluating import evaluate
from pledge_scoring.services.evaluation.snapshot import Snapshot
from pledge_shared.contracts.evaluations import PointEffects

from .made import DEFAULT, GRADES, manifesto, points, project, scheme, snapshot

HALF = scheme("pledge-default-1", cap="50")
TWO = [project("a", "90"), project("b", "40")]
MANIFESTO = scheme("manifesto-2020-1")
HALF_MANIFESTO = scheme("manifesto-2020-1", cap={"value": "50", "reference": "hundred"})
FISCAL = scheme("fiscal-project-2021-1")
JOINT = scheme("joint-evaluation-2024-1")


def _split(effects: PointEffects) -> tuple[str | None, ...]:
    return (effects.difference, effects.data, effects.method, effects.scope)


def test_same_run_differs_in_nothing() -> None:
    found = compare(snapshot({"made": TWO}), snapshot({"made": TWO}))

    assert _split(found.effects) == ("0", "0", "0", "0")
    assert (found.projects, found.joined, found.left) == ((), (), ())


def test_changed_actual_is_data() -> None:
    found = compare(snapshot({"made": TWO}), snapshot({"made": [TWO[0], project("b", "60")]}))

    assert _split(found.effects) == ("10", "10", "0", "0")
    assert [(each.project, each.effects.data) for each in found.projects] == [("b", "20")]


def test_points_that_fall_to_nothing_are_data() -> None:
    found = compare(
        snapshot({"made": [project("a", "90")]}), snapshot({"made": [project("a", "0")]})
    )

    assert _split(found.effects) == ("-90", "-90", "0", "0")


def test_step_that_leaves_nothing_with_points_shows_in_the_next() -> None:
    found = compare(
        snapshot({"made": [project("a", None), project("b", "40")]}),
        snapshot({"made": [project("a", "90")]}),
    )

    assert _split(found.effects) == ("50", "50", "0", "0")


def test_changed_weight_is_data() -> None:
    found = compare(
        snapshot({"made": [project("a", "90", weight="1"), project("b", "40", weight="1")]}),
        snapshot({"made": [project("a", "90", weight="4"), project("b", "40", weight="1")]}),
    )

    assert _split(found.effects) == ("15", "15", "0", "0")


def test_changed_scheme_is_method() -> None:
    found = compare(snapshot({"made": TWO}), snapshot({"made": TWO}, HALF))

    assert _split(found.effects) == ("-20", "0", "-20", "0")
    assert [(each.project, each.effects.method) for each in found.projects] == [("a", "-40")]


def test_project_that_joined_and_one_that_left_are_scope() -> None:
    found = compare(snapshot({"made": TWO}), snapshot({"made": [TWO[1], project("c", "100")]}))

    assert _split(found.effects) == ("5", "0", "0", "5")
    assert (found.joined, found.left) == (("made/c",), ("made/a",))


def test_project_that_stops_counting_leaves() -> None:
    found = compare(
        snapshot({"made": TWO}),
        snapshot({"made": [TWO[0], project("b", "40", kind="pending")]}),
    )

    assert found.left == ("made/b",)
    assert _split(found.effects) == ("25", "0", "0", "25")


def test_runs_without_a_common_project_differ_by_scope_alone() -> None:
    found = compare(snapshot({"one": TWO}), snapshot({"two": [project("a", "10")]}))

    assert _split(found.effects) == ("-55", "0", "0", "-55")


def test_no_points_on_one_side_leave_nothing_to_split() -> None:
    found = compare(snapshot({"made": [project("a", None)]}), snapshot({"made": TWO}))

    assert (found.effects.before, found.effects.after) == (None, "65")
    assert _split(found.effects) == (None, None, None, None)


def test_other_given_points_are_data() -> None:
    found = compare(
        snapshot({"made": TWO}, MANIFESTO, given=[manifesto("made", "60", "70", "80")]),
        snapshot({"made": TWO}, MANIFESTO, given=[manifesto("made", "90", "70", "80")]),
    )

    assert _split(found.effects) == ("10", "10", "0", "0")
    assert [(each.plan, each.effects.data) for each in found.plans] == [("made", "10")]
    assert (found.projects, found.joined, found.left) == ((), (), ())


def test_other_scheme_on_the_same_given_points_is_method() -> None:
    given = [manifesto("made", "60", "40", "80")]
    found = compare(
        snapshot({"made": TWO}, MANIFESTO, given=given),
        snapshot({"made": TWO}, HALF_MANIFESTO, given=given),
    )

    assert _split(found.effects) == ("-40/3", "0", "-40/3", "0")


def test_plan_that_is_evaluated_too_is_scope() -> None:
    given = [manifesto("made", "60", "60", "60"), manifesto("new", "90", "90", "90")]
    found = compare(
        snapshot({"made": TWO}, MANIFESTO, given=given[:1]),
        snapshot({"made": TWO, "new": []}, MANIFESTO, given=given),
    )

    assert _split(found.effects) == ("15", "0", "0", "15")
    assert found.joined == ("new",)


def test_figure_of_the_record_moves_by_data_and_by_projects_that_joined() -> None:
    half = [project("a", "100"), project("b", "50")]
    third = [project("a", "100"), project("b", "100"), project("c", "1")]

    found = compare(snapshot({"made": half}, JOINT), snapshot({"made": third}, JOINT))

    assert _split(found.effects) == ("50/3", "50", "0", "-100/3")


def test_projects_evaluated_by_items_are_compared_one_by_one() -> None:
    def given(of_a: str) -> list[Any]:
        return [
            {"plan": "made", "project": code, "items": [points("planning-points", each)]}
            for code, each in (("a", of_a), ("b", "50"))
        ]

    found = compare(
        snapshot({"made": TWO}, FISCAL, given=given("50")),
        snapshot({"made": TWO}, FISCAL, given=given("70")),
    )

    assert _split(found.effects) == ("10", "10", "0", "0")
    assert [(each.project, each.effects.data) for each in found.projects] == [("a", "20")]


_rates = st.none() | st.decimals(0, 150, places=3).map(str)
_weights = st.none() | st.decimals("0.1", 9, places=1).map(str)
_three = st.tuples(*[st.none() | st.integers(0, 100).map(str)] * 3)
_kinds = st.sampled_from(["pledge", "pledge", "pledge", "pending"])
_schemes = st.sampled_from([DEFAULT, HALF, GRADES, MANIFESTO, HALF_MANIFESTO, FISCAL, JOINT])
_days = st.sampled_from([None, date(2021, 12, 31), date(2020, 12, 31)])


@st.composite
def _snapshots(draw: st.DrawFn) -> Snapshot:
    plans: dict[str, list[Any]] = {}
    for plan in draw(st.sets(st.sampled_from(["one", "two", "three"]), min_size=1)):
        codes = draw(st.sets(st.sampled_from("abcd"), min_size=1))
        plans[plan] = [
            project(code, draw(_rates), weight=draw(_weights), kind=draw(_kinds))
            for code in sorted(codes)
        ]
    given = [manifesto(plan, *draw(_three)) for plan in sorted(plans) if draw(st.booleans())]
    return snapshot(plans, draw(_schemes), on=draw(_days), given=given)


@settings(max_examples=40, deadline=None)
@given(_snapshots(), _snapshots())
def test_effects_add_up_exactly_to_the_difference(before: Snapshot, after: Snapshot) -> None:
    effects = compare(before, after).effects

    points = [evaluate(each).whole.points_exact for each in (before, after)]
    assert points == [effects.before, effects.after]
    if effects.before is None or effects.after is None:
        assert _split(effects) == (None,) * 4
        return
    parts = [Fraction(each or "") for each in (effects.data, effects.method, effects.scope)]
    whole = Fraction(effects.after) - Fraction(effects.before)
    assert sum(parts) == Fraction(effects.difference or "") == whole


@settings(max_examples=20, deadline=None)
@given(_snapshots(), _snapshots())
def test_effects_on_each_project_add_up_too(before: Snapshot, after: Snapshot) -> None:
    for each in compare(before, after).projects:
        effects = each.effects
        if effects.difference is not None:
            parts = [Fraction(part or "") for part in (effects.data, effects.method)]
            assert sum(parts) == Fraction(effects.difference)
            assert effects.scope == "0"
