"""Overlays: nothing assumed changes nothing, and what is assumed is as good as recorded."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_scoring.engine.explanation import explain
from pledge_scoring.engine.facts import Actual, Status, Target
from pledge_scoring.engine.simulation import (
    Assumed,
    Case,
    MisplacedError,
    Overlay,
    assume,
    tree_difference,
)
from pledge_scoring.services.inputs import project_facts
from pledge_shared.contracts.project import Project

from .made import case, cases, indicator

F = Fraction


def steps(before: Case, after: Case) -> list[str]:
    """Return the paths of the steps that differ."""
    trees = (explain(each.score(), each.scheme) for each in (before, after))
    return [step.path for step in tree_difference(*trees)]


@settings(max_examples=50, deadline=None)
@given(cases())
def test_an_empty_overlay_gives_no_difference(given_case: Case) -> None:
    same = replace(given_case, project=assume(given_case.project, Overlay()))

    assert same == given_case
    assert steps(given_case, same) == []


numbers = st.integers(0, 50).map(str)
rows = st.lists(st.tuples(st.none() | numbers, st.none() | numbers), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, min_size=2, max_size=3), st.data())
def test_an_overlay_scores_as_the_changed_document_does(
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
    given_rows: list[list[tuple[str | None, str | None]]],
    data: st.DataObject,
) -> None:
    """Change a few numbers in the document and in an overlay, and score both."""

    def document(all_rows: list[list[tuple[str | None, str | None]]], **first: Any) -> Project:
        indicators = [
            make_indicator(
                {
                    2019 + place: {"target": {"value": target}, "actual": {"value": actual}}
                    for place, (target, actual) in enumerate(one)
                },
                code=f"i{number}",
                **(first if number == 0 else {}),
            )
            for number, one in enumerate(all_rows)
        ]
        return make_project(indicators=indicators)

    number = data.draw(st.integers(0, len(given_rows) - 1))
    place = data.draw(st.integers(0, len(given_rows[number]) - 1))
    target, actual, weight = (data.draw(st.none() | numbers) for _ in range(3))
    changed = [list(one) for one in given_rows]
    changed[number][place] = (target, actual)
    overlay = Overlay(
        actuals=(Assumed(f"i{number}", str(2019 + place), Actual(value=_exact(actual))),),
        targets=(Assumed(f"i{number}", str(2019 + place), Target(value=_exact(target))),),
        weights=(("i0", F(weight)),) if weight else (),
    )

    assumed = assume(project_facts(document(given_rows), None), overlay)

    written = document(changed, **({"weight": weight} if weight else {}))
    assert assumed == project_facts(written, None)
    assert (
        case(*assumed.indicators).score() == case(*project_facts(written, None).indicators).score()
    )


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else F(text)


MADE = case(indicator([(F(10), F(5)), (F(10), None)], "one"), indicator([(F(10), F(10))], "other"))


def test_a_changed_value_differs_from_its_period_up_and_nowhere_else() -> None:
    overlay = Overlay(actuals=(Assumed("one", "2021", Actual(value=F(0))),))

    assert steps(MADE, replace(MADE, project=assume(MADE.project, overlay))) == [
        "projects/project",
        "projects/project/indicators/one",
        "projects/project/indicators/one/2021",
    ]


def test_an_indicator_left_out_has_a_before_and_no_after() -> None:
    after = replace(MADE, project=assume(MADE.project, Overlay(left_out=("other",))))

    trees = (explain(each.score(), each.scheme) for each in (MADE, after))
    gone = [step for step in tree_difference(*trees) if step.after is None]
    assert [step.path for step in gone] == [
        "projects/project/indicators/other",
        "projects/project/indicators/other/2020",
    ]
    assert {step.difference for step in gone} == {None}


def test_a_part_differs_under_its_own_path() -> None:
    parts = case(parts=2)
    overlay = Overlay(actuals=(Assumed("indicator", "2020", Actual(value=F(8))),))
    changed = replace(parts, parts=(assume(parts.parts[0], overlay), parts.parts[1]))

    assert steps(parts, changed) == [
        "projects/project",
        "projects/project/projects/part-0",
        "projects/project/projects/part-0/indicators/indicator",
        "projects/project/projects/part-0/indicators/indicator/2020",
    ]


def test_weight_and_status_of_a_project_are_assumed() -> None:
    made = assume(MADE.project, Overlay(weight=F(3), status=Status.COMPLETED))

    assert (made.weight, made.status) == (F(3), Status.COMPLETED)
    assert assume(MADE.project, Overlay()).status is Status.ON_TRACK


WRONG: list[tuple[Overlay, list[tuple[tuple[str | int, ...], str]]]] = [
    (
        Overlay(actuals=(Assumed("none", "2020", Actual()),)),
        [(("actuals", 0, "indicator"), "unknown_indicator")],
    ),
    (
        Overlay(targets=(Assumed("one", "2020", Target()), Assumed("one", "1999", Target()))),
        [(("targets", 1, "period"), "unknown_period")],
    ),
    (
        Overlay(actuals=(Assumed("one", "2020", Actual()), Assumed("one", "2020", Actual()))),
        [(("actuals", 1), "duplicate")],
    ),
    (Overlay(weights=(("none", F(1)),)), [(("weights", 0, "indicator"), "unknown_indicator")]),
    (
        Overlay(left_out=("one", "one", "none")),
        [(("left_out", 1), "duplicate"), (("left_out", 2), "unknown_indicator")],
    ),
]


@pytest.mark.parametrize(("overlay", "expected"), WRONG)
def test_what_is_not_there_is_named(
    overlay: Overlay, expected: list[tuple[tuple[str | int, ...], str]]
) -> None:
    with pytest.raises(MisplacedError) as refused:
        assume(MADE.project, overlay)

    assert [(each.path, each.code) for each in refused.value.found] == expected
