"""Cross-footing of budget tables."""

from pathlib import Path
from typing import Any

import pytest

from pledge_shared.contracts.budget import Budget
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.crossfoot import FootingCheck, cross_foot

_SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "gb-7.json"
_TERM = (2018, 2022)


def _foot(**budget: Any) -> dict[tuple[str, str], FootingCheck]:
    checks = cross_foot(Budget.model_validate(budget), _TERM)
    return {(check.kind, check.subject): check for check in checks}


def _line(period: str, amount: int | None, source: str = "national", stage: str = "planned") -> Any:
    return {"source": source, "stage": stage, "period": period, "amount_krw": amount}


_total = _line
"""A declared total is written like a line."""


def _card() -> Budget:
    document = PlanDocument.model_validate_json(_SAMPLE.read_text(encoding="utf-8"))
    return document.projects[0].budget


def test_the_pledge_card_agrees_in_all_of_its_checks() -> None:
    checks = cross_foot(_card(), _TERM)

    kinds = [check.kind for check in checks]
    assert [kinds.count(kind) for kind in ("row", "column", "stated")] == [15, 16, 1]
    assert [check for check in checks if not check.passed] == []


def test_one_changed_cell_is_found_in_its_row_and_its_column() -> None:
    budget = _card()
    lines = tuple(
        line.model_copy(update={"amount_krw": 1})
        if (line.source, line.stage, line.period) == ("national", "planned", "2020")
        else line
        for line in budget.lines
    )

    failed = [
        (check.kind, check.subject)
        for check in cross_foot(budget.model_copy(update={"lines": lines}), _TERM)
        if not check.passed
    ]

    assert failed == [
        ("row", "budget/planned/national/in_term"),
        ("column", "budget/planned/all/2020"),
    ]


def test_a_planned_total_adds_what_lies_outside_the_term_to_the_printed_subtotal() -> None:
    lines = [_line("prior", 1), _line("2018", 10), _line("2023", 100), _line("post_term", 1000)]
    totals = [_total("in_term", 12), _total("total", 1113)]

    checks = _foot(lines=lines, declared_totals=totals)

    assert checks["row", "budget/planned/national/in_term"].sum_krw == 10
    assert not checks["row", "budget/planned/national/in_term"].passed
    assert checks["row", "budget/planned/national/total"].passed


def test_a_secured_total_adds_every_year() -> None:
    lines = [_line("prior", 1, stage="secured"), _line("2018", 2, stage="secured")]

    checks = _foot(lines=lines, declared_totals=[_total("total", 3, stage="secured")])

    assert checks["row", "budget/secured/national/total"].passed


@pytest.mark.parametrize(("amount", "agrees"), [(None, True), (0, True), (1, False)])
def test_blank_and_dash_add_nothing(amount: int | None, *, agrees: bool) -> None:
    checks = _foot(lines=[_line("2018", None)], declared_totals=[_total("total", amount)])

    assert checks["row", "budget/planned/national/total"].passed is agrees


def test_an_empty_total_does_not_agree_with_money() -> None:
    checks = _foot(lines=[_line("2018", 5)], declared_totals=[_total("total", None)])

    assert not checks["row", "budget/planned/national/total"].passed


def test_the_row_of_all_falls_back_to_the_sum_over_sources() -> None:
    lines = [_line("2018", 1), _line("2018", 2, "provincial"), _line("2019", 4)]
    totals = [_total("2018", 5, "all"), _total("total", 9, "all")]

    checks = _foot(lines=lines, declared_totals=totals)

    assert checks["row", "budget/planned/all/total"].sum_krw == 9
    assert checks["column", "budget/planned/all/2018"].sum_krw == 3
    assert checks["column", "budget/planned/all/total"].sum_krw == 7


def test_a_column_of_totals_adds_the_totals_printed_for_the_sources() -> None:
    lines = [_line("2018", 1), _line("2018", 2, "provincial")]
    totals = [_total("total", 10), _total("total", 20, "provincial"), _total("total", 30, "all")]

    assert _foot(lines=lines, declared_totals=totals)["column", "budget/planned/all/total"].passed


def test_a_span_belongs_to_the_term_only_if_it_lies_inside() -> None:
    lines = [_line("2018..2022", 5), _line("2016..2018", 7)]

    checks = _foot(lines=lines, declared_totals=[_total("in_term", 5)])

    assert checks["row", "budget/planned/national/in_term"].passed


def test_without_a_term_a_subtotal_is_not_judged() -> None:
    budget = Budget.model_validate(
        {"lines": [_line("2018", 5)], "declared_totals": [_total("in_term", 5, "all")]}
    )

    assert cross_foot(budget, None) == []


@pytest.mark.parametrize(("part", "agrees"), [(3, True), (4, False)])
def test_a_stated_amount_is_the_sum_of_its_parts(part: int, *, agrees: bool) -> None:
    parts = [
        {"source": "national", "amount_krw": 7},
        {"source": "provincial", "amount_krw": part},
    ]

    checks = _foot(stated=[{"amount_krw": 10, "parts": parts}, {"amount_krw": 5}])

    assert {subject: check.passed for (_, subject), check in checks.items()} == {
        "budget/stated/1": agrees
    }
