"""REPORTED_RATE_MISMATCH: when a printed rate is not the computed one, and why."""

from collections.abc import Callable
from typing import Any

import pytest

from pledge_scoring.engine.reconciliation import Finding
from pledge_shared.contracts.project import Project

Make = Callable[..., dict[str, Any]]
Find = Callable[..., list[Finding]]


def _progress(value: str) -> dict[str, Any]:
    return {"reported_values": [{"name": "progress_rate", "value": value}]}


class TestReportedRates:
    CODE = "REPORTED_RATE_MISMATCH"

    @pytest.mark.parametrize("printed", ["83", "83.3", "83.33"])
    def test_agreement_is_judged_at_the_printed_decimals(
        self, find: Find, rated: Make, printed: str
    ) -> None:
        indicator = rated("100", "100", "50", reported_rate=printed)

        assert find(self.CODE, indicators=[indicator]) == []

    def test_a_number_cut_instead_of_rounded_is_a_matter_of_rounding(
        self, find: Find, rated: Make
    ) -> None:
        indicator = rated("100", "100", "0", reported_rate="66.66")

        [finding] = find(self.CODE, indicators=[indicator])

        assert (finding.cause, finding.difference) == ("rounding", "0.01")

    def test_the_range_explains_what_a_missing_value_may_be(self, find: Find, rated: Make) -> None:
        indicator = rated("100", None, None, reported_rate="60")

        [finding] = find(self.CODE, indicators=[indicator])

        assert finding.cause == "missing_values"
        assert dict(finding.hints[-1].values) == {
            "value": "40",
            "periods": "2019, 2020",
            "terms": "100, 40, 40",
        }
        assert finding.hints[-1].code == "missing_values_reproduce"

    def test_a_number_that_no_missing_value_can_give_stays_unexplained(
        self, find: Find, rated: Make
    ) -> None:
        indicator = rated("50", None, reported_rate="20")

        [finding] = find(self.CODE, indicators=[indicator])

        assert (finding.cause, finding.hints) == ("unexplained", ())

    def test_another_way_to_accumulate_is_found(self, find: Find, rated: Make) -> None:
        indicator = rated("100", "40", reported_rate="40")

        [finding] = find(self.CODE, indicators=[indicator])

        assert finding.cause == "different_basis"
        assert [dict(hint.values) for hint in finding.hints] == [{"accumulation": "latest"}]

    def test_an_uncapped_mean_is_found(self, find: Find, rated: Make) -> None:
        indicator = rated("130", "50", reported_rate="90")

        [finding] = find(self.CODE, indicators=[indicator])

        assert "uncapped_reproduces" in [hint.code for hint in finding.hints]

    def test_the_mean_of_the_printed_indicator_rates_is_found(
        self, find: Find, rated: Make
    ) -> None:
        indicators = [
            rated("100", code="a", reported_rate="70"),
            rated("100", code="b", reported_rate="50"),
        ]

        found = find(self.CODE, indicators=indicators, **_progress("60"))

        whole = next(finding for finding in found if finding.subject == "project")
        assert whole.cause == "different_basis"
        assert ("terms", "70, 50") in whole.hints[-1].values

    def test_equal_weights_are_tried_where_weights_are_declared(
        self, find: Find, rated: Make
    ) -> None:
        indicators = [
            rated("100", code="a", weight="3"),
            rated("0", code="b", weight="1"),
        ]

        [finding] = find(self.CODE, indicators=indicators, **_progress("50"))

        assert (finding.cause, finding.computed) == ("weights", "75.00")

    @pytest.mark.parametrize(("reported", "fires"), [("100", False), ("120", False), ("110", True)])
    def test_a_period_may_print_the_capped_or_the_real_rate(
        self, find: Find, make_indicator: Make, reported: str, *, fires: bool
    ) -> None:
        actual = {"value": "12", "reported_rate": reported}
        indicator = make_indicator({2020: {"target": {"value": "10"}, "actual": actual}})

        found = find(self.CODE, indicators=[indicator])

        assert [finding.subject for finding in found] == ["indicators/indicator/2020"] * fires

    def test_a_parents_missing_part_is_solved_through(
        self, find: Find, make_project: Callable[..., Project], rated: Make
    ) -> None:
        parts = [
            make_project(code="p1", parent="project", indicators=[rated("80")]),
            make_project(code="p2", parent="project", indicators=[rated(None)]),
        ]

        [finding] = find(self.CODE, *parts, **_progress("50"))

        hints = {hint.code: dict(hint.values) for hint in finding.hints}
        assert hints["missing_value_reproduces"]["value"] == "20"
        assert hints["missing_value_reproduces"]["periods"] == "p2/indicator/2018"

    def test_nothing_is_compared_without_a_computed_rate(self, find: Find, rated: Make) -> None:
        indicator = rated(None, reported_rate="60")

        assert find(self.CODE, indicators=[indicator], **_progress("60")) == []
