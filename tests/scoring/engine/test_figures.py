"""Figures of the record: what items of a scheme can be taken from."""

from fractions import Fraction
from typing import get_args

from pledge_scoring.engine.figures import (
    SOURCES_OF_PLANS,
    SOURCES_OF_PROJECTS,
    figures_of_plan,
    figures_of_project,
)
from pledge_scoring.engine.result import ProjectResult
from pledge_scoring.services.evaluation.snapshot import read
from pledge_shared.contracts.schemes import ItemSource

from ..evaluation.made import Facts, indicator, project, snapshot


def judged(*projects: Facts) -> list[ProjectResult]:
    contents = read(snapshot({"made": projects}))
    return [contents.judge("made", each["code"]) for each in projects]


def several(*rates: str | None) -> Facts:
    made = [indicator(rate, code=f"i{place}") for place, rate in enumerate(rates)]
    return project("a", None, indicators=made)


def test_every_source_a_scheme_may_name_is_a_figure() -> None:
    plan = figures_of_plan(judged(project("a", "90")))
    one = figures_of_project(judged(project("a", "90"))[0])

    assert set(get_args(ItemSource)) == SOURCES_OF_PLANS | SOURCES_OF_PROJECTS
    assert plan.keys() == SOURCES_OF_PLANS
    assert one.keys() == SOURCES_OF_PROJECTS


def test_targets_met_counts_indicators_that_have_a_rate() -> None:
    found = figures_of_plan(judged(several("100", "120", "99.9")))["targets_met"]

    assert (found.numerator, found.denominator) == (Fraction(2), Fraction(3))
    assert (found.percent, found.coverage) == (Fraction(200, 3), Fraction(1))


def test_indicator_that_was_not_reported_is_no_unmet_target() -> None:
    found = figures_of_project(judged(several("100", "50", None, None))[0])["targets_met"]

    assert (found.percent, found.coverage) == (Fraction(50), Fraction(1, 2))
    assert found.range is not None
    assert (found.range.low, found.range.high) == (Fraction(25), Fraction(75))


def test_nothing_reported_is_no_share_of_targets() -> None:
    found = figures_of_plan(judged(several(None)))["targets_met"]

    assert (found.percent, found.reason, found.coverage) == (None, "not_reported", Fraction(0))


def test_parent_counts_the_indicators_of_its_parts() -> None:
    family = [
        project("parent", None, indicators=[]),
        project("part-0", "100", parent="parent"),
        project("part-1", "10", parent="parent"),
    ]

    assert figures_of_project(judged(*family)[0])["targets_met"].percent == 50
    assert figures_of_plan(judged(*family)[:1])["targets_met"].percent == 50
