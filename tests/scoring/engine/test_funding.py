"""Sums and named rates of money."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pledge_scoring.engine.funding import Funding, divide
from pledge_scoring.services.inputs import score_project
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

Run = Callable[..., Funding]


@pytest.fixture
def fund(plan: Plan, make_project: Callable[..., Project]) -> Run:
    """Return the funding of a project with these lines: (stage, period, amount)."""

    def run(*lines: tuple[str, str, int | None], on: date | None = None) -> Funding:
        project = make_project(budget={"lines": [_line(*line) for line in lines]})
        return score_project(plan, project, on=on).funding

    return run


def _line(stage: str, period: str, amount: int | None) -> dict[str, Any]:
    return {"source": "national", "stage": stage, "period": period, "amount_krw": amount}


def test_money_before_and_after_the_term_is_in_the_total_only(fund: Run) -> None:
    funding = fund(("planned", "prior", 1), ("planned", "2018", 10), ("planned", "post_term", 100))

    assert funding.total.planned_krw == 111
    assert funding.in_term.planned_krw == 10
    assert funding.to_date.planned_krw == 11


@pytest.mark.parametrize(
    ("span", "counted"), [("2018..2022", 5), ("2017..2022", None), ("2018..2023", None)]
)
def test_a_span_counts_in_the_term_only_if_it_lies_inside(
    fund: Run, span: str, counted: int | None
) -> None:
    assert fund(("planned", span, 5)).in_term.planned_krw == counted


@pytest.mark.parametrize(("on", "counted"), [("2020-01-01", 30), ("2019-12-31", 10)])
def test_to_date_takes_whole_years_up_to_that_of_the_scoring_date(
    fund: Run, on: str, counted: int
) -> None:
    funding = fund(
        ("planned", "2018..2019", 10), ("planned", "2020", 20), on=date.fromisoformat(on)
    )

    assert funding.to_date.planned_krw == counted


def test_blank_is_not_zero(fund: Run) -> None:
    assert fund(("planned", "2018", None)).total.planned_krw is None
    assert fund(("planned", "2018", 0)).total.planned_krw == 0


def test_without_a_term_nothing_is_in_it(plan: Plan, make_project: Callable[..., Project]) -> None:
    project = make_project(budget={"lines": [_line("planned", "2018", 5)]})

    funding = score_project(plan.model_copy(update={"term": None}), project).funding

    assert (funding.in_term.planned_krw, funding.total.planned_krw) == (None, 5)


@pytest.mark.parametrize(
    ("above", "below", "percent", "reason"),
    [
        (1, 4, 25, None),
        (0, 4, 0, None),
        (None, 4, None, "not_reported"),
        (1, None, None, "no_plan"),
        (1, 0, None, "no_plan"),
    ],
)
def test_a_rate_needs_both_sides(
    above: int | None, below: int | None, percent: int | None, reason: str | None
) -> None:
    rate = divide(above, below)

    assert rate.percent == percent
    assert rate.reason == reason


class TestParts:
    def _sum(self, plan: Plan, make: Callable[..., Project], own: list[Any]) -> Funding:
        parts = [
            make(code=code, parent="project", budget={"lines": [_line("planned", "2020", 3)]})
            for code in ("p1", "p2")
        ]
        return score_project(plan, make(budget={"lines": own}), parts).funding

    def test_money_of_parts_is_of_which(
        self, plan: Plan, make_project: Callable[..., Project]
    ) -> None:
        funding = self._sum(plan, make_project, [_line("planned", "2020", 10)])

        assert funding.total.planned_krw == 10

    def test_money_of_parts_counts_where_the_parent_has_none(
        self, plan: Plan, make_project: Callable[..., Project]
    ) -> None:
        funding = self._sum(plan, make_project, [_line("secured", "2020", 1)])

        assert funding.total.planned_krw == 6
        assert funding.total.secured_krw == 1

    @pytest.mark.parametrize(("kind", "planned"), [("pending", None), ("project", 3)])
    def test_money_of_a_pending_part_stands_apart(
        self, plan: Plan, make_project: Callable[..., Project], kind: str, planned: int | None
    ) -> None:
        budget = {"lines": [_line("planned", "2020", 3)]}
        part = make_project(code="p1", parent="project", kind=kind, budget=budget)

        assert score_project(plan, make_project(), [part]).funding.total.planned_krw == planned
