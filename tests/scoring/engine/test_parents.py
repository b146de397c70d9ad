"""From sub-projects to their parent's rate."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from pledge_scoring.services.inputs import score_project
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

Make = Callable[..., dict[str, Any]]


class TestParents:
    @pytest.fixture
    def part(self, make_project: Callable[..., Project], one_rate: Make) -> Callable[..., Project]:
        def make(code: str, rate: str | None, **fields: Any) -> Project:
            indicators = [one_rate("i", rate)]
            return make_project(code=code, parent="project", indicators=indicators, **fields)

        return make

    def test_a_parent_without_indicators_scores_from_its_parts(
        self, plan: Plan, make_project: Callable[..., Project], part: Callable[..., Project]
    ) -> None:
        parts = [part("p1", "50"), part("p2", "100", weight="3"), part("p3", None, weight="1")]

        score = score_project(plan, make_project(), parts).score

        assert score.rate_name == "mean_of_part_rates"
        assert score.rate == 80
        assert score.reason is None

    def test_a_parent_scores_from_its_own_indicators_first(
        self,
        plan: Plan,
        make_project: Callable[..., Project],
        part: Callable[..., Project],
        one_rate: Make,
    ) -> None:
        parent = make_project(indicators=[one_rate("own", "10")])

        score = score_project(plan, parent, [part("p1", "100")]).score

        assert score.rate == 10

    def test_one_late_child_does_not_take_the_parents_rate(
        self, plan: Plan, make_project: Callable[..., Project], part: Callable[..., Project]
    ) -> None:
        score = score_project(plan, make_project(), [part("p1", "70"), part("p2", None)]).score

        assert score.rate == 70
        assert score.coverage is not None
        assert score.coverage.share == Fraction(1, 2)

    def test_no_child_with_a_rate_leaves_the_parent_without_one(
        self, plan: Plan, make_project: Callable[..., Project], part: Callable[..., Project]
    ) -> None:
        score = score_project(plan, make_project(), [part("p1", None)]).score

        assert (score.rate, score.reason) == (None, "no_scored_part")

    def test_a_pending_part_stands_apart(
        self, plan: Plan, make_project: Callable[..., Project], part: Callable[..., Project]
    ) -> None:
        parts = [part("p1", "70"), part("p2", "0", kind="pending")]

        assert score_project(plan, make_project(), parts).score.rate == 70

    def test_parts_of_a_pending_project_are_its_parts(
        self, plan: Plan, make_project: Callable[..., Project], part: Callable[..., Project]
    ) -> None:
        whole = make_project(kind="pending")

        assert score_project(plan, whole, [part("p1", "70", kind="pending")]).score.rate == 70
