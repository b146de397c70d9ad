"""Findings about money and about targets that parts should add up to."""

from collections.abc import Callable
from typing import Any

import pytest

from pledge_scoring.engine.reconciliation import Finding
from pledge_shared.contracts.project import Project

Make = Callable[..., dict[str, Any]]
Find = Callable[..., list[Finding]]


def _progress(value: str) -> dict[str, Any]:
    return {"reported_values": [{"name": "progress_rate", "value": value}]}


def _line(stage: str, amount: int | None, *, period: str = "2020", source: str = "national") -> Any:
    return {"source": source, "stage": stage, "period": period, "amount_krw": amount}


class TestMoney:
    @pytest.mark.parametrize(("secured", "fires"), [(6, False), (7, True)])
    def test_secured_above_plan(self, find: Find, secured: int, *, fires: bool) -> None:
        lines = [_line("planned", 6), _line("secured", secured)]

        found = find("SECURED_EXCEEDS_PLAN", budget={"lines": lines})

        assert [(f.subject, f.reported, f.difference) for f in found] == [
            ("budget/2020", "7", "-1")
        ] * fires

    def test_sources_are_judged_together(self, find: Find) -> None:
        lines = [
            _line("planned", 6),
            _line("planned", 4, source="provincial"),
            _line("secured", 10),
        ]

        assert find("SECURED_EXCEEDS_PLAN", budget={"lines": lines}) == []

    @pytest.mark.parametrize("planned", [[], [_line("planned", None)]])
    def test_without_a_planned_amount_nothing_is_exceeded(
        self, find: Find, planned: list[Any]
    ) -> None:
        lines = [*planned, _line("secured", 7)]

        assert find("SECURED_EXCEEDS_PLAN", budget={"lines": lines}) == []

    def test_a_planned_zero_can_be_exceeded(self, find: Find) -> None:
        lines = [_line("planned", 0), _line("secured", 7)]

        assert len(find("SECURED_EXCEEDS_PLAN", budget={"lines": lines})) == 1

    @pytest.mark.parametrize(("executed", "fires"), [(6, False), (7, True)])
    def test_executed_above_secured(self, find: Find, executed: int, *, fires: bool) -> None:
        lines = [_line("secured", 6), _line("executed", executed)]

        found = find("EXECUTED_EXCEEDS_SECURED", budget={"lines": lines})

        assert [finding.severity for finding in found] == ["error"] * fires

    @pytest.mark.parametrize(("total", "fires"), [(6, False), (7, True)])
    def test_a_total_that_is_not_its_sum(self, find: Find, total: int, *, fires: bool) -> None:
        declared = [
            {"source": "national", "stage": "planned", "period": "total", "amount_krw": total}
        ]

        found = find(
            "CROSS_FOOT_MISMATCH",
            budget={"lines": [_line("planned", 6)], "declared_totals": declared},
        )

        assert [(f.subject, f.difference) for f in found] == [
            ("budget/planned/national/total", "-1")
        ] * fires

    @pytest.mark.parametrize(("of_part", "fires"), [(6, False), (7, True)])
    def test_parts_with_more_than_their_parent(
        self, find: Find, make_project: Callable[..., Project], of_part: int, *, fires: bool
    ) -> None:
        part = make_project(
            code="p1", parent="project", budget={"lines": [_line("planned", of_part)]}
        )

        found = find("PARTS_EXCEED_PARENT", part, budget={"lines": [_line("planned", 6)]})

        assert [finding.subject for finding in found] == ["budget/planned"] * fires


class TestPartsTotal:
    @pytest.mark.parametrize(("second", "fires"), [("3", False), ("4", True)])
    def test_targets_of_parts_add_up(
        self,
        find: Find,
        make_project: Callable[..., Project],
        make_indicator: Make,
        second: str,
        *,
        fires: bool,
    ) -> None:
        def indicator(value: str) -> dict[str, Any]:
            return make_indicator({2021: {"target": {"value": value}}}, unit="건")

        parts = [
            make_project(code="p1", parent="project", indicators=[indicator("2")]),
            make_project(code="p2", parent="project", indicators=[indicator(second)]),
        ]

        found = find("PARTS_TOTAL_MISMATCH", *parts, indicators=[indicator("5")])

        assert [(f.reported, f.computed, f.difference) for f in found] == [("5", "6", "1")] * fires

    def test_a_part_without_a_number_leaves_nothing_to_check(
        self, find: Find, make_project: Callable[..., Project], make_indicator: Make
    ) -> None:
        own = make_indicator({2021: {"target": {"value": "5"}}}, unit="건")
        less = make_indicator({2021: {"target": {"value": "3"}}}, unit="건")
        parts = [
            make_project(code="p1", parent="project", indicators=[less]),
            make_project(code="p2", parent="project"),
        ]

        assert find("PARTS_TOTAL_MISMATCH", *parts, indicators=[own]) == []
